import { once } from "node:events";
import { createConnection } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import {
  type Handler,
  HTTPException,
  HttpResponse,
  runWebSocket,
  WebSocketDisconnect,
  WebSocketException,
  type WebSocketSession,
} from "../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/index.ts";
import { type Occasion, occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

const HANDSHAKE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];

/** Of those whose clock is in the hand of the test. */
const PING_INTERVAL = 1000;

describe.each(["saluki", "node"] as const)("WebSockets over a socket, by %s", (engine) => {
  const errors: unknown[] = [];
  let server: RunningServer | undefined;

  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    await server?.close({ deadline: 0 });
    server = undefined;
    errors.length = 0;
  });

  async function start(handler: Handler, options: ServeOptions = {}): Promise<RunningServer> {
    server = await serve(handler, { engine, port: 0, onError: (error) => errors.push(error), ...options });
    return server;
  }

  /** Serves the handler and records when its exchange is finished. */
  async function run(
    handler: (session: WebSocketSession) => Promise<void>,
    options: ServeOptions = {},
  ): Promise<{ finished: Occasion["happened"] }> {
    const finished = occasion();
    await start((request) => {
      request.after(finished.happens);
      return runWebSocket(request, handler);
    }, options);
    return { finished: finished.happened };
  }

  function connect(protocols: string[] = [], options: object = {}): WebSocket {
    return new WebSocket(server!.url.replace("http", "ws"), protocols, options);
  }

  async function opened(protocols: string[] = [], options: object = {}): Promise<WebSocket> {
    const client = connect(protocols, options);
    await once(client, "open");
    return client;
  }

  async function closeOf(client: WebSocket): Promise<[code: number, reason: string]> {
    const [code, reason] = await once(client, "close");
    return [code, String(reason)];
  }

  async function refusalOf(client: WebSocket): Promise<{ status: number; text: string; headers: object }> {
    client.on("error", () => {});
    const [, response] = await once(client, "unexpected-response");
    let text = "";
    for await (const piece of response) text += piece;
    return { status: response.statusCode, text, headers: response.headers };
  }

  async function echo(session: WebSocketSession): Promise<void> {
    await session.accept();
    for await (const message of session) await session.send(message);
  }

  it("carry text and bytes both ways", async () => {
    const { finished } = await run(echo);
    const client = await opened();
    client.send("Grüße");
    expect(await once(client, "message")).toEqual([Buffer.from("Grüße"), false]);
    client.send(new Uint8Array([0, 255]));
    expect(await once(client, "message")).toEqual([Buffer.from([0, 255]), true]);
    client.close(1000);
    expect(await closeOf(client)).toEqual([1000, ""]);
    await finished;
    expect(errors).toEqual([]);
  });

  it("give handlers bytes without the habits of Buffer", async () => {
    const seen = occasion<unknown>();
    await run(async (session) => {
      await session.accept();
      seen.happens(await session.receiveBytes());
    });
    (await opened()).send(new Uint8Array([1, 2]));
    const message = (await seen.happened) as Uint8Array;
    expect(message).toEqual(new Uint8Array([1, 2]));
    // Nothing of others is behind it.
    expect(message.buffer.byteLength).toBe(2);
  });

  it("take messages that came together with the handshake", async () => {
    const seen = occasion<unknown>();
    await run(async (session) => {
      await new Promise((resolve) => setImmediate(resolve));
      await session.accept();
      seen.happens(await session.receive());
    });
    const client = await RawClient.open(server!.port);
    // A masked text frame, mask 0: "hi".
    const frame = "\x81\x82\x00\x00\x00\x00hi";
    client.send(head("GET /", ...HANDSHAKE, "Sec-WebSocket-Version: 13") + frame);
    expect(await seen.happened).toBe("hi");
    client.destroy();
  });

  describe("the handshake", () => {
    it("answers with subprotocol and header fields of the handler", async () => {
      await run(async (session) => {
        expect(session.subprotocols).toEqual(["soap", "wamp"]);
        await session.accept({
          subprotocol: "wamp",
          headers: { "set-cookie": ["a=1", "b=2"], "sec-websocket-accept": "mine" },
        });
        await session.receive();
      });
      const client = connect(["soap", "wamp"]);
      const [[response]] = await Promise.all([once(client, "upgrade"), once(client, "open")]);
      expect(client.protocol).toBe("wamp");
      expect(response.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
      client.close();
    });

    it("sends no subprotocol that was not offered", async () => {
      await run(async (session) => {
        await session.accept({ subprotocol: "other" });
        await session.receive();
      });
      const client = await opened();
      expect(client.protocol).toBe("");
      client.close();
    });

    it.each<[string, (session: WebSocketSession) => Promise<void>, number]>([
      ["closes", (session) => session.close(), 403],
      ["returns", async () => {}, 403],
      ["throws a WebSocketException", () => Promise.reject(new WebSocketException(1008)), 403],
      ["throws an error", () => Promise.reject(new Error("secret")), 500],
    ])("is refused when the handler %s before accept", async (_kind, handler, status) => {
      const { finished } = await run(handler);
      const refusal = await refusalOf(connect());
      expect(refusal.status).toBe(status);
      expect(refusal.text).not.toContain("secret");
      await finished;
      expect(errors).toHaveLength(status === 500 ? 1 : 0);
    });

    it("is answered by any other response as it stands, and the connection closed", async () => {
      await start(
        () =>
          new HttpResponse(
            (async function* () {
              yield "no such ";
              yield "room";
            })(),
            { status: 404, headers: { "x-reason": "unknown" } },
          ),
      );
      const refusal = await refusalOf(connect());
      expect(refusal).toMatchObject({ status: 404, text: "no such room" });
      expect(refusal.headers).toMatchObject({ "x-reason": "unknown", connection: "close" });
    });

    it.each([
      ["no key", ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"], 400],
      [
        "a short key",
        [...HANDSHAKE.slice(0, 2), "Sec-WebSocket-Key: short", "Sec-WebSocket-Version: 13"],
        400,
      ],
      ["no version", HANDSHAKE, 400],
      ["an unknown version", [...HANDSHAKE, "Sec-WebSocket-Version: 8"], 426],
      [
        "broken subprotocols",
        [...HANDSHAKE, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: a,,b"],
        400,
      ],
    ])("with %s is refused", async (_kind, fields, status) => {
      const { finished } = await run(echo);
      const received = await RawClient.exchange(server!.port, head("GET /", ...fields));
      expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(received).toMatch(/connection: .*close/i);
      if (status === 426) expect(received).toMatch(/sec-websocket-version: 13\r\n/i);
      if (fields.some((field) => field.includes("a,,b"))) await finished;
    });

    it("that the client gives up aborts the request", async () => {
      const [arrived, aborted] = [occasion(), occasion<unknown>()];
      const { finished } = await run(async (session) => {
        session.request.signal.addEventListener("abort", async () => {
          aborted.happens(await session.accept().catch((error) => error));
        });
        arrived.happens();
        await aborted.happened;
      });
      const client = await RawClient.open(server!.port);
      client.send(head("GET /", ...HANDSHAKE, "Sec-WebSocket-Version: 13"));
      await arrived.happened;
      client.destroy();
      expect(await aborted.happened).toBeInstanceOf(WebSocketDisconnect);
      await finished;
    });

    it("keeps its place behind pipelined requests", async () => {
      await start(async (request) => {
        await new Promise((resolve) => setImmediate(resolve));
        return request.path === "/1" ? new HttpResponse("[first]") : runWebSocket(request, echo);
      });
      const client = await RawClient.open(server!.port);
      client.send(head("GET /1") + head("GET /2", ...HANDSHAKE, "Sec-WebSocket-Version: 13"));
      expect(await client.until("101 Switching")).toMatch(/\[first\]HTTP\/1\.1 101/);
      client.destroy();
    });
  });

  describe("the end", () => {
    it("tells the handler the client's code and reason", async () => {
      const seen = occasion<unknown>();
      await run(async (session) => {
        await session.accept();
        seen.happens(await session.receive().catch((error) => error));
      });
      (await opened()).close(4001, "enough");
      expect(await seen.happened).toMatchObject({
        name: "WebSocketDisconnect",
        code: 4001,
        reason: "enough",
      });
    });

    it("without a code is 1005, without a close 1006, and aborts the request", async () => {
      const codes: number[] = [];
      const { finished } = await run(async (session) => {
        await session.accept();
        await session.receive().catch((error) => codes.push(error.code));
        await new Promise<void>((resolve) => {
          if (session.request.aborted) resolve();
          else session.request.signal.addEventListener("abort", () => resolve());
        });
      });
      (await opened()).close();
      await finished;
      expect(codes).toEqual([1005]);
      (await opened()).terminate();
      await expect.poll(() => codes).toEqual([1005, 1006]);
    });

    it.each<[string, (session: WebSocketSession) => Promise<void>, number, string]>([
      ["returns", async () => {}, 1000, ""],
      ["closes", (session) => session.close(4000, "bye"), 4000, "bye"],
      [
        "throws a WebSocketException",
        () => Promise.reject(new WebSocketException(1008, "rules")),
        1008,
        "rules",
      ],
      ["throws an error", () => Promise.reject(new Error("secret")), 1011, ""],
      ["throws an HTTPException", () => Promise.reject(new HTTPException(418)), 1011, ""],
    ])("has the code of a handler that %s after accept", async (_kind, handler, code, reason) => {
      const { finished } = await run(async (session) => {
        await session.accept();
        await handler(session);
      });
      expect(await closeOf(connect())).toEqual([code, reason]);
      await finished;
      expect(errors).toHaveLength(code === 1011 ? 1 : 0);
    });

    it("comes to the tasks only after the handler", async () => {
      const log: string[] = [];
      const finished = occasion();
      await start((request) => {
        request.after(() => {
          log.push("task");
          finished.happens();
        });
        return runWebSocket(request, async (session) => {
          await session.accept();
          await session.receive().catch(() => {});
          await new Promise((resolve) => setImmediate(resolve));
          log.push("handler");
        });
      });
      (await opened()).close();
      await finished.happened;
      expect(log).toEqual(["handler", "task"]);
    });

    it("is 1009 for a message that is too long", async () => {
      await run(echo, { websocket: { maxPayload: 10 } });
      const client = await opened();
      client.send("12345678901");
      expect((await closeOf(client))[0]).toBe(1009);
    });

    it("is 1001 when the server stops, and the handler hears of it", async () => {
      const seen = occasion<unknown>();
      await run(async (session) => {
        await session.accept();
        seen.happens(await session.receive().catch((error) => error));
      });
      const client = await opened();
      const closed = server!.close();
      expect(await closeOf(client)).toEqual([1001, ""]);
      expect(await seen.happened).toMatchObject({ code: 1001 });
      await closed;
    });

    it("is cut off at the deadline when the client does not answer", async () => {
      const { finished } = await run(echo);
      const client = await opened();
      (client as unknown as { _socket: { pause(): void } })._socket.pause();
      await server!.close({ deadline: 20 });
      await finished;
      client.terminate();
    });

    it("is 1001 for a client that was paused, too", async () => {
      const go = occasion();
      const { finished } = await run(async (session) => {
        await session.accept();
        await go.happened;
      });
      const client = await opened();
      for (let i = 0; i < 300; i++) client.send("x".repeat(100_000));
      // Nothing moves any more while other connections are made: the server does not read.
      for (let still = 0, left = -1; still < 5; ) {
        (await RawClient.open(server!.port)).destroy();
        still = client.bufferedAmount === left ? still + 1 : 0;
        left = client.bufferedAmount;
      }
      expect(client.bufferedAmount).toBeGreaterThan(0);
      const closed = closeOf(client);
      const stopped = server!.close();
      expect(await closed).toEqual([1001, ""]);
      go.happens();
      await finished;
      await stopped;
    });

    it("comes to a client that does not answer a close", async () => {
      const { finished } = await run((session) => session.accept(), { websocket: { closeTimeout: 20 } });
      const client = await RawClient.open(server!.port);
      client.send(head("GET /", ...HANDSHAKE, "Sec-WebSocket-Version: 13"));
      await client.until("\x88\x02\x03\xe8");
      await finished;
      client.destroy();
    });

    it("comes to a client that ends its side during the handshake, and then does nothing", async () => {
      const arrived = occasion();
      const { finished } = await run(async (session) => {
        arrived.happens();
        await new Promise<void>((resolve) => {
          session.request.signal.addEventListener("abort", () => resolve());
        });
        await session.accept();
      });
      const socket = createConnection({ port: server!.port, host: "127.0.0.1", allowHalfOpen: true });
      socket.write(head("GET /", ...HANDSHAKE, "Sec-WebSocket-Version: 13"));
      await arrived.happened;
      socket.end();
      await finished;
      socket.destroy();
    });

    it("comes to a client that no longer answers pings", async () => {
      const { finished } = await run(echo, { websocket: { pingInterval: 20 } });
      const client = await opened([], { autoPong: false });
      expect((await closeOf(client))[0]).toBe(1006);
      await finished;
    });

    /** Lets the server send its next pings, and waits until this client has its own. */
    async function ping(client: WebSocket): Promise<void> {
      const pinged = once(client, "ping");
      vi.advanceTimersByTime(PING_INTERVAL);
      await pinged;
    }

    it("does not come to a client that was paused, whose answers cannot be read", async () => {
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
      const pauses = occasion();
      const pause = WebSocket.prototype.pause;
      vi.spyOn(WebSocket.prototype, "pause").mockImplementation(function (this: WebSocket) {
        pause.call(this);
        pauses.happens();
      });
      const [go, count] = [occasion(), 2000];
      const received = occasion<number>();
      await run(
        async (session) => {
          await session.accept();
          await go.happened;
          for (let i = 0; i < count; i++) await session.receive();
          received.happens(count);
        },
        { websocket: { pingInterval: PING_INTERVAL } },
      );
      const client = await opened();
      for (let i = 0; i < count; i++) client.send("x".repeat(10_000));
      await pauses.happened;
      // What has arrived by then is still looked at, message by message.
      for (let i = 0; i < 30; i++) await ping(client);
      go.happens();
      expect(await received.happened).toBe(count);
      client.close();
    });

    it("does not come to a client that answers pings", async () => {
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
      const pings = vi.spyOn(WebSocket.prototype, "ping");
      await run(echo, { websocket: { pingInterval: PING_INTERVAL } });
      const client = await opened();
      for (let i = 0; i < 5; i++) {
        await ping(client);
        await once(pings.mock.contexts.at(-1) as WebSocket, "pong");
      }
      client.send("still here");
      expect(await once(client, "message")).toEqual([Buffer.from("still here"), false]);
      client.close();
    });
  });

  describe("back-pressure", () => {
    it("cuts off a client for which more waits than may, where the handler does not wait for it", async () => {
      const [stopped, code] = [occasion(), occasion<number>()];
      const { finished } = await run(
        async (session) => {
          await session.accept();
          void session.receive().catch((error) => code.happens(error.code));
          // Nobody looks whether they arrive: that must not end the process.
          while (!session.closed) {
            void session.send("x".repeat(100_000));
            await new Promise((resolve) => setImmediate(resolve));
          }
          void session.send("nobody is there");
          stopped.happens();
        },
        { websocket: { maxBufferedBytes: 1_000_000 } },
      );
      const client = await opened();
      client.pause();
      await stopped.happened;
      expect(await code.happened).toBe(1006);
      await finished;
      client.terminate();
      expect(errors).toEqual([]);
    });

    it("cuts off a client that neither reads nor lets its handler read on", async () => {
      const { finished } = await run(echo, { websocket: { pingInterval: 20 } });
      const client = await opened();
      client.pause();
      // Until both sides wait for each other.
      for (let i = 0; i < 300; i++) client.send("x".repeat(100_000));
      await finished;
      client.terminate();
      expect(errors).toEqual([]);
    });

    it("makes send wait for a client that does not read", async () => {
      // More than both sides' systems take for those who do not read.
      const message = new Uint8Array(64_000_000);
      const [go, ended] = [occasion(), occasion()];
      const sent: string[] = [];
      await run(async (session) => {
        if (session.request.path !== "/large") return echo(session);
        await session.accept();
        await go.happened;
        try {
          for (const which of ["first", "second"]) {
            await session.send(message);
            sent.push(which);
          }
        } finally {
          ended.happens();
        }
      });
      const client = new WebSocket(`${server!.url.replace("http", "ws")}/large`);
      await once(client, "open");
      client.pause();
      go.happens();
      // A server that did not wait would have sent both before it answers somebody else.
      const other = await opened();
      other.send("x");
      await once(other, "message");
      expect(sent).toEqual([]);
      client.resume();
      expect((await once(client, "message"))[0]).toHaveLength(message.length);
      client.pause();
      other.send("x");
      await once(other, "message");
      expect(sent).toEqual(["first"]);
      client.terminate();
      await ended.happened;
      expect(errors).toEqual([]);
      other.close();
    });

    it("pauses a client that sends more than the handler takes, and loses nothing", async () => {
      const go = occasion();
      const received = occasion<number>();
      const count = 5000;
      await run(async (session) => {
        await session.accept();
        await go.happened;
        let length = 0;
        for (let i = 0; i < count; i++) length += (await session.receiveText()).length;
        received.happens(length);
      });
      const client = await opened();
      for (let i = 0; i < count; i++) client.send("x".repeat(1000));
      await new Promise((resolve) => setImmediate(resolve));
      go.happens();
      expect(await received.happened).toBe(count * 1000);
      client.close();
    });
  });

  describe("compression", () => {
    it.each([
      ["off", ""],
      ["on", "permessage-deflate"],
    ] as const)("is %s: extensions %j", async (perMessageDeflate, extensions) => {
      await run(echo, { websocket: { perMessageDeflate } });
      const client = await opened();
      expect(client.extensions).toBe(extensions);
      client.send("echo");
      expect(await once(client, "message")).toEqual([Buffer.from("echo"), false]);
      client.close();
    });
  });
});
