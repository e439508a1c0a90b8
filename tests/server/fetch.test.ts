import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import {
  ClientDisconnect,
  type Handler,
  HTTPException,
  HttpRequest,
  HttpResponse,
} from "../../src/http/index.ts";
import { fromFetch, fromWebResponse, serve, toFetch } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("toFetch", () => {
  async function seen(input: Request): Promise<HttpRequest> {
    let request: HttpRequest | undefined;
    await toFetch((one) => {
      request = one;
      return new HttpResponse();
    })(input);
    return request!;
  }

  it.each([
    ["http://a.test", "/", "a.test", "http"],
    ["https://a.test:444/x%20y/?q=%C3%A9#top", "/x%20y/?q=%C3%A9", "a.test:444", "https"],
    ["http://[::1]:81/a?b=/c", "/a?b=/c", "[::1]:81", "http"],
  ])("of %s takes target %s, host %s and scheme %s", async (url, target, host, scheme) => {
    const request = await seen(new Request(url));
    expect(request.target).toBe(target);
    expect(request.host).toBe(host);
    expect(request.connection.scheme).toBe(scheme);
  });

  it("believes a Host that the request carries", async () => {
    expect((await seen(new Request("http://a.test/", { headers: { host: "b.test" } }))).host).toBe("b.test");
  });

  it("knows the length of a body that declares it", async () => {
    const request = await seen(
      new Request("http://a.test/", { method: "POST", body: "12345", headers: { "content-length": "5" } }),
    );
    expect(request.body.length).toBe(5);
  });

  it("takes the header fields as they are, and the authority for a Host that is missing", async () => {
    const request = await seen(new Request("http://a.test:81/", { headers: { "X-One": "1" } }));
    expect([...request.headers]).toEqual([
      ["x-one", "1"],
      ["host", "a.test:81"],
    ]);
    request.headers.append("x-two", 2);
    expect(request.headers.size).toBe(3);
  });

  describe("reads a body", () => {
    const LIMIT = 10;
    const pieces = (...texts: string[]) =>
      new ReadableStream({
        pull(controller) {
          const text = texts.shift();
          if (text === undefined) controller.close();
          else controller.enqueue(new TextEncoder().encode(text));
        },
      });
    const post = (body: string | ReadableStream | null, length?: string) =>
      new Request("http://a.test/", {
        method: "POST",
        body,
        headers: length === undefined ? {} : { "content-length": length },
        ...{ duplex: "half" },
      });
    const answer = toFetch(
      async (request) => new HttpResponse(Buffer.from(await request.body.bytes(LIMIT)).toString()),
    );

    it.each([
      ["of a declared length", () => post("0123456789", "10"), 200],
      ["that declares too much", () => post("0", "11"), 413],
      ["that is longer than it declares, and too long", () => post("0123456789a", "1"), 413],
      ["of no length", () => post(pieces("01234", "56789")), 200],
      ["of no length that is too long", () => post(pieces("01234", "56789", "a")), 413],
      ["whose length is no number", () => post(pieces("01234", "56789"), "ten"), 200],
    ])("%s", async (_kind, make, status) => {
      const response = await answer(make());
      expect(response.status).toBe(status);
      if (status === 200) expect(await response.text()).toBe("0123456789");
    });

    describe("that Bun.serve has framed, without its stream", () => {
      const bun = { requestIP: () => null };
      const streamless = (body: string, length: string) => {
        const request = new Request("http://a.test/", {
          method: "POST",
          body,
          headers: { "content-length": length },
        });
        Object.defineProperty(request, "body", { get: () => expect.unreachable("it was asked for") });
        return request;
      };

      it("whole", async () => {
        expect(await (await answer(streamless("0123456789", "10"), bun)).text()).toBe("0123456789");
        expect((await answer(streamless("0", "11"), bun)).status).toBe(413);
      });

      it("and that breaks off, as a ClientDisconnect", async () => {
        const request = post(pieces("0"), "5");
        const reset = () => Promise.reject(new Error("connection reset"));
        Object.defineProperty(request, "arrayBuffer", { value: reset });
        let seenError: unknown;
        const reading = toFetch(async ({ body }) => {
          try {
            await body.bytes(LIMIT);
          } catch (error) {
            seenError = error;
          }
          return new HttpResponse();
        });
        await reading(request, bun);
        expect(seenError).toBeInstanceOf(ClientDisconnect);
      });
    });

    it("no further than it may, whatever was declared", async () => {
      let pulled = 0;
      const endless = new ReadableStream({
        pull(controller) {
          pulled++;
          controller.enqueue(new Uint8Array(LIMIT));
        },
      });
      expect((await answer(post(endless, "1"))).status).toBe(413);
      expect(pulled).toBeLessThan(5);
    });

    it.each(["5", undefined])(
      "until the caller gives up, also where it stalls (declared length: %s)",
      async (length) => {
        const controller = new AbortController();
        const cancelled = occasion();
        const stalled = new ReadableStream({ cancel: () => cancelled.happens() });
        const request = await seen(new Request(post(stalled, length), { signal: controller.signal }));
        const reading = request.body.bytes(LIMIT);
        controller.abort();
        await expect(reading).rejects.toBeInstanceOf(ClientDisconnect);
        await cancelled.happened;
      },
    );

    it("not where somebody has read it before, which is no fault of the client's", async () => {
      const request = post("text", "4");
      await request.text();
      await expect((await seen(request)).body.bytes(LIMIT)).rejects.toThrow("has already been read");
    });

    it.each([
      ["nothing", post(null)],
      ["a length of 0", post("", "0")],
    ])("that is none: %s", async (_kind, request) => {
      expect((await seen(request)).body.isEmpty).toBe(true);
    });

    it.each([undefined, "100"])(
      "that breaks off as a ClientDisconnect (declared length: %s)",
      async (length) => {
        const broken = new ReadableStream({
          pull: (controller) => controller.error(new Error("connection reset")),
        });
        const request = await seen(post(broken, length));
        await expect(request.body.bytes(1000)).rejects.toBeInstanceOf(ClientDisconnect);
      },
    );

    it("piece by piece, where the handler asks for that", async () => {
      const request = await seen(post(pieces("one", "two"), "6"));
      const read: string[] = [];
      for await (const piece of request.body.stream()) read.push(Buffer.from(piece).toString());
      expect(read).toEqual(["one", "two"]);
    });
  });

  it("keeps header fields that the run-time takes away with the request", async () => {
    const given = new Request("http://a.test/", { headers: { "x-one": "1" } });
    const request = await seen(given);
    Object.defineProperty(given, "headers", { get: () => expect.unreachable("too late") });
    expect(request.headers.get("x-one")).toBe("1");
  });

  it("takes promises of another realm", async () => {
    const promiseOf = runInNewContext("(value) => Promise.resolve(value)");
    const response = await toFetch(() => promiseOf(new HttpResponse("made")))(new Request("http://a.test/"));
    expect(await response.text()).toBe("made");
  });

  it.each([150, 600])("answers 500 for an exception of the status %s", async (status) => {
    const errors: unknown[] = [];
    const throwing = toFetch(
      () => {
        throw new HTTPException(status, "no answer can have it");
      },
      { onError: (error) => errors.push(error) },
    );
    expect((await throwing(new Request("http://a.test/"))).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it("gives a text no content type that the handler has not set", async () => {
    const response = await toFetch(() => new HttpResponse("text"))(new Request("http://a.test/"));
    expect([...response.headers]).toEqual([["content-length", "4"]]);
  });

  it("sends header fields that stand more than once", async () => {
    const headers = [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ] as const;
    const response = await toFetch(() => new HttpResponse(null, { headers }))(new Request("http://a.test/"));
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  });

  it("knows that the caller has given up, also where nobody has asked for the signal", async () => {
    const controller = new AbortController();
    const request = await seen(new Request("http://a.test/", { signal: controller.signal }));
    expect(request.aborted).toBe(false);
    controller.abort("reason");
    expect(request.aborted).toBe(true);
    expect(request.signal.aborted).toBe(true);
    expect(request.signal.reason).toBeInstanceOf(ClientDisconnect);
    expect(request.signal.reason.cause).toBe("reason");
  });

  it("passes the caller's abort on", async () => {
    const [arrived, aborted] = [occasion(), occasion<unknown>()];
    const controller = new AbortController();
    const answer = toFetch(async (request) => {
      request.signal.addEventListener("abort", () => aborted.happens(request.signal.reason));
      arrived.happens();
      await aborted.happened;
      return new HttpResponse();
    })(new Request("http://a.test/", { signal: controller.signal }));
    await arrived.happened;
    controller.abort();
    expect(await aborted.happened).toBeInstanceOf(ClientDisconnect);
    await answer;
  });

  it("ends a stream that nobody cancels when the caller aborts", async () => {
    const [returned, finished] = [occasion(), occasion()];
    const controller = new AbortController();
    const response = await toFetch((request) => {
      request.after(finished.happens);
      return new HttpResponse({
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false, value: "more" }),
          return: async () => {
            returned.happens();
            return { done: true, value: undefined };
          },
        }),
      });
    })(new Request("http://a.test/", { signal: controller.signal }));
    controller.abort();
    await returned.happened;
    await finished.happened;
    await expect(response.text()).rejects.toBeInstanceOf(ClientDisconnect);
  });

  it("answers 500 for a status that a Web response cannot have", async () => {
    const errors: unknown[] = [];
    const handler = toFetch(() => new HttpResponse(null, { status: 799 }), {
      onError: (error) => errors.push(error),
    });
    expect((await handler(new Request("http://a.test/"))).status).toBe(500);
    expect(errors).toHaveLength(1);
  });

  it("tells errors to standard error where nobody else listens", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    await toFetch(() => {
      throw new Error("broken");
    })(new Request("http://a.test/a"));
    expect(print).toHaveBeenCalledWith("error in GET /a:", expect.objectContaining({ message: "broken" }));
  });
});

