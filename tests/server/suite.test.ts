import { afterEach, describe, expect, it, vi } from "vitest";
import {
  BodyTooLarge,
  type Handler,
  HeaderList,
  HTTPException,
  type HttpRequest,
  HttpResponse,
  WebSocketUpgrade,
} from "../../src/http/index.ts";
import { occasion } from "./occasion.ts";
import { type OpenAnswer, textOf, WAYS, type Way } from "./ways.ts";

async function* pieces(...list: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* list;
}

describe.each(WAYS)("a handler by way of $name", ({ name, buffers, open }) => {
  const errors: unknown[] = [];
  let way: Way | undefined;

  afterEach(async () => {
    await way?.close();
    way = undefined;
    errors.length = 0;
    vi.restoreAllMocks();
  });

  async function use(handler: Handler): Promise<Way> {
    // The test client has nobody else to tell of errors that it does not raise.
    vi.spyOn(console, "error").mockImplementation((_text, error) => errors.push(error));
    way = await open(handler, (error) => errors.push(error));
    return way;
  }

  async function get(handler: Handler, target = "/", method = "GET"): Promise<OpenAnswer> {
    return (await use(handler)).call({ target, method });
  }

  describe("the request", () => {
    it("has method, target and header fields as sent", async () => {
      let seen: HttpRequest | undefined;
      const { call } = await use((request) => {
        seen = request;
        return new HttpResponse("ok");
      });
      const answer = await call({
        method: "DELETE",
        target: "/a%2Fb/%C3%A9?x=1&x=2+3",
        headers: { "X-Token": "t" },
      });
      expect(await textOf(answer)).toBe("ok");
      expect(seen?.method).toBe("DELETE");
      expect(seen?.target).toBe("/a%2Fb/%C3%A9?x=1&x=2+3");
      expect(seen?.path).toBe("/a%2Fb/%C3%A9");
      expect(seen?.query).toBe("x=1&x=2+3");
      expect(seen?.headers.get("x-token")).toBe("t");
      expect(seen?.host).not.toBe("");
      expect(seen?.connection.scheme).toBe("http");
      expect(seen?.body.isEmpty).toBe(true);
    });

    it.each(["text", new Uint8Array([0, 255, 10]), pieces("in ", "pieces")] as const)(
      "has the body that was sent: %s",
      async (body) => {
        const { call } = await use(async (request) => new HttpResponse(await request.body.bytes(100)));
        const sent = typeof body === "string" || body instanceof Uint8Array ? body : inBytes(body);
        const answer = await call({ method: "POST", target: "/", body: sent });
        const expected = body instanceof Uint8Array ? Buffer.from(body).toString() : body;
        expect(await textOf(answer)).toBe(typeof expected === "string" ? expected : "in pieces");
      },
    );

    it("can be read piece by piece", async () => {
      const { call } = await use(async (request) => {
        let length = 0;
        for await (const piece of request.body.stream()) length += piece.length;
        return new HttpResponse(String(length));
      });
      const answer = await call({
        method: "POST",
        target: "/",
        body: inBytes(pieces("a".repeat(70_000), "b")),
      });
      expect(await textOf(answer)).toBe("70001");
    });

    it.each(["declared", "chunked"])("rejects a body past the limit: %s", async (kind) => {
      const { call } = await use(async (request) => {
        try {
          await request.body.bytes(10);
        } catch (error) {
          return new HttpResponse(null, { status: error instanceof BodyTooLarge ? error.status : 599 });
        }
        return new HttpResponse();
      });
      const text = "12345678901";
      const body = kind === "declared" ? text : inBytes(pieces(text));
      expect((await call({ method: "POST", target: "/", body })).status).toBe(413);
    });

    it("may be answered without its body being read", async () => {
      const { call } = await use(() => new HttpResponse("no, thank you", { status: 403 }));
      for (const body of ["small", "x".repeat(300_000), inBytes(pieces("x".repeat(300_000)))]) {
        const answer = await call({ method: "POST", target: "/", body });
        expect(answer.status).toBe(403);
        expect(await textOf(answer)).toBe("no, thank you");
      }
    });
  });

  describe("the response", () => {
    it.each([
      ["text", "Grüße", "Grüße", "7"],
      ["bytes", new Uint8Array([104, 105]), "hi", "2"],
      ["nothing", null, "", "0"],
      ["an empty text", "", "", "0"],
    ])("carries %s with its length", async (_kind, body, text, length) => {
      const answer = await get(() => new HttpResponse(body, { headers: { "content-length": "99" } }));
      expect(answer.status).toBe(200);
      expect(answer.headers.getAll("content-length")).toEqual([length]);
      expect(await textOf(answer)).toBe(text);
    });

    it("has status and header fields as given, repeated ones too", async () => {
      const answer = await get(async () => {
        const headers = new HeaderList({ "content-type": "text/plain", "set-cookie": ["a=1", "b=2"] });
        return new HttpResponse("made", { status: 201, headers });
      });
      expect(answer.status).toBe(201);
      expect(answer.headers.get("content-type")).toBe("text/plain");
      expect(answer.headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    });

    it("is given no content type that the handler has not set", async () => {
      const answer = await get(() => new HttpResponse("plain"));
      expect(answer.headers.has("content-type")).toBe(false);
    });

    it("keeps field values of ISO 8859-1 as they are", async () => {
      const answer = await get(() => new HttpResponse("é", { headers: { "x-name": "é" } }));
      expect(answer.headers.get("x-name")).toBe("é");
      expect(await textOf(answer)).toBe("é");
    });

    it("leaves a header list that is shared between responses alone", async () => {
      const shared = new HeaderList({ "x-one": "1" });
      const { call } = await use(() => new HttpResponse("ok", { headers: shared.share() }));
      await textOf(await call({ target: "/" }));
      await textOf(await call({ target: "/" }));
      expect([...shared]).toEqual([["x-one", "1"]]);
    });

    it("is streamed without a length", async () => {
      const answer = await get(() => new HttpResponse(pieces("one ", "", new Uint8Array([116, 119, 111]))));
      expect(answer.headers.has("content-length")).toBe(false);
      expect(await textOf(answer)).toBe("one two");
    });

    it("is streamed with the length that it declares", async () => {
      const answer = await get(
        () => new HttpResponse(pieces("ab", "cd"), { headers: { "content-length": "4" } }),
      );
      expect(answer.headers.get("content-length")).toBe("4");
      expect(await textOf(answer)).toBe("abcd");
    });

    it.each([
      ["too long", "3"],
      ["too short", "5"],
    ])("breaks off a stream that is %s for what it declares", async (_kind, length) => {
      const answer = await get(
        () => new HttpResponse(pieces("ab", "cd"), { headers: { "content-length": length } }),
      );
      await expect(textOf(answer)).rejects.toThrow();
    });

    it("reaches the client before a stream has its first piece", async () => {
      const client = occasion();
      const answer = await get(
        () =>
          new HttpResponse(
            (async function* () {
              await client.happened;
              yield "late";
            })(),
          ),
      );
      expect(answer.status).toBe(200);
      client.happens();
      expect(await textOf(answer)).toBe("late");
    });

    it("is asked for its next piece only when the client takes them", async () => {
      let made = 0;
      const over = occasion();
      const answer = await get(
        () =>
          new HttpResponse(
            (async function* () {
              try {
                for (; made < 10_000; made++) yield new Uint8Array(65_536);
              } finally {
                over.happens();
              }
            })(),
          ),
      );
      await answer.pieces.next();
      await new Promise((resolve) => setImmediate(resolve));
      await answer.leave();
      await over.happened;
      expect(made).toBeLessThan(buffers ? 1000 : 3);
    });

    it.each([
      ["HEAD", 200, "text", "4"],
      ["GET", 204, "text", undefined],
      ["GET", 205, "text", "0"],
      ["GET", 304, "text", undefined],
    ])("to %s with status %i has no content", async (method, status, body, length) => {
      const answer = await get(() => new HttpResponse(body, { status }), "/", method);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-length")).toBe(length);
      expect(await textOf(answer)).toBe("");
    });

    it("to HEAD keeps the length that it declares", async () => {
      const answer = await get(
        () => new HttpResponse(null, { headers: { "content-length": "12" } }),
        "/",
        "HEAD",
      );
      expect(answer.headers.get("content-length")).toBe("12");
    });

    it.each(["HEAD", "GET"])(
      "to %s returns a stream that has no place in it, without running it",
      async (method) => {
        const returned = occasion<string>();
        const body: AsyncIterable<string> = {
          [Symbol.asyncIterator]: () => ({
            next: async () => {
              returned.happens("run");
              return { done: true, value: undefined };
            },
            return: async () => {
              returned.happens("returned");
              return { done: true, value: undefined };
            },
          }),
        };
        const answer = await get(
          () => new HttpResponse(body, { status: method === "HEAD" ? 200 : 204 }),
          "/",
          method,
        );
        expect(await textOf(answer)).toBe("");
        expect(await returned.happened).toBe("returned");
      },
    );
  });

  describe("errors", () => {
    const failing: [string, Handler][] = [
      [
        "throws",
        () => {
          throw new Error("inner secret");
        },
      ],
      [
        "rejects",
        async () => {
          await Promise.resolve();
          throw new Error("inner secret");
        },
      ],
      ["answers something else", (() => ({ status: 200, inner: "secret" })) as unknown as Handler],
      ["answers nothing", (async () => undefined) as unknown as Handler],
      ["answers an interim status", () => new HttpResponse(null, { status: 103 })],
      [
        "declares an impossible length",
        () => new HttpResponse(pieces("secret"), { headers: { "content-length": "-1" } }),
      ],
      ["has a body of no kind", () => new HttpResponse({ secret: 1 } as unknown as string)],
    ];

    it.each(failing)("a handler that %s is answered 500 without what it threw", async (_kind, handler) => {
      const answer = await get(handler);
      expect(answer.status).toBe(500);
      expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
      expect(await textOf(answer)).toBe("Internal Server Error");
      if (name !== "TestClient") expect(errors).toHaveLength(1);
    });

    it("a HTTPException is answered with what it says, and not reported", async () => {
      const answer = await get(async () => {
        throw new HTTPException(418, "short", { headers: { "x-pot": "tea" } });
      });
      expect(answer.status).toBe(418);
      expect(answer.headers.get("x-pot")).toBe("tea");
      expect(await textOf(answer)).toBe('{"detail":"short"}');
      expect(errors).toEqual([]);
    });

    it("a stream that fails breaks the answer off", async () => {
      const finished = occasion();
      const failure = new Error("in the middle");
      const answer = await get((request) => {
        request.after(finished.happens);
        return new HttpResponse(
          (async function* () {
            yield "begun";
            throw failure;
          })(),
        );
      });
      expect(answer.status).toBe(200);
      await expect(textOf(answer)).rejects.toThrow();
      await finished.happened;
      if (name !== "TestClient") expect(errors).toEqual([failure]);
    });

    it("a task that fails is reported, and the others run", async () => {
      const finished = occasion();
      const failure = new Error("in a task");
      const answer = await get((request) => {
        request.after(() => {
          throw failure;
        });
        request.after(finished.happens);
        return new HttpResponse("ok");
      });
      expect(await textOf(answer)).toBe("ok");
      await finished.happened;
      await vi.waitFor(() => expect(errors).toEqual([failure]));
    });

    it("a WebSocket that answers an ordinary request is answered 426", async () => {
      const aborted = occasion();
      const answer = await get((request) => {
        request.signal.addEventListener("abort", () => aborted.happens());
        return new WebSocketUpgrade(() => ({ message() {}, closed() {} }));
      });
      expect(answer.status).toBe(426);
      expect(answer.headers.get("upgrade")).toBe("websocket");
      await aborted.happened;
    });
  });

  describe("the end of the exchange", () => {
    it("runs its tasks in order after the response", async () => {
      const log: string[] = [];
      const finished = occasion();
      const answer = await get((request) => {
        request.after(async () => {
          await Promise.resolve();
          log.push("first");
        });
        request.after(() => {
          log.push("second");
          finished.happens();
        });
        log.push("answered");
        return new HttpResponse("ok");
      });
      expect(await textOf(answer)).toBe("ok");
      await finished.happened;
      expect(log).toEqual(["answered", "first", "second"]);
    });

    it("comes after the last piece of a stream", async () => {
      const log: string[] = [];
      const finished = occasion();
      const answer = await get((request) => {
        request.after(() => {
          log.push("task");
          finished.happens();
        });
        return new HttpResponse(
          (async function* () {
            yield "piece";
            log.push("stream");
          })(),
        );
      });
      expect(await textOf(answer)).toBe("piece");
      await finished.happened;
      expect(log).toEqual(["stream", "task"]);
    });

    it("comes early when the client goes away: signal, then the stream's clean-up, then the tasks", async () => {
      const log: string[] = [];
      const finished = occasion();
      const answer = await get((request) => {
        request.signal.addEventListener("abort", () => log.push("signal"));
        request.after(() => {
          log.push("task");
          finished.happens();
        });
        return new HttpResponse(
          (async function* () {
            try {
              yield "piece";
              await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
              yield "never sent";
            } finally {
              log.push("stream");
            }
          })(),
        );
      });
      await answer.pieces.next();
      await answer.leave();
      await finished.happened;
      expect(log).toEqual(["signal", "stream", "task"]);
      expect(errors).toEqual([]);
    });

    it("reports nothing when a stream ends in the abort itself", async () => {
      const finished = occasion();
      const answer = await get((request) => {
        request.after(finished.happens);
        return new HttpResponse(
          (async function* () {
            yield "piece";
            await new Promise((_resolve, reject) => {
              request.signal.addEventListener("abort", () => reject(request.signal.reason));
            });
          })(),
        );
      });
      await answer.pieces.next();
      const pending = answer.pieces.next().catch(() => {});
      await answer.leave();
      await finished.happened;
      await pending;
      expect(errors).toEqual([]);
    });
  });
});

async function* inBytes(source: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}
