import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import {
  type AccessLogEntry,
  type Handler,
  HttpResponse,
  REQUEST_ID,
  runWebSocket,
} from "../../src/http/index.ts";
import { type ServeOptions, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

const ok: Handler = () => new HttpResponse("hello");

/** A server whose access log can be waited for. */
async function logging(handler: Handler, options: ServeOptions) {
  const entries: AccessLogEntry[] = [];
  const errors: unknown[] = [];
  let grown = occasion();
  const server = await serve(handler, {
    port: 0,
    onError: (error) => errors.push(error),
    accessLog: (entry) => {
      entries.push(entry);
      grown.happens();
      grown = occasion();
    },
    ...options,
  });
  onTestFinished(() => server.close({ deadline: 0 }));
  const logged = async (count = 1) => {
    while (entries.length < count) await grown.happened;
    return entries;
  };
  return {
    server,
    port: server.port,
    errors,
    /** The entries, once there are so many. */
    logged,
    /** The one entry of one request. */
    async entryOf(bytes: string): Promise<AccessLogEntry> {
      await RawClient.exchange(server.port, bytes);
      await server.close({ deadline: 1000 });
      expect(entries).toHaveLength(1);
      return entries[0]!;
    },
  };
}

const CLOSE = "Connection: close";

describe.each(["saluki", "node"] as const)("the access log of the engine %s", (engine) => {
  it("is told of an exchange once its answer is out", async () => {
    const handler: Handler = (request) => {
      request.route = "/items/{id}";
      request.state.set(REQUEST_ID, "id-1");
      return new HttpResponse("hello", { status: 201 });
    };
    const { entryOf } = await logging(handler, { engine });
    const entry = await entryOf(head("GET /items/3?token=secret", CLOSE));
    expect({ ...entry }).toEqual({
      method: "GET",
      path: "/items/3",
      status: 201,
      durationMs: expect.any(Number),
      bytes: 5,
      route: "/items/{id}",
      requestId: "id-1",
      remoteAddress: "127.0.0.1",
      httpVersion: "1.1",
      aborted: false,
      refusal: undefined,
      closeCode: undefined,
    });
    expect(entry.durationMs).toBeGreaterThan(0);
  });

  it("hands out the request, which is no part of what is written when the entry is", async () => {
    const { entryOf } = await logging(ok, { engine });
    const entry = await entryOf(head("GET /?token=secret", CLOSE, "User-Agent: test"));
    expect(entry.request?.target).toBe("/?token=secret");
    expect(entry.request?.headers.get("user-agent")).toBe("test");
    expect(JSON.parse(JSON.stringify(entry))).toMatchObject({
      method: "GET",
      path: "/",
      status: 200,
      bytes: 5,
    });
    expect(JSON.stringify(entry)).not.toContain("secret");
  });

  it("tells the address of the client by what a trusted proxy says", async () => {
    for (const trustedProxies of [["loopback"], ["192.0.2.1"]]) {
      const { entryOf } = await logging(ok, { engine, trustedProxies });
      const { remoteAddress } = await entryOf(head("GET /", CLOSE, "X-Forwarded-For: 203.0.113.7"));
      expect(remoteAddress).toBe(trustedProxies[0] === "loopback" ? "203.0.113.7" : "127.0.0.1");
    }
  });

  it("hands out the request that the application has seen, and so does onError", async () => {
    const seen: unknown[] = [];
    const broken: Handler = (request) => {
      seen.push(request);
      throw new Error("broken");
    };
    const onError = (_: unknown, request: unknown) => seen.push(request);
    const { entryOf } = await logging(broken, { engine, trustedProxies: ["loopback"], onError });
    const { request } = await entryOf(head("GET /", CLOSE, "X-Forwarded-For: 203.0.113.7"));
    expect(request?.connection.remoteAddress).toBe("203.0.113.7");
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(request);
    expect(seen[1]).toBe(request);
  });

  it("tells what a trusted proxy says also of a request that never reached the application", async () => {
    const { entryOf } = await logging(ok, { engine, trustedProxies: ["loopback"] });
    const handshake = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 1"];
    const entry = await entryOf(head("GET /", ...handshake, "X-Forwarded-For: 203.0.113.7"));
    expect(entry).toMatchObject({ status: 426, remoteAddress: "203.0.113.7" });
  });

  it.each<[string, string, Handler, Partial<AccessLogEntry>]>([
    ["a promise of an answer", head("GET /", CLOSE), async () => new HttpResponse("é"), { bytes: 2 }],
    [
      "no content",
      head("GET /", CLOSE),
      () => new HttpResponse(null, { status: 204 }),
      { status: 204, bytes: 0 },
    ],
    ["HEAD", head("HEAD /", CLOSE), ok, { method: "HEAD", bytes: 0 }],
    ["a stream", head("GET /", CLOSE), () => new HttpResponse(stream("ab", "é")), { bytes: 4 }],
    [
      "a stream that tells its length",
      head("GET /", CLOSE),
      () => new HttpResponse(stream("ab"), { headers: { "content-length": "2" } }),
      { bytes: 2 },
    ],
    ["HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", ok, { httpVersion: "1.0" }],
    [
      "long content",
      head("GET /", CLOSE),
      () => new HttpResponse(new Uint8Array(300_000)),
      { bytes: 300_000 },
    ],
    ["a body", head("POST /", CLOSE, "Content-Length: 2") + "ab", ok, { method: "POST", bytes: 5 }],
    [
      "a handler that fails",
      head("GET /", CLOSE),
      () => {
        throw new Error("boom");
      },
      { status: 500, bytes: 21, aborted: false },
    ],
    [
      "an answer that cannot be sent",
      head("GET /", CLOSE),
      () => new HttpResponse("x", { status: 103 }),
      { status: 500, bytes: 21 },
    ],
    [
      "tasks that go on",
      head("GET /", CLOSE),
      (request) => {
        request.after(() => delay(1));
        return new HttpResponse("hello");
      },
      { status: 200, bytes: 5, aborted: false },
    ],
  ])("tells of %s", async (_, bytes, handler, expected) => {
    const { entryOf } = await logging(handler, { engine });
    expect(await entryOf(bytes)).toMatchObject({ aborted: false, ...expected });
  });

  it("is told of requests that are pipelined, in their order", async () => {
    const { port, logged } = await logging((request) => new HttpResponse(request.path), { engine });
    await RawClient.exchange(port, head("GET /1") + head("GET /2") + head("GET /3", CLOSE));
    expect((await logged(3)).map(({ path }) => path)).toEqual(["/1", "/2", "/3"]);
  });

  it("is told when the answer is out, and not when its background tasks are done", async () => {
    const task = occasion();
    const handler: Handler = (request) => {
      request.after(() => task.happened);
      return new HttpResponse("hello");
    };
    const { port, logged } = await logging(handler, { engine });
    await RawClient.exchange(port, head("GET /", CLOSE));
    expect(await logged()).toHaveLength(1);
    task.happens();
  });

  it("tells of a client that has gone before there was an answer, without waiting for the handler", async () => {
    const began = occasion();
    const end = occasion();
    const handler: Handler = async () => {
      began.happens();
      await end.happened;
      return new HttpResponse("late");
    };
    const { server, port, logged } = await logging(handler, { engine });
    const client = await RawClient.open(port);
    client.send(head("GET /slow"));
    await began.happened;
    client.socket.resetAndDestroy();
    expect((await logged())[0]).toMatchObject({ path: "/slow", status: 499, bytes: 0, aborted: true });
    end.happens();
    await server.close();
    expect(await logged()).toHaveLength(1);
  });

  it("tells of a client that has ended its side before there was an answer", async () => {
    const handler: Handler = async (request) => {
      await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
      return new HttpResponse("late");
    };
    const { port, logged } = await logging(handler, { engine });
    const client = await RawClient.open(port);
    client.send(head("GET /slow"));
    client.socket.end();
    expect((await logged())[0]).toMatchObject({ path: "/slow", aborted: true });
  });

  it("tells of a client that has gone while a stream was sent, and how much of it was", async () => {
    const handler: Handler = (request) =>
      new HttpResponse(
        (async function* () {
          yield "first";
          await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
        })(),
      );
    const { server, port, logged } = await logging(handler, { engine });
    const client = await RawClient.open(port);
    client.send(head("GET /stream"));
    await client.until("first");
    client.destroy();
    expect((await logged())[0]).toMatchObject({ status: 200, bytes: 5, aborted: true });
    await server.close();
    expect(await logged()).toHaveLength(1);
  });

  it("tells of a stream that broke", async () => {
    const handler: Handler = () =>
      new HttpResponse(
        (async function* () {
          yield "first";
          throw new Error("broken");
        })(),
      );
    const { entryOf } = await logging(handler, { engine });
    expect(await entryOf(head("GET /"))).toMatchObject({ status: 200, bytes: 5, aborted: true });
  });

  it.each<[string, string, number, ServeOptions]>([
    ["bytes that are no request", "<secret>\r\n\r\n", 400, {}],
    [
      "a head that is too large",
      head("GET /secret", `X: ${"x".repeat(3000)}`),
      431,
      { maxHeaderBytes: 2000 },
    ],
    [
      "a version that is not spoken",
      "GET /secret HTTP/3.0\r\nHost: a\r\n\r\n",
      engineStatus(engine, 505, 400),
      {},
    ],
    ["a head that does not arrive", "GET /secret HTTP/1.1\r\n", 408, { headersTimeout: 200 }],
  ])("tells of %s, and repeats nothing of them", async (_, bytes, status, options) => {
    const { entryOf } = await logging(ok, { engine, ...options });
    const entry = await entryOf(bytes);
    expect(entry).toMatchObject({
      method: undefined,
      path: undefined,
      status,
      durationMs: undefined,
      remoteAddress: "127.0.0.1",
      httpVersion: undefined,
      aborted: false,
      refusal: expect.stringMatching(/\w/),
    });
    expect(entry.bytes).toBeGreaterThan(0);
    expect(JSON.stringify(entry)).not.toContain("secret");
  });

  it.skipIf(engine === "node")(
    "tells method and path of a request that is refused behind its head (node:http does not tell them)",
    async () => {
      const { port, logged } = await logging(ok, { engine, maxBodyBytes: 10 });
      await RawClient.exchange(port, head("PUT /upload?x", "Content-Length: 11"));
      await RawClient.exchange(port, "HEAD /a HTTP/1.1\r\nHost: a b\r\n\r\n");
      await RawClient.exchange(port, `${head("GET /first")}<no request>\r\n\r\n`);
      expect(await logged(4)).toMatchObject([
        {
          method: "PUT",
          path: "/upload",
          status: 413,
          aborted: false,
          refusal: expect.stringContaining("large"),
        },
        { method: "HEAD", path: "/a", status: 400, bytes: 0 },
        { method: "GET", path: "/first", status: 200 },
        { method: undefined, path: undefined, status: 400 },
      ]);
    },
  );

  it("tells of a request whose body is refused while it is read, once", async () => {
    const handler: Handler = async (request) => new HttpResponse(await request.body.bytes(100));
    const { entryOf } = await logging(handler, { engine });
    const bytes = `${head("POST /upload", "Transfer-Encoding: chunked")}2\r\nab\r\n`;
    const client = entryOf(`${bytes}zz\r\n`);
    expect(await client).toMatchObject({ status: 400, refusal: expect.stringMatching(/\w/), aborted: false });
  });

  it("tells of a WebSocket when it is closed", async () => {
    const handler: Handler = (request) =>
      runWebSocket(request, async (socket) => {
        await socket.accept();
        for await (const message of socket) await socket.send(message);
      });
    const { port, logged } = await logging(handler, { engine });
    const client = new WebSocket(`ws://127.0.0.1:${port}/live`);
    await new Promise((resolve) => client.once("open", resolve));
    client.send("hello");
    await new Promise((resolve) => client.once("message", resolve));
    client.close(4001);
    const [entry] = await logged();
    expect(entry).toMatchObject({
      method: "GET",
      path: "/live",
      status: 101,
      closeCode: 4001,
      aborted: false,
    });
    // The answer to the handshake, the frame of the message and that of the close.
    expect(entry!.bytes).toBeGreaterThan(100);
    expect(entry!.bytes).toBeLessThan(400);
  });

  it("tells of a WebSocket whose client has gone without a word", async () => {
    const handler: Handler = (request) =>
      runWebSocket(request, async (socket) => {
        await socket.accept();
        for await (const _ of socket);
      });
    const { port, logged } = await logging(handler, { engine });
    const client = new WebSocket(`ws://127.0.0.1:${port}/`);
    await new Promise((resolve) => client.once("open", resolve));
    client.terminate();
    expect((await logged())[0]).toMatchObject({ status: 101, closeCode: 1006, aborted: true });
  });

  it("tells with which code the server has closed a WebSocket that sent too much", async () => {
    const codes: number[] = [];
    const handler: Handler = (request) =>
      runWebSocket(request, async (socket) => {
        await socket.accept();
        await socket.receive().catch((error) => codes.push(error.code));
      });
    const { port, logged } = await logging(handler, { engine, websocket: { maxPayload: 10 } });
    const client = new WebSocket(`ws://127.0.0.1:${port}/`);
    client.once("open", () => client.send("more than ten"));
    expect((await logged())[0]).toMatchObject({ status: 101, closeCode: 1009, aborted: false });
    expect(codes).toEqual([1009]);
  });

  it("tells of a handshake that the application refuses", async () => {
    const handler: Handler = () => new HttpResponse("no", { status: 403 });
    const { port, logged } = await logging(handler, { engine });
    const client = new WebSocket(`ws://127.0.0.1:${port}/`);
    client.on("error", () => {});
    expect((await logged())[0]).toMatchObject({
      status: 403,
      bytes: 2,
      closeCode: undefined,
      aborted: false,
    });
  });

  it("never breaks an exchange: an error in it, now or later, is reported", async () => {
    const failures = [
      () => {
        throw new Error("now");
      },
      async () => {
        throw new Error("later");
      },
      () => {},
    ];
    const { server, port, errors } = await logging(ok, { engine, accessLog: () => failures.shift()!() });
    const answers = await RawClient.exchange(port, head("GET /1") + head("GET /2") + head("GET /3", CLOSE));
    expect(answers.match(/hello/g)).toHaveLength(3);
    await server.close();
    expect(errors.map(String)).toEqual(["Error: now", "Error: later"]);
  });

  it("is told of all before the server is closed", async () => {
    const accessLog = vi.fn();
    const { server, port } = await logging(ok, { engine, accessLog });
    const client = await RawClient.open(port);
    client.send(head("GET /"));
    await client.until("hello");
    await server.close();
    expect(accessLog).toHaveBeenCalledTimes(1);
  });
});

describe("the access log of a server", () => {
  it("tells how much of a long answer the client has taken, when it goes away", async () => {
    const { port, logged } = await logging(() => new HttpResponse(new Uint8Array(50_000_000)), {});
    const client = await RawClient.open(port);
    client.socket.pause();
    client.send(head("GET /"));
    // The head and a part have come.
    client.socket.once("readable", () => client.socket.resetAndDestroy());
    const [entry] = await logged();
    expect(entry).toMatchObject({ status: 200, aborted: true });
    expect(entry!.bytes).toBeGreaterThan(0);
    expect(entry!.bytes).toBeLessThan(50_000_000);
  });

  it("has to be a function", async () => {
    for (const accessLog of [true, Promise.resolve(() => {})]) {
      await expect(serve(ok, { port: 0, accessLog: accessLog as never })).rejects.toMatchObject({
        code: "INVALID_OPTION",
        message: expect.stringContaining("accessLog"),
      });
    }
  });
});

function engineStatus(engine: "saluki" | "node", saluki: number, node: number): number {
  return engine === "saluki" ? saluki : node;
}

async function* stream(...pieces: string[]): AsyncGenerator<string> {
  yield* pieces;
}