describe("fromWebResponse", () => {
  it("has status, header fields and body of the response", async () => {
    const headers = new Headers([
      ["content-type", "text/plain"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["connection", "keep-alive"],
      ["transfer-encoding", "chunked"],
    ]);
    const response = fromWebResponse(new Response("hello", { status: 201, headers }));
    expect(response.status).toBe(201);
    expect([...response.headers]).toEqual([
      ["content-type", "text/plain"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    const pieces: unknown[] = [];
    for await (const piece of response.body as AsyncIterable<Uint8Array>) pieces.push(piece);
    expect(Buffer.concat(pieces as Uint8Array[]).toString()).toBe("hello");
  });

  it("has no body where the response has none", () => {
    expect(fromWebResponse(new Response(null, { status: 204 })).body).toBeNull();
  });

  it("cancels the body when it is not read to the end, or not at all", async () => {
    for (const reads of [1, 0]) {
      const cancelled = occasion();
      const stream = new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(1)),
        cancel: () => cancelled.happens(),
      });
      const pieces = (fromWebResponse(new Response(stream)).body as AsyncIterable<Uint8Array>)[
        Symbol.asyncIterator
      ]();
      for (let i = 0; i < reads; i++) await pieces.next();
      await pieces.return?.();
      await cancelled.happened;
    }
  });

  it("leaves out the content coding that fetch() has taken off", async () => {
    const origin = await serve(
      () =>
        new HttpResponse(
          new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 203, 200, 4, 0, 172, 42, 147, 216, 2, 0, 0, 0]),
          {
            headers: { "content-encoding": "gzip" },
          },
        ),
      { port: 0 },
    );
    await using _stops = origin;
    const proxy = await serve(
      fromFetch(() => fetch(origin.url)),
      { port: 0 },
    );
    await using _stopsToo = proxy;
    const answer = await fetch(proxy.url);
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(await answer.text()).toBe("hi");
  });

  it.each([
    ["an error", () => Response.error()],
    [
      "a body that was read",
      async () => {
        const response = new Response("read");
        await response.text();
        return response;
      },
    ],
  ])("throws INVALID_RESPONSE for %s", async (_kind, make) => {
    const response = await make();
    expect(() => fromWebResponse(response)).toThrow(SalukiError);
  });
});

