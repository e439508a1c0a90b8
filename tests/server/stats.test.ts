import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { type Handler, HttpResponse, WebSocketUpgrade } from "../../src/http/index.ts";
import { type RunningServer, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

describe.each(["saluki", "node"] as const)("the statistics of a server, by the engine %s", (engine) => {
  async function start(handle: Handler): Promise<RunningServer> {
    const server = await serve(handle, { port: 0, engine, onError: () => {} });
    onTestFinished(() => server.close({ deadline: 0 }));
    return server;
  }

  it("begin with nothing", async () => {
    const server = await start(() => new HttpResponse());
    expect(server.stats()).toEqual({
      answers: { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 },
      requestsInFlight: 0,
      openConnections: 0,
    });
  });

  it("count answers by the first digit of their status", async () => {
    const server = await start(async (request) => {
      if (request.path === "/fails") throw new Error("broken");
      return new HttpResponse("", { status: Number(request.path.slice(1)) });
    });
    const client = await RawClient.open(server.port);
    for (const path of ["200", "204", "303", "404", "410", "fails", "503", "200"]) {
      client.send(head(`GET /${path}`));
    }
    client.send("this is no request\r\n\r\n");
    await client.closed();
    expect(server.stats().answers).toEqual({ "1xx": 0, "2xx": 3, "3xx": 1, "4xx": 3, "5xx": 2 });
  });

  it("count streams when they begin, and what runs until it is over", async () => {
    const released = occasion();
    const server = await start(
      () =>
        new HttpResponse(
          (async function* () {
            yield "begun";
            await released.happened;
          })(),
        ),
    );
    const client = await RawClient.open(server.port);
    client.send(head("GET /", "Connection: close"));
    await client.until("begun");
    expect(server.stats()).toMatchObject({
      answers: { "2xx": 1 },
      requestsInFlight: 1,
      openConnections: 1,
    });
    released.happens();
    await client.closed();
    expect(server.stats()).toMatchObject({ answers: { "2xx": 1 }, requestsInFlight: 0 });
  });

  it("count a WebSocket as one connection and one request, until it is closed", async () => {
    const server = await start(() => new WebSocketUpgrade(() => ({ message() {}, closed() {} })));
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    await once(socket, "open");
    expect(server.stats()).toMatchObject({
      answers: { "1xx": 1, "2xx": 0 },
      requestsInFlight: 1,
      openConnections: 1,
    });
    socket.close();
    await once(socket, "close");
    await server.close();
    expect(server.stats()).toMatchObject({ requestsInFlight: 0, openConnections: 0 });
  });
});
