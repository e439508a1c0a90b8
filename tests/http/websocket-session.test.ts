import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import {
  type AcceptOptions,
  HTTPException,
  HttpRequest,
  type HttpResponse,
  runWebSocket,
  WebSocketDisconnect,
  WebSocketException,
  type WebSocketListener,
  type WebSocketQueueLimits,
  type WebSocketSession,
  type WebSocketTransport,
  WebSocketUpgrade,
} from "../../src/http/index.ts";

/** A socket that records what is done to it. */
class RecordedTransport implements WebSocketTransport {
  readonly sent: (string | Uint8Array)[] = [];
  readonly closes: [code: number, reason: string][] = [];
  broken = false;

  async send(data: string | Uint8Array): Promise<void> {
    if (this.broken) throw new Error("write after end");
    this.sent.push(data);
  }

  close(code: number, reason: string): void {
    this.closes.push([code, reason]);
  }
}

class PausableTransport extends RecordedTransport {
  paused = false;
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
}

interface Opened<T extends RecordedTransport> {
  readonly request: HttpRequest;
  readonly upgrade: WebSocketUpgrade;
  readonly transport: T;
  readonly peer: WebSocketListener;
}

function handshake(headers: Record<string, string> = {}): HttpRequest {
  return new HttpRequest({ method: "GET", target: "/", headers });
}

async function open<T extends RecordedTransport = RecordedTransport>(
  run: (session: WebSocketSession) => Promise<void>,
  options: { transport?: T; limits?: WebSocketQueueLimits } = {},
): Promise<Opened<T>> {
  const request = handshake();
  const upgrade = (await runWebSocket(request, run, options.limits)) as WebSocketUpgrade;
  expect(upgrade).toBeInstanceOf(WebSocketUpgrade);
  const transport = options.transport ?? (new RecordedTransport() as T);
  return { request, upgrade, transport, peer: upgrade.connect(transport) };
}