describe("fromFetch", () => {
  async function call(handler: Handler, init: ConstructorParameters<typeof HttpRequest>[0]): Promise<string> {
    const { body } = await handler(new HttpRequest(init));
    let text = "";
    for await (const piece of body as AsyncIterable<Uint8Array>) text += Buffer.from(piece).toString();
    return text;
  }

  const echo = fromFetch(
    async (request) =>
      new Response(
        `${request.method} ${request.url} ${request.headers.get("x-one")} ${await request.text()}`,
      ),
  );

  it("calls a fetch handler with the whole request", async () => {
    const headers = { host: "a.test:81", "x-one": "1" };
    expect(await call(echo, { method: "GET", target: "/a%2Fb?x=1", headers })).toBe(
      "GET http://a.test:81/a%2Fb?x=1 1 ",
    );
    const body = new TextEncoder().encode("hello");
    expect(
      await call(echo, { method: "PUT", target: "/", headers, body, connection: { scheme: "https" } }),
    ).toBe("PUT https://a.test:81/ 1 hello");
  });

  it("streams the request's body", async () => {
    const body = (async function* () {
      yield new TextEncoder().encode("one ");
      yield new TextEncoder().encode("two");
    })();
    expect(await call(echo, { method: "POST", target: "/", body })).toBe(
      "POST http://localhost/ null one two",
    );
  });

  it("shows the path behind a mount's", async () => {
    const mounted = new HttpRequest({ method: "GET", target: "/sub/items?x=1" }).mounted("/items", "/sub");
    const { body } = await echo(mounted);
    let text = "";
    for await (const piece of body as AsyncIterable<Uint8Array>) text += Buffer.from(piece).toString();
    expect(text).toBe("GET http://localhost/items?x=1 null ");
  });

  it("passes the abort of the request on", async () => {
    const request = new HttpRequest({ method: "GET", target: "/" });
    const aborted = occasion();
    const answer = fromFetch(async ({ signal }) => {
      signal.addEventListener("abort", () => aborted.happens());
      await aborted.happened;
      return new Response();
    })(request);
    await Promise.resolve();
    request.abort();
    await aborted.happened;
    await answer;
  });

  it.each([[{ method: "GET", target: "/", headers: { host: "a b" } }], [{ method: "TRACE", target: "/" }]])(
    "refuses with 400 what a Web request cannot hold: %o",
    async (init) => {
      await expect(echo(new HttpRequest(init))).rejects.toMatchObject({ name: "HTTPException", status: 400 });
    },
  );
});
