import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { SalukiError } from "../../src/errors.ts";
import { type Handler, HttpResponse, WebSocketUpgrade } from "../../src/http/index.ts";
import { acceptConnections, type RunningServer, type ServeOptions, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

/** Who accepts connections, and a server that it hands them to. */
async function open(handle: Handler, options: ServeOptions, address: ServeOptions = { port: 0 }) {
  let give: (socket: Socket) => void = () => {};
  const acceptor = await acceptConnections(
    address,
    (socket) => give(socket),
    (error) => {
      throw error;
    },
  );
  onTestFinished(() => acceptor.close());
  const { host, port } = acceptor;
  const server = await serve(handle, {
    ...options,
    connections: {
      host,
      port,
      start: (accept) => {
        give = accept;
      },
    },
  });
  onTestFinished(() => server.close({ deadline: 0 }));
  return { acceptor, server };
}

async function sharedPort(server: RunningServer): Promise<RawClient> {
  const client = await RawClient.open(server.port);
  onTestFinished(() => client.destroy());
  return client;
}

describe.each(["saluki", "node"] as const)("connections that are handed over, by the engine %s", (engine) => {
  it("are answered, and know where they come from", async () => {
    const { acceptor, server } = await open(
      (request) => new HttpResponse(request.connection.remoteAddress ?? ""),
      {
        engine,
      },
    );
    expect({ url: server.url, port: server.port }).toEqual({ url: acceptor.url, port: acceptor.port });
    const client = await sharedPort(server);
    client.send(head("GET /"));
    expect(await client.until("127.0.0.1")).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it("get their answer where the client has ended its side", async () => {
    const { server } = await open(() => new HttpResponse("all of it"), { engine });
    const client = await sharedPort(server);
    client.socket.end(head("GET /"));
    expect(await client.closed()).toMatch(/all of it$/);
  });

  it("come over a Unix socket as well", async () => {
    const folder = await mkdtemp(join(tmpdir(), "saluki-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "socket");
    const { server } = await open(() => new HttpResponse("ok"), { engine }, { unixSocket: path });
    expect(server.url).toBe(`unix:${path}`);
    const socket = connect(path);
    onTestFinished(() => void socket.destroy());
    socket.write(head("GET /"));
    expect(String(await once(socket, "data"))).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it("become WebSockets", async () => {
    const { server } = await open(() => new WebSocketUpgrade(() => ({ message() {}, closed() {} })), {
      engine,
    });
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    await once(socket, "open");
    const closed = once(socket, "close");
    await server.close();
    expect((await closed)[0]).toBe(1001);
  });

  it("are waited for by a server that stops", async () => {
    const [arrived, released] = [occasion(), occasion()];
    const { server } = await open(
      async () => {
        arrived.happens();
        await released.happened;
        return new HttpResponse("finished");
      },
      { engine },
    );
    const client = await sharedPort(server);
    client.send(head("GET /"));
    await arrived.happened;
    const closed = server.close().then(() => client.received);
    released.happens();
    expect(await client.closed()).toMatch(/connection: close[\s\S]*finished$/i);
    expect(await closed).toMatch(/finished$/);
  });

  it("are closed by a server that has stopped", async () => {
    const { server } = await open(() => new HttpResponse("ok"), { engine });
    await server.close();
    const client = await sharedPort(server);
    expect(await client.closed()).toBe("");
  });
});

describe("acceptConnections", () => {
  it("says what is wrong with an address that cannot be had", async () => {
    const { acceptor } = await open(() => new HttpResponse("ok"), {});
    const again = acceptConnections(
      { port: acceptor.port },
      () => {},
      () => {},
    );
    await expect(again).rejects.toThrow(SalukiError);
    await expect(again).rejects.toThrow("ADDRESS_IN_USE");
  });
});

describe("the option connections", () => {
  it("counts against maxConnections, as what the server accepts itself", async () => {
    const { server } = await open(() => new HttpResponse("ok"), { maxConnections: 1 });
    const first = await sharedPort(server);
    first.send(head("GET /"));
    await first.until("ok");
    const second = await sharedPort(server);
    expect(await second.closed()).toBe("");
  });

  it("excludes an address", async () => {
    const connections = { host: "127.0.0.1", port: 1, start: () => {} };
    await expect(serve(() => new HttpResponse(), { connections, port: 0 })).rejects.toThrow("INVALID_OPTION");
  });
});
