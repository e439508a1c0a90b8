import { afterEach, describe, expect, it, vi } from "vitest";
import { ClientDisconnect, type Handler, type HttpRequest, HttpResponse } from "../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

const CLOSE = "Connection: close";

class BrokenStream implements AsyncIterable<string> {
  [Symbol.asyncIterator](): AsyncIterator<string> {
    throw new Error("broken");
  }
}

describe("the node:http adapter", () => {
  const errors: unknown[] = [];
  let server: RunningServer | undefined;

  afterEach(async () => {
    await server?.close({ deadline: 0 });
    server = undefined;
    errors.length = 0;
  });

  async function start(handler: Handler, options: ServeOptions = {}): Promise<number> {
    server = await serve(handler, {
      port: 0,
      engine: "node",
      onError: (error) => errors.push(error),
      ...options,
    });
    return server.port;
  }

  /** Answers with method, target and body. */
  const echo: Handler = async (request) => {
    const body = Buffer.from(await request.body.bytes(1_048_576)).toString();
    return new HttpResponse(`[${request.method} ${request.target} ${body}]`);
  };

  describe("keeping connections", () => {
    it("answers one request after the other", async () => {
      const client = await RawClient.open(await start(echo));
      client.send(head("GET /1"));
      expect(await client.until("[GET /1 ]")).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      client.send(head("GET /2", CLOSE));
      expect(await client.closed()).toContain("[GET /2 ]");
    });

    it("answers pipelined requests in their order, whichever is ready first", async () => {
      const { happened: released, happens: release } = occasion();
      const port = await start(async (request) => {
        if (request.path === "/slow") await released;
        else release();
        return new HttpResponse(`[${request.path}]`);
      });
      const received = await RawClient.exchange(
        port,
        head("GET /slow") + head("GET /quick") + head("GET /last", CLOSE),
      );
      expect(received.match(/\[.*?\]/g)).toEqual(["[/slow]", "[/quick]", "[/last]"]);
    });

    it("says close to HTTP/1.0 and delimits a stream by it", async () => {
      const port = await start(
        () =>
          new HttpResponse(
            (async function* () {
              yield "streamed";
            })(),
          ),
      );
      const received = await RawClient.exchange(port, "GET / HTTP/1.0\r\n\r\n");
      expect(received).toMatch(/connection: close/i);
      expect(received).not.toMatch(/transfer-encoding/i);
      expect(received).toMatch(/\r\n\r\nstreamed$/);
    });
  });

  describe("the request", () => {
    async function seen(...bytes: string[]): Promise<HttpRequest> {
      let request: HttpRequest | undefined;
      const port = await start((one) => {
        request = one;
        return new HttpResponse();
      });
      await RawClient.exchange(port, bytes.join(""));
      return request!;
    }

    it("has repeated header fields apart", async () => {
      const request = await seen(head("GET /", "X-One: 1", "x-one: 2", CLOSE));
      expect(request.headers.getAll("X-One")).toEqual(["1", "2"]);
    });

    it("knows where it came from", async () => {
      const { connection } = await seen(head("GET /", CLOSE));
      expect(connection).toEqual({
        scheme: "http",
        remoteAddress: "127.0.0.1",
        remotePort: expect.any(Number),
        httpVersion: "1.1",
      });
    });

    it("knows its version", async () => {
      expect((await seen("GET / HTTP/1.0\r\n\r\n")).connection.httpVersion).toBe("1.0");
    });

    it.each([
      ["http://other:81/a%20b?x=1", "/a%20b?x=1", "other:81"],
      ["http://other", "/", "other"],
      ["http://other?x=1", "/?x=1", "other"],
      ["HTTPS://other/a", "/a", "other"],
    ])("in absolute form, %s, has a target and host of its own", async (target, origin, host) => {
      const request = await seen(head(`GET ${target}`, CLOSE));
      expect(request.target).toBe(origin);
      expect(request.host).toBe(host);
    });

    it("may be OPTIONS *", async () => {
      expect((await seen(head("OPTIONS *", CLOSE))).path).toBe("*");
    });

    it("has no body where none is declared, and none where its length is 0", async () => {
      expect((await seen(head("POST /", CLOSE))).body.isEmpty).toBe(true);
      await server?.close();
      expect((await seen(head("POST /", "Content-Length: 0", CLOSE))).body.isEmpty).toBe(true);
    });
  });

  describe("a body", () => {
    it("arrives in pieces", async () => {
      const client = await RawClient.open(await start(echo));
      client.send(head("POST /", "Content-Length: 6", CLOSE));
      for (const piece of ["ab", "cd", "ef"]) {
        client.send(piece);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await client.closed()).toContain("[POST / abcdef]");
    });

    it("is asked for with 100 only when the handler wants it", async () => {
      const client = await RawClient.open(await start(echo));
      client.send(head("POST /", "Expect: 100-continue", "Content-Length: 2", CLOSE));
      expect(await client.until("\r\n\r\n")).toBe("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("hi");
      expect(await client.closed()).toContain("[POST / hi]");
    });

    it("is not asked for when the handler refuses it by its head", async () => {
      const port = await start(() => new HttpResponse("no", { status: 401 }));
      const received = await RawClient.exchange(
        port,
        head("POST /", "Expect: 100-continue", "Content-Length: 2000000"),
      );
      expect(received).toMatch(/^HTTP\/1\.1 401 /);
      expect(received).toMatch(/connection: close/i);
    });

    it("that nobody reads is skipped when it is short", async () => {
      const port = await start((request) => new HttpResponse(`[${request.path}]`));
      const received = await RawClient.exchange(
        port,
        `${head("POST /first", "Content-Length: 5")}12345${head("GET /second", CLOSE)}`,
      );
      expect(received.match(/\[.*?\]/g)).toEqual(["[/first]", "[/second]"]);
    });

    it.each([
      ["long", "Content-Length: 100000", "x".repeat(100_000)],
      ["of unknown length", "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"],
    ])(
      "that nobody reads ends the connection when it is %s, after the answer",
      async (_kind, field, body) => {
        const port = await start(() => new HttpResponse("no, thank you", { status: 403 }));
        const client = await RawClient.open(port);
        client.send(head("POST /", field));
        expect(await client.until("no, thank you")).toMatch(/connection: close/i);
        client.send(body + head("GET /next"));
        expect(await client.closed()).not.toMatch(/HTTP\/1\.1 .*HTTP\/1\.1/s);
      },
    );

    it("that is left in the middle is skipped when it is short", async () => {
      const port = await start(async (request) => {
        for await (const piece of request.body.stream()) return new HttpResponse(`[${piece.length}]`);
        return new HttpResponse("[none]");
      });
      const client = await RawClient.open(port);
      // More than node:http keeps for a reader that does not come.
      client.send(`${head("POST /", "Content-Length: 60000")}12`);
      await client.until("[2]");
      client.send("x".repeat(40_000));
      for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
      client.send("x".repeat(19_998) + head("GET /", CLOSE));
      expect((await client.closed()).match(/\[.*?\]/g)).toEqual(["[2]", "[none]"]);
    });

    it("past the limit of its reader is answered while it is still being sent", async () => {
      const port = await start(async (request) => {
        await Promise.resolve(request.body.bytes(1000)).catch(() => {});
        return new HttpResponse("too much", { status: 413 });
      });
      const client = await RawClient.open(port);
      client.send(head("POST /", "Transfer-Encoding: chunked"));
      client.send(`1000\r\n${"x".repeat(4096)}\r\n`);
      expect(await client.until("too much")).toMatch(/connection: close/i);
    });

    it("is not waited for any more once its request is answered", async () => {
      const { happened: failed, happens: fails } = occasion<unknown>();
      const port = await start((request) => {
        void Promise.resolve(request.body.bytes(1_000_000)).catch(fails);
        return new HttpResponse("at once");
      });
      const client = await RawClient.open(port);
      client.send(`${head("POST /", "Content-Length: 200000")}123`);
      await client.until("at once");
      expect(await failed).toBeInstanceOf(TypeError);
      client.destroy();
    });

    it("that breaks off rejects with ClientDisconnect, and aborts the request", async () => {
      const failures: unknown[] = [];
      const { happened: over, happens: settled } = occasion();
      const { happened: reading, happens: begun } = occasion();
      const port = await start(async (request) => {
        request.after(settled);
        const pending = request.body.bytes(1000);
        begun();
        try {
          await pending;
        } catch (error) {
          failures.push(error, request.signal.reason);
          throw error;
        }
        return new HttpResponse();
      });
      const client = await RawClient.open(port);
      client.send(`${head("POST /", "Content-Length: 10")}123`);
      await reading;
      client.destroy();
      await over;
      expect(failures).toEqual([expect.any(ClientDisconnect), expect.any(ClientDisconnect)]);
      expect(errors).toEqual([]);
    });

    it("that breaks off ends its stream with ClientDisconnect", async () => {
      const { happened: failure, happens: failed } = occasion<unknown>();
      const { happened: reading, happens: begun } = occasion();
      const port = await start(async (request) => {
        try {
          for await (const _piece of request.body.stream()) begun();
        } catch (error) {
          failed(error);
        }
        return new HttpResponse();
      });
      const client = await RawClient.open(port);
      client.send(`${head("POST /", "Content-Length: 10")}123`);
      await reading;
      client.destroy();
      expect(await failure).toBeInstanceOf(ClientDisconnect);
    });
  });

  describe("a client that goes away", () => {
    it("aborts the request before it is answered; the answer is dropped, its tasks run", async () => {
      const { happened: atWork, happens: arrived } = occasion();
      const { happened: over, happens: settled } = occasion();
      let returned = false;
      const port = await start(async (request) => {
        request.after(settled);
        const aborted = new Promise((resolve) => request.signal.addEventListener("abort", resolve));
        arrived();
        await aborted;
        return new HttpResponse({
          [Symbol.asyncIterator]: () => ({
            next: async () => ({ done: true, value: undefined }),
            return: async () => {
              returned = true;
              return { done: true, value: undefined };
            },
          }),
        });
      });
      const client = await RawClient.open(port);
      client.send(head("GET /"));
      await atWork;
      client.destroy();
      await over;
      expect(returned).toBe(true);
      expect(errors).toEqual([]);
    });

    it.each<[string, (reason: unknown) => unknown, number]>([
      ["nothing at all", () => undefined, 1],
      ["an error of its own", () => Promise.reject(new Error("unforeseen")), 1],
      ["the reason of the abort", (reason) => Promise.reject(reason), 0],
      ["a stream that cannot be returned", () => new HttpResponse(new BrokenStream()), 1],
    ])(
      "may be answered with %s: tasks run, and only what is unforeseen is reported",
      async (_kind, answer, reports) => {
        const [arrived, finished] = [occasion(), occasion()];
        const port = await start(async (request) => {
          request.after(finished.happens);
          const aborted = new Promise((resolve) => request.signal.addEventListener("abort", resolve));
          arrived.happens();
          await aborted;
          return answer(request.signal.reason) as HttpResponse;
        });
        const client = await RawClient.open(port);
        client.send(head("GET /"));
        await arrived.happened;
        client.destroy();
        await finished.happened;
        expect(errors).toHaveLength(reports);
      },
    );

    it("aborts every request that it has pipelined", async () => {
      const aborted: string[] = [];
      const { happened: over, happens: all } = occasion();
      const { happened: atWork, happens: arrived } = occasion();
      const port = await start(async (request) => {
        if (request.path === "/2") arrived();
        await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
        aborted.push(request.path);
        if (aborted.length === 2) all();
        return new HttpResponse();
      });
      const client = await RawClient.open(port);
      client.send(head("GET /1") + head("GET /2"));
      await atWork;
      client.destroy();
      await over;
      expect(aborted.sort()).toEqual(["/1", "/2"]);
    });
  });

  it("survives a reporter of errors that fails itself", async () => {
    const print = vi.spyOn(console, "error").mockImplementation(() => {});
    const [unforeseen, failure] = [new Error("unforeseen"), new Error("no log either")];
    const port = await start(() => Promise.reject(unforeseen), {
      onError() {
        throw failure;
      },
    });
    expect(await RawClient.exchange(port, head("GET /", CLOSE))).toMatch(/^HTTP\/1\.1 500 /);
    expect(print.mock.calls).toEqual([expect.arrayContaining([unforeseen, failure])]);
    print.mockRestore();
  });

  describe("what is no request", () => {
    it.each([
      ["a broken head", "nonsense\r\n\r\n", 400],
      ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
      ["a space before the colon", head("GET /", "X-One : 1"), 400],
      ["two framings", head("POST /", "Content-Length: 1", "Transfer-Encoding: chunked"), 400],
      ["two Hosts", head("GET /", "Host: test"), 400],
      ["a Host that is none", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400],
      ["a target with a fragment", head("GET /#top"), 400],
      ["an absolute target without a host", head("GET http:///a"), 400],
      ["an absolute target of another scheme", head("GET ftp://a/"), 400],
      ["a transfer coding that is not undone", head("POST /", "Transfer-Encoding: gzip, chunked"), 501],
      ["HTTP/0.9", "GET /\r\n\r\n", 505],
      ["a head too long", head("GET /", `X-Long: ${"x".repeat(20_000)}`), 431],
    ])("is refused: %s", async (_kind, bytes, status) => {
      const received = await RawClient.exchange(await start(echo), bytes);
      expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(received).toMatch(/connection: close/i);
      expect(received).toMatch(/date: /i);
    });

    it("is refused after the requests before it are answered", async () => {
      const port = await start(async (request) => {
        await new Promise((resolve) => setImmediate(resolve));
        return new HttpResponse(`[${request.path}]`);
      });
      const received = await RawClient.exchange(port, `${head("GET /1")}${head("GET /2")}nonsense\r\n\r\n`);
      expect(received.match(/\[.*?\]|HTTP\/1\.1 \d+/g)).toEqual([
        "HTTP/1.1 200",
        "[/1]",
        "HTTP/1.1 200",
        "[/2]",
        "HTTP/1.1 400",
      ]);
    });

    it("is refused in place of an answer when a chunk is broken", async () => {
      const received = await RawClient.exchange(
        await start(echo),
        `${head("POST /", "Transfer-Encoding: chunked")}5\r\nhelloX`,
      );
      expect(received).toMatch(/^HTTP\/1\.1 400 /);
      expect(errors).toEqual([]);
    });

    it("is refused with 408 when its head does not come to an end", async () => {
      const port = await start(echo, { headersTimeout: 100, requestTimeout: 400 });
      const client = await RawClient.open(port);
      client.send("GET / HTTP/1.1\r\nHost: te");
      expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
    });

    it("is refused with 408 when its body does not come to an end", async () => {
      const port = await start(echo, { headersTimeout: 100, requestTimeout: 200 });
      const client = await RawClient.open(port);
      client.send(`${head("POST /", "Content-Length: 5")}12`);
      expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
    });
  });

  describe("an upgrade that is no WebSocket", () => {
    it.each([
      ["GET", ""],
      ["POST", "hello"],
    ])(
      "is answered like an ordinary %s, and the connection goes on or says that it does not",
      async (method, body) => {
        const port = await start(echo);
        const framing = body === "" ? [] : ["Transfer-Encoding: chunked"];
        const chunks = body === "" ? "" : `5\r\n${body}\r\n0\r\n\r\n`;
        const client = await RawClient.open(port);
        client.send(
          head(
            `${method} /u`,
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AA",
            ...framing,
          ),
        );
        client.send(chunks + head("GET /next", CLOSE));
        const [first = "", second = ""] = (await client.closed()).split(/(?=HTTP)/);
        expect(first).toContain(`[${method} /u ${body}]`);
        if (body === "" || !/connection: close/i.test(first)) expect(second).toContain("[GET /next ]");
      },
    );

    it("keeps its place behind pipelined requests", async () => {
      const port = await start(async (request) => {
        await new Promise((resolve) => setImmediate(resolve));
        return new HttpResponse(`[${request.path}]`);
      });
      const received = await RawClient.exchange(
        port,
        head("GET /1") + head("GET /2", "Connection: upgrade", "Upgrade: foo") + head("GET /3", CLOSE),
      );
      expect(received.match(/\[.*?\]/g)).toEqual(["[/1]", "[/2]", "[/3]"]);
    });

    it("keeps its wish to close", async () => {
      const received = await RawClient.exchange(
        await start(echo),
        head("GET /u", "Connection: upgrade, close", "Upgrade: foo") + head("GET /smuggled"),
      );
      expect(received.match(/\[.*?\]/g)).toEqual(["[GET /u ]"]);
    });

    it.each([
      ["by POST", "POST", ""],
      ["with a body", "GET", "hello"],
    ])("is what a WebSocket %s is", async (_kind, method, body) => {
      const fields = ["Connection: Upgrade", "Upgrade: websocket", `Content-Length: ${body.length}`];
      const received = await RawClient.exchange(
        await start(echo),
        head(`${method} /u`, ...fields, CLOSE) + body,
      );
      expect(received).toContain(`[${method} /u ${body}]`);
    });
  });
});