/** Everything that is ready to run has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function misuse(error: unknown): string | undefined {
  return error instanceof SalukiError ? error.code : undefined;
}

describe("runWebSocket", () => {
  describe("before accept", () => {
    async function refusal(run: (session: WebSocketSession) => Promise<void>): Promise<HttpResponse> {
      return runWebSocket(handshake(), run);
    }

    it.each<[string, (session: WebSocketSession) => Promise<void>]>([
      ["closes", (session) => session.close()],
      ["returns", async () => {}],
      ["throws a WebSocketException", () => Promise.reject(new WebSocketException(3000, "no"))],
      ["hears of a disconnect", () => Promise.reject(new WebSocketDisconnect(1006))],
    ])("refuses with 403 when the handler %s", async (_kind, run) => {
      const response = await refusal(run);
      expect(response).not.toBeInstanceOf(WebSocketUpgrade);
      expect(response.status).toBe(403);
    });

    it("refuses only when the handler has come to its end", async () => {
      let ended = false;
      await refusal(async (session) => {
        await session.close();
        await settled();
        ended = true;
      });
      expect(ended).toBe(true);
    });

    it.each([new HTTPException(401), new Error("unforeseen")])(
      "rejects with any other error: %s",
      async (error) => {
        await expect(refusal(() => Promise.reject(error))).rejects.toBe(error);
      },
    );

    it.each<[string, (session: WebSocketSession) => Promise<unknown>]>([
      ["receive", (session) => session.receive()],
      ["send", (session) => session.send("early")],
    ])("%s is a mistake", async (_call, act) => {
      let error: unknown;
      await refusal(async (session) => {
        error = await act(session).catch((reason) => reason);
      });
      expect(misuse(error)).toBe("INVALID_STATE");
    });

    it("a client that is gone makes accept reject", async () => {
      const request = handshake();
      let error: unknown;
      const answer = runWebSocket(request, async (session) => {
        await settled();
        error = await session.accept().catch((reason) => reason);
      });
      request.abort();
      expect((await answer).status).toBe(403);
      expect(error).toMatchObject({ name: "WebSocketDisconnect", code: 1006 });
    });
  });

  it("answers with subprotocol and header fields given to accept", async () => {
    const options: AcceptOptions = { subprotocol: "chat", headers: { "x-one": "1" } };
    const { upgrade } = await open((session) => session.accept(options));
    expect(upgrade.status).toBe(101);
    expect(upgrade.subprotocol).toBe("chat");
    expect([...upgrade.headers]).toEqual([["x-one", "1"]]);
  });

  it("knows the subprotocols that are offered", async () => {
    let offered: readonly string[] = [];
    const request = handshake({ "Sec-WebSocket-Protocol": "soap, wamp ,,chat" });
    await runWebSocket(request, async (session) => {
      offered = session.subprotocols;
    });
    expect(offered).toEqual(["soap", "wamp", "chat"]);
  });

  it.each<[string, (session: WebSocketSession) => Promise<void>, [number, string]]>([
    ["returns", async () => {}, [1000, ""]],
    ["closes", (session) => session.close(4000, "bye"), [4000, "bye"]],
    [
      "throws a WebSocketException",
      () => Promise.reject(new WebSocketException(1008, "rules")),
      [1008, "rules"],
    ],
    ["throws an error", () => Promise.reject(new Error("unforeseen")), [1011, ""]],
  ])("closes the connection of a handler that %s after accept", async (_kind, run, close) => {
    const { transport } = await open(async (session) => {
      await session.accept();
      await run(session);
    });
    await settled();
    expect(transport.closes).toEqual([close]);
  });

  it("leaves an unforeseen error in the request and rejects with it at the end", async () => {
    const error = new Error("unforeseen");
    const { request, peer } = await open(async (session) => {
      await session.accept();
      throw error;
    });
    await settled();
    expect(request.serverError).toBe(error);
    await expect(peer.closed(1011, "")).rejects.toBe(error);
  });

  it("is at its end when the handler is", async () => {
    let ended = false;
    const { peer } = await open(async (session) => {
      await session.accept();
      await session.receive().catch(() => {});
      await settled();
      ended = true;
    });
    await peer.closed(1000, "");
    expect(ended).toBe(true);
  });

  it("gives accept up when the server cannot connect it", async () => {
    const request = handshake();
    let error: unknown;
    let told: () => void = () => {};
    const over = new Promise<void>((resolve) => {
      told = resolve;
    });
    await runWebSocket(request, async (session) => {
      error = await session.accept().catch((reason) => reason);
      told();
    });
    request.abort();
    await over;
    expect(error).toMatchObject({ name: "WebSocketDisconnect", code: 1006 });
  });
});

describe("WebSocketSession", () => {
  it("goes from connecting to open to closed", async () => {
    const states: string[] = [];
    const { peer } = await open(async (session) => {
      states.push(session.state);
      await session.accept();
      states.push(session.state);
      await session.receive().catch(() => {});
      states.push(session.state);
      expect(session.closed).toBe(true);
    });
    await settled();
    await peer.closed(1000, "");
    expect(states).toEqual(["connecting", "open", "closed"]);
  });

  it("accepts once", async () => {
    let error: unknown;
    await open(async (session) => {
      await session.accept();
      error = await session.accept().catch((reason) => reason);
    });
    await settled();
    expect(misuse(error)).toBe("INVALID_STATE");
  });

  it("receives messages in order, waiting or not", async () => {
    const received: unknown[] = [];
    const { peer } = await open(async (session) => {
      await session.accept();
      const [first, second] = [session.receive(), session.receive()];
      received.push(await first, await second);
      await settled();
      received.push(await session.receive());
    });
    await settled();
    peer.message("one");
    peer.message(new Uint8Array([2]));
    peer.message("three");
    await peer.closed(1000, "");
    expect(received).toEqual(["one", new Uint8Array([2]), "three"]);
  });

  it("hands out what was received before it says that the connection is closed", async () => {
    const received: unknown[] = [];
    const { peer } = await open(async (session) => {
      await session.accept();
      await settled();
      for await (const message of session) received.push(message);
      received.push(await session.receive().catch((error) => [error.code, error.reason]));
    });
    peer.message("one");
    peer.message("two");
    await peer.closed(4001, "enough");
    expect(received).toEqual(["one", "two", [4001, "enough"]]);
  });

  it("can be iterated again after a break", async () => {
    const received: unknown[] = [];
    const { peer } = await open(async (session) => {
      await session.accept();
      for await (const message of session) {
        received.push(message);
        break;
      }
      for await (const message of session) received.push(message);
    });
    peer.message("one");
    peer.message("two");
    await settled();
    await peer.closed(1000, "");
    expect(received).toEqual(["one", "two"]);
  });

  it.each<[string, string | Uint8Array, (session: WebSocketSession) => Promise<unknown>, unknown]>([
    ["text", "text", (session) => session.receiveText(), "text"],
    ["bytes", new Uint8Array([1]), (session) => session.receiveBytes(), new Uint8Array([1])],
    ["JSON", '{"a":[1]}', (session) => session.receiveJson(), { a: [1] }],
    ["JSON in bytes", new TextEncoder().encode('"é"'), (session) => session.receiveJson(), "é"],
  ])("receives %s", async (_kind, message, receive, expected) => {
    let received: unknown;
    const { peer } = await open(async (session) => {
      await session.accept();
      received = await receive(session);
    });
    peer.message(message);
    await settled();
    expect(received).toEqual(expected);
  });

  it.each<[string, string | Uint8Array, (session: WebSocketSession) => Promise<unknown>, number]>([
    ["bytes for text", new Uint8Array([1]), (session) => session.receiveText(), 1003],
    ["text for bytes", "text", (session) => session.receiveBytes(), 1003],
    ["no JSON", "{", (session) => session.receiveJson(), 1007],
    ["JSON that is not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), (session) => session.receiveJson(), 1007],
  ])("closes over %s", async (_kind, message, receive, code) => {
    const { transport, peer } = await open(async (session) => {
      await session.accept();
      await receive(session);
    });
    peer.message(message);
    await settled();
    expect(transport.closes).toEqual([[code, expect.any(String)]]);
  });

  it("sends text, bytes and JSON", async () => {
    const { transport } = await open(async (session) => {
      await session.accept();
      await session.sendText("text");
      await session.sendBytes(new Uint8Array([1]));
      await session.sendJson({ a: 1 });
    });
    await settled();
    expect(transport.sent).toEqual(["text", new Uint8Array([1]), '{"a":1}']);
  });

  it("cannot send on a closed connection", async () => {
    const failures: unknown[] = [];
    const { peer } = await open(async (session) => {
      await session.accept();
      await session.receive().catch(() => {});
      failures.push(await session.send("late").catch((error) => error));
    });
    await peer.closed(1001, "");
    expect(failures).toEqual([expect.objectContaining({ name: "WebSocketDisconnect", code: 1001 })]);
  });

  it("calls a send that fails a disconnect", async () => {
    const transport = new RecordedTransport();
    transport.broken = true;
    let failure: unknown;
    await open(
      async (session) => {
        await session.accept();
        failure = await session.send("lost").catch((error) => error);
      },
      { transport },
    );
    await settled();
    expect(failure).toMatchObject({ name: "WebSocketDisconnect", code: 1006 });
  });

  it("calls a send after its own close a mistake, and a second close nothing", async () => {
    let failure: unknown;
    const { transport } = await open(async (session) => {
      await session.accept();
      await session.close(4000);
      await session.close(4001);
      failure = await session.send("late").catch((error) => error);
    });
    await settled();
    expect(misuse(failure)).toBe("INVALID_STATE");
    expect(transport.closes).toEqual([[4000, ""]]);
  });

  it.each([999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5])("cannot close with %d", async (code) => {
    expect(() => new WebSocketException(code)).toThrow("INVALID_OPTION");
    let failure: unknown;
    await runWebSocket(handshake(), async (session) => {
      failure = await session.close(code).catch((error) => error);
    });
    expect(misuse(failure)).toBe("INVALID_OPTION");
  });

  it("cannot close with more than 123 bytes of reason", () => {
    expect(new WebSocketException(1000, "é".repeat(61)).reason).toHaveLength(61);
    expect(() => new WebSocketException(1000, "é".repeat(62))).toThrow("INVALID_OPTION");
  });

  describe("with messages that nobody takes", () => {
    const limits = { maxQueuedMessages: 4, maxQueuedBytes: 100 };

    async function queue<T extends RecordedTransport>(transport: T) {
      let take: () => void = () => {};
      const opened = await open(
        async (session) => {
          await session.accept();
          while (true) {
            await new Promise<void>((resolve) => {
              take = resolve;
            });
            await session.receive();
          }
        },
        { transport, limits },
      );
      await settled();
      const next = async () => {
        take();
        await settled();
      };
      return { ...opened, next };
    }

    it("pauses the socket at the bound, until half of them are taken", async () => {
      const { transport, peer, next } = await queue(new PausableTransport());
      for (let i = 0; i < 3; i++) peer.message("x");
      expect(transport.paused).toBe(false);
      peer.message("x");
      expect(transport.paused).toBe(true);
      peer.message("on its way");
      await next();
      await next();
      expect(transport.paused).toBe(true);
      await next();
      expect(transport.paused).toBe(false);
      expect(transport.closes).toEqual([]);
    });

    it("pauses the socket at the bound of bytes", async () => {
      const { transport, peer } = await queue(new PausableTransport());
      peer.message("x".repeat(99));
      expect(transport.paused).toBe(false);
      peer.message(new Uint8Array(1));
      expect(transport.paused).toBe(true);
    });

    it("resumes the socket when it closes, to see the peer's close", async () => {
      const transport = new PausableTransport();
      const { peer } = await open(
        async (session) => {
          await session.accept();
          await settled();
          await session.close();
        },
        { transport, limits },
      );
      for (let i = 0; i < 4; i++) peer.message("x");
      expect(transport.paused).toBe(true);
      await settled();
      await settled();
      expect(transport.paused).toBe(false);
    });

    it.each([
      ["messages", ["x", "x", "x", "x"], 1008],
      ["bytes", ["x".repeat(100)], 1009],
    ])("closes a socket that cannot pause: too many %s", async (_kind, messages, code) => {
      const { transport, peer } = await queue(new RecordedTransport());
      for (const message of messages) peer.message(message);
      expect(transport.closes).toEqual([[code, expect.any(String)]]);
    });
  });
});
