import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { type Handler, type HttpRequest, HttpResponse, WebSocketUpgrade } from "../../src/http/index.ts";
import type { ListenAddress } from "../../src/server/address.ts";
import { Http1Engine } from "../../src/server/http1-engine.ts";
import { resolveSettings, type ServeOptions } from "../../src/server/options.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

let engines: Http1Engine[] = [];
let clients: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients) client.destroy();
  for (const engine of engines) {
    engine.destroy();
    await engine.drain();
  }
  engines = [];
  clients = [];
});

/** An engine with a clock that only the test moves. */
async function start(handle: Handler, options: ServeOptions = {}, address?: ListenAddress) {
  const clock = { now: 1000 };
  const errors: unknown[] = [];
  const settings = resolveSettings({ engine: "saluki", onError: (error) => errors.push(error), ...options });
  const engine = new Http1Engine(handle, settings, undefined, () => clock.now);
  engines.push(engine);
  const { port, host } = await engine.listen(address ?? { host: "127.0.0.1", port: 0 });
  const after = (time: number) => {
    clock.now += time;
    engine.sweep();
  };
  return { engine, port, host, errors, after };
}

async function client(port: number): Promise<RawClient> {
  const opened = await RawClient.open(port);
  clients.push(opened);
  return opened;
}

const echoPath: Handler = (request) => new HttpResponse(request.path);

describe("Http1Engine", () => {
  it("answers over TCP, with a date", async () => {
    const { port } = await start(echoPath);
    const one = await client(port);
    one.send(head("GET /hello", "Connection: close"));
    const received = await one.closed();
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received).toMatch(/^date: \w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT\r$/m);
    expect(received.endsWith("\r\n\r\n/hello")).toBe(true);
  });

  it("answers over a Unix socket, where nobody has an address", async () => {
    const directory = await mkdtemp(join(tmpdir(), "saluki-"));
    const path = join(directory, "socket");
    const { host, port } = await start(
      (request) => new HttpResponse(String(request.connection.remoteAddress)),
      {},
      { unixSocket: path },
    );
    expect({ host, port }).toEqual({ host: path, port: 0 });
    const socket = connect(path);
    clients.push(socket);
    socket.end(head("GET /"));
    expect((await textOf(socket)).endsWith("\r\n\r\nundefined")).toBe(true);
    await rm(directory, { recursive: true });
  });

  it("answers over an inherited descriptor", async () => {
    const listener = createServer();
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as { port: number };
    const script = new URL("./inherited-socket.ts", import.meta.url).pathname;
    const child = spawn(process.execPath, ["--conditions=saluki-source", "--import", "tsx", script], {
      stdio: ["ignore", "pipe", "inherit", descriptorOf(listener)],
    });
    try {
      await once(child.stdout!, "data");
      listener.close();
      expect(await RawClient.exchange(port, head("GET /inherited", "Connection: close"))).toMatch(
        /\/inherited$/,
      );
    } finally {
      child.kill();
      await once(child, "exit");
    }
  });

  it("rejects with the error of the system when it cannot listen", async () => {
    const { port } = await start(echoPath);
    await expect(start(echoPath, {}, { host: "127.0.0.1", port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    engines.pop();
  });

  it("closes connections beyond the limit at once", async () => {
    const { port } = await start(echoPath, { maxConnections: 2 });
    const first = await client(port);
    const second = await client(port);
    first.send(head("GET /first"));
    await first.until("/first");
    const third = await client(port);
    expect(await third.closed()).toBe("");
    second.send(head("GET /second"));
    await second.until("/second");
  });

  it("runs what waits for the end of an exchange once the answer is out, and reports what fails there", async () => {
    const ran = occasion<string>();
    const { port, errors } = await start((request) => {
      request.after(() => {
        ran.happens("ran");
        throw new Error("task failed");
      });
      return new HttpResponse("out");
    });
    const one = await client(port);
    one.send(head("GET /"));
    await one.until("out");
    expect(await ran.happened).toBe("ran");
    await turn();
    expect(errors).toEqual([new Error("task failed")]);
  });

  it("survives a reporter that fails", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const { port } = await start(
      () => {
        throw new Error("boom");
      },
      {
        onError: () => {
          throw new Error("reporter");
        },
      },
    );
    const one = await client(port);
    one.send(head("GET /"));
    await one.until("500");
    expect(printed).toHaveBeenCalledOnce();
    printed.mockRestore();
  });

  it("makes a WebSocket of a connection", async () => {
    const closed = occasion<number>();
    const { port } = await start(
      () =>
        new WebSocketUpgrade((transport) => ({
          message: (data) => void transport.send(`you said ${String(data)}`),
          closed: (code) => closed.happens(code),
        })),
    );
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(socket, "open");
    socket.send("hello");
    const [data] = (await once(socket, "message")) as [Buffer];
    expect(data.toString()).toBe("you said hello");
    socket.close(1000);
    expect(await closed.happened).toBe(1000);
  });
});

describe("a client", () => {
  it("that drips a head is answered 408, however often it sends something", async () => {
    const { port, after } = await start(echoPath, { headersTimeout: 100 });
    const slow = await client(port);
    slow.send("GET / HTTP/1.1\r\n");
    for (let i = 0; i < 5; i++) {
      slow.send(`X-${i}: v\r\n`);
      await arrived();
      after(30);
    }
    expect(await slow.closed()).toMatch(/^HTTP\/1\.1 408 [\s\S]*connection: close/);
  });

  it("that connects and says nothing is let go", async () => {
    const { port, after } = await start(echoPath, { headersTimeout: 100 });
    const silent = await client(port);
    await arrived();
    after(101);
    expect(await silent.closed()).toBe("");
  });

  it("that is idle between requests is let go", async () => {
    const { port, after } = await start(echoPath, { keepAliveTimeout: 100 });
    const idle = await client(port);
    idle.send(head("GET /once"));
    await idle.until("/once");
    after(101);
    expect(await idle.closed()).toMatch(/\/once$/);
  });

  it("that does not send its body is answered 408", async () => {
    const { port, after } = await start(async (request) => new HttpResponse(await request.body.bytes(10)), {
      bodyTimeout: 100,
    });
    const slow = await client(port);
    slow.send(`${head("POST /", "Content-Length: 5")}he`);
    await arrived();
    after(101);
    expect(await slow.closed()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("that does not read its answer is dropped, and its stream returned", async () => {
    const returned = occasion();
    const { port, after } = await start(
      () =>
        new HttpResponse(
          (async function* () {
            try {
              for (;;) yield Buffer.alloc(65_536);
            } finally {
              returned.happens();
            }
          })(),
        ),
      { sendTimeout: 100 },
    );
    const slow = await client(port);
    slow.socket.pause();
    slow.send(head("GET /"));
    // The buffers of the system are full some time; each sweep in which nothing moves counts.
    let over = false;
    void returned.happened.then(() => {
      over = true;
    });
    while (!over) {
      await arrived();
      after(60);
    }
  });

  it("that ends its side still has its answer", async () => {
    const go = occasion();
    const { port } = await start(async () => {
      await go.happened;
      return new HttpResponse("late");
    });
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    clients.push(socket);
    socket.end(head("GET /"));
    await arrived();
    go.happens();
    expect((await textOf(socket)).endsWith("late")).toBe(true);
  });

  it.each([
    ["closes", (socket: Socket) => socket.destroy()],
    ["resets the connection", (socket: Socket) => socket.resetAndDestroy()],
  ])("that %s aborts its request", async (_, leave) => {
    const began = occasion();
    const aborted = occasion<unknown>();
    const { port } = await start(async (request: HttpRequest) => {
      request.signal.addEventListener("abort", () => aborted.happens(request.signal.reason));
      began.happens();
      await aborted.happened;
      return new HttpResponse("nobody hears");
    });
    const leaving = await client(port);
    leaving.send(head("GET /"));
    await began.happened;
    leave(leaving.socket);
    expect(await aborted.happened).toMatchObject({ name: "ClientDisconnect" });
  });

  it("that vanishes in the middle of a stream has it returned", async () => {
    const returned = occasion();
    const { port, errors } = await start(
      () =>
        new HttpResponse(
          (async function* () {
            try {
              for (;;) {
                yield "tick";
                await turn();
              }
            } finally {
              returned.happens();
            }
          })(),
        ),
    );
    const leaving = await client(port);
    leaving.send(head("GET /"));
    await leaving.until("tick");
    leaving.socket.resetAndDestroy();
    await returned.happened;
    expect(errors).toEqual([]);
  });

  it("that is refused while it still sends has the refusal", async () => {
    const { port } = await start(echoPath);
    const busy = await client(port);
    busy.send(`GET / HTTP/1.1\r\nHost: test\r\nX: ${"x".repeat(1_000_000)}`);
    expect(await busy.until("too large")).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe("draining", () => {
  it("closes idle connections, lets requests and their tasks finish, and then is over", async () => {
    const go = occasion();
    const task = occasion();
    let drained = false;
    const { engine, port } = await start(async (request) => {
      if (request.path === "/idle") return new HttpResponse("idle");
      request.after(() => task.happened);
      await go.happened;
      return new HttpResponse("finished");
    });
    const idle = await client(port);
    idle.send(head("GET /idle"));
    await idle.until("idle");
    const running = await client(port);
    running.send(head("GET /running"));
    await arrived();
    const over = engine.drain().then(() => {
      drained = true;
    });
    await idle.closed();
    await expect(RawClient.open(port)).rejects.toThrow();
    go.happens();
    expect(await running.closed()).toMatch(/connection: close[\s\S]*finished$/);
    await arrived();
    expect(drained).toBe(false);
    task.happens();
    await over;
  });

  it("closes WebSockets with 1001", async () => {
    const { engine, port } = await start(() => new WebSocketUpgrade(() => ({ message() {}, closed() {} })));
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(socket, "open");
    const closed = once(socket, "close");
    await engine.drain();
    expect((await closed)[0]).toBe(1001);
  });

  it("is over at once when everything is cut off", async () => {
    const began = occasion<HttpRequest>();
    const { engine, port } = await start((request) => {
      began.happens(request);
      return new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(request.signal.reason));
      });
    });
    const running = await client(port);
    running.send(head("GET /"));
    const request = await began.happened;
    const drained = engine.drain();
    engine.destroy();
    await drained;
    expect(request.aborted).toBe(true);
    expect(await running.closed()).toBe("");
  });
});

/** Lets what is on its way through the system arrive. */
async function arrived(): Promise<void> {
  // A round trip of another connection: what was sent before it is there after it.
  const listener = createServer((socket) => socket.end());
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const socket = connect((listener.address() as { port: number }).port, "127.0.0.1");
  socket.resume();
  await once(socket, "close");
  listener.close();
  await once(listener, "close");
}

function descriptorOf(server: Server): number {
  return (server as unknown as { _handle: { fd: number } })._handle.fd;
}

async function textOf(socket: Socket): Promise<string> {
  let text = "";
  for await (const bytes of socket) text += String(bytes);
  return text;
}
