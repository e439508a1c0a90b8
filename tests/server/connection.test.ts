import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import {
  BodyTooLarge,
  ClientDisconnect,
  type Handler,
  HTTPException,
  type HttpRequest,
  HttpResponse,
  WebSocketUpgrade,
} from "../../src/http/index.ts";
import { type ConnectionHost, Http1Connection } from "../../src/server/connection.ts";
import { HeadWriter, type Http1Limits, resolveLimits } from "../../src/server/http1/index.ts";
import { AnswerCount } from "../../src/server/stats.ts";
import { FakeSocket } from "./fake-socket.ts";
import { occasion } from "./occasion.ts";

/** What an engine is to a connection, as far as can be seen from there. */
class FakeHost implements ConnectionHost {
  handle: Handler;
  readonly limits: Http1Limits;
  now = 0;
  readonly date = "date: now\r\n";
  readonly headWriter = new HeadWriter();
  readonly accessLog = undefined;
  readonly answers = new AnswerCount();
  draining = false;
  begun = 0;
  readonly finished: HttpRequest[] = [];
  readonly errors: unknown[] = [];
  readonly upgrades: { head: string; socket: unknown }[] = [];
  connections = 1;

  constructor(handle: Handler, limits: Partial<Http1Limits>) {
    this.handle = handle;
    this.limits = resolveLimits(limits);
  }

  begin(): void {
    this.begun++;
  }
  finish(request: HttpRequest): void {
    this.finished.push(request);
  }
  report(error: unknown): void {
    this.errors.push(error);
  }
  isHandshake(request: HttpRequest): boolean {
    return request.headers.get("upgrade") === "websocket";
  }
  upgrade(_upgrade: WebSocketUpgrade, _request: HttpRequest, socket: unknown, head: Buffer): void {
    this.upgrades.push({ head: head.toString("latin1"), socket });
  }
  closed(): void {
    this.connections--;
  }
}

let opened: FakeSocket[] = [];

afterEach(() => {
  for (const socket of opened) socket.destroy();
  opened = [];
});

function open(handle: Handler, limits: Partial<Http1Limits> = {}) {
  const socket = new FakeSocket();
  opened.push(socket);
  const host = new FakeHost(handle, limits);
  const connection = new Http1Connection(socket.asSocket(), host, "http");
  return { socket, host, connection };
}

const text = (body: string, status = 200) => new HttpResponse(body, { status });
const echoPath: Handler = (request) => text(request.path);
const readAll: Handler = async (request) => text(Buffer.from(await request.body.bytes(1e9)).toString());
const get = (path: string, ...lines: string[]) =>
  `GET ${path} HTTP/1.1\r\n${["Host: a", ...lines].join("\r\n")}\r\n\r\n`;
const post = (path: string, ...lines: string[]) => get(path, ...lines).replace("GET", "POST");
const CHUNKED = "Transfer-Encoding: chunked";
const OK = (body: string) => `HTTP/1.1 200 OK\r\ndate: now\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** The status lines of what was written, in order. */
function statuses(socket: FakeSocket): number[] {
  return [...socket.output.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
}

async function* stream(...pieces: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* pieces;
}

describe("an answer", () => {
  it("that is there at once is written before the data event is over", async () => {
    const { socket, host } = open(echoPath);
    await turn();
    socket.receive(get("/x"));
    expect(socket.writes).toEqual([OK("/x")]);
    expect(host.finished).toHaveLength(1);
  });

  it("is one write, with head and content", async () => {
    const { socket } = open(async () => text("later"));
    socket.receive(get("/"));
    await turn();
    expect(socket.writes).toEqual([OK("later")]);
  });

  it("leaves with the others of a pipeline, in order", async () => {
    const { socket } = open(echoPath);
    socket.receive(get("/a") + get("/b") + get("/c"));
    await turn();
    expect(socket.writes).toEqual([OK("/a") + OK("/b") + OK("/c")]);
  });

  it("waits for those before it", async () => {
    const slow = occasion<HttpResponse>();
    const { socket, host } = open((request) =>
      request.path === "/slow" ? slow.happened : echoPath(request),
    );
    socket.receive(get("/a") + get("/slow") + get("/c"));
    await turn();
    expect(socket.output).toBe(OK("/a"));
    expect(host.begun).toBe(2);
    slow.happens(text("slow"));
    await turn();
    expect(socket.output).toBe(OK("/a") + OK("slow") + OK("/c"));
  });

  it("of a long pipeline lets other connections have their turn", async () => {
    const { socket, host } = open(echoPath, { maxPipelinedRequests: 3 });
    await turn();
    socket.receive(get("/").repeat(8));
    expect(host.begun).toBe(3);
    await turn();
    await turn();
    await turn();
    expect(host.begun).toBe(8);
  });

  it.each<[string, string | Uint8Array]>([
    ["text in ASCII", "abc"],
    ["text beyond it", "naïve 🐦"],
    ["short bytes", Uint8Array.of(0, 127, 128, 255)],
    ["bytes", new Uint8Array(5000).fill(200)],
    ["long text", "0123456789".repeat(50_000)],
    ["long text beyond ASCII", "ä".repeat(300_000)],
    ["long bytes", new Uint8Array(1_000_000).fill(7)],
  ])("has the octets of its content: %s", async (_, body) => {
    const { socket, host } = open(() => new HttpResponse(body));
    socket.receive(get("/") + get("/"));
    while (host.finished.length < 2) await turn();
    await turn();
    const octets = Buffer.from(body as string).toString("latin1");
    expect(socket.output).toBe(OK(octets) + OK(octets));
  });

  it("keeps the octets of field values beside content in UTF-8", async () => {
    const { socket } = open(() => new HttpResponse("ä", { headers: { "x-name": "caf\xe9" } }));
    socket.receive(get("/"));
    await turn();
    expect(socket.output).toContain("x-name: caf\xe9\r\n");
    expect(socket.output.endsWith("\r\n\r\n\xc3\xa4")).toBe(true);
  });

  it.each([204, 205, 304])("of status %d has no content, and the connection goes on", async (status) => {
    const { socket } = open((request) =>
      request.path === "/" ? text("never sent", status) : echoPath(request),
    );
    socket.receive(get("/") + get("/next"));
    await turn();
    expect(socket.output).not.toContain("never sent");
    expect(socket.output.endsWith(OK("/next"))).toBe(true);
    expect(socket.output.split("\r\n\r\n")[0]).not.toMatch(/transfer-encoding/);
  });

  it("to HEAD has the length, and no content", async () => {
    const { socket } = open(() => text("hello"));
    socket.receive(get("/").replace("GET", "HEAD") + get("/"));
    await turn();
    expect(socket.output).toBe(OK("hello").replace("hello", "") + OK("hello"));
  });

  it("that waits for a client that does not read holds up the next request", async () => {
    const { socket, host } = open(() => text("x".repeat(20_000)));
    socket.hold();
    socket.receive(get("/") + get("/") + get("/"));
    await turn();
    expect(host.begun).toBe(1);
    socket.release();
    while (host.begun < 3) await turn();
    await turn();
    expect(statuses(socket)).toEqual([200, 200, 200]);
  });
});

describe("a handler", () => {
  const boom = new Error("boom");

  it.each<[string, Handler]>([
    [
      "throws",
      () => {
        throw boom;
      },
    ],
    ["rejects", () => Promise.reject(boom)],
  ])("that %s is answered 500 and reported; the connection goes on", async (_, failing) => {
    const { socket, host } = open((request) => (request.path === "/" ? failing(request) : echoPath(request)));
    socket.receive(get("/") + get("/next"));
    await turn();
    expect(statuses(socket)).toEqual([500, 200]);
    expect(socket.output).not.toContain("boom");
    expect(host.errors).toEqual([boom]);
    expect(host.finished[0]!.serverError).toBe(boom);
  });

  it("that throws a HTTPException is answered with it, and not reported", async () => {
    const { socket, host } = open(() => {
      throw new HTTPException(418, "short", { headers: { "x-pot": "tea" } });
    });
    socket.receive(get("/"));
    await turn();
    expect(socket.output).toMatch(/^HTTP\/1\.1 418 .*x-pot: tea\r\n.*\{"detail":"short"\}$/s);
    expect(host.errors).toEqual([]);
  });

  it("that throws a HTTPException which cannot be sent is answered 500", async () => {
    const { socket, host } = open(() => {
      throw new HTTPException(99, 1n);
    });
    socket.receive(get("/"));
    await turn();
    expect(statuses(socket)).toEqual([500]);
    expect(host.errors).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["text", "hello"],
    ["an object", {}],
    ["an interim answer", new HttpResponse(null, { status: 103 })],
    ["a body that is none", new HttpResponse(5 as unknown as string)],
    ["a length that is none", new HttpResponse(stream("x"), { headers: { "content-length": "five" } })],
  ])("that answers %s is answered 500, and reported", async (_, answer) => {
    const { socket, host } = open(() => answer as HttpResponse);
    socket.receive(get("/"));
    await turn();
    expect(statuses(socket)).toEqual([500]);
    expect(host.errors).toHaveLength(1);
  });

  it("may answer with anything that has a then", async () => {
    // biome-ignore lint/suspicious/noThenProperty: some libraries have such promises
    const thenable = { then: (resolve: (response: HttpResponse) => void) => resolve(text("ok")) };
    const { socket } = open(() => thenable as unknown as Promise<HttpResponse>);
    socket.receive(get("/"));
    await turn();
    expect(socket.output).toBe(OK("ok"));
  });

  it("is told who asks", async () => {
    const requests: HttpRequest[] = [];
    const { socket } = open((request) => {
      requests.push(request);
      return text("");
    });
    socket.receive(`${get("http://b:1/x?y=1", "X-A: 1")}GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`);
    await turn();
    const [first, second] = requests;
    expect(first).toMatchObject({ method: "GET", target: "/x?y=1", path: "/x", query: "y=1", host: "b:1" });
    expect([...first!.headers]).toEqual([
      ["host", "b:1"],
      ["x-a", "1"],
    ]);
    expect(first!.connection).toEqual({
      scheme: "http",
      remoteAddress: "192.0.2.1",
      remotePort: 54_321,
      httpVersion: "1.1",
    });
    expect(second!.connection.httpVersion).toBe("1.0");
  });
});

describe("a stream", () => {
  it("is sent in chunks; what is at hand leaves together", async () => {
    const { socket } = open(() => new HttpResponse(stream("one", "", Buffer.from("two"), "dreißig")));
    socket.receive(get("/"));
    await turn();
    await turn();
    expect(socket.writes).toEqual([
      "HTTP/1.1 200 OK\r\ndate: now\r\ntransfer-encoding: chunked\r\n\r\n" +
        "3\r\none\r\n3\r\ntwo\r\n8\r\ndrei\xc3\x9fig\r\n0\r\n\r\n",
    ]);
  });

  it("sends its head without waiting for the first piece, and each piece when it comes", async () => {
    const first = occasion();
    const { socket } = open(
      () =>
        new HttpResponse(
          (async function* () {
            await first.happened;
            yield "late";
          })(),
        ),
    );
    socket.receive(get("/"));
    await turn();
    await turn();
    expect(socket.output).toMatch(/^HTTP\/1\.1 200 OK.*\r\n\r\n$/s);
    first.happens();
    await turn();
    await turn();
    expect(socket.output).toMatch(/\r\n\r\n4\r\nlate\r\n0\r\n\r\n$/);
  });

  it("has the length that its response declares", async () => {
    const { socket } = open(
      () => new HttpResponse(stream("ab", "c"), { headers: { "content-length": "3" } }),
    );
    socket.receive(get("/") + get("/"));
    while (statuses(socket).length < 2) await turn();
    expect(socket.output).toBe(OK("abc") + OK("abc"));
  });

  it.each([
    ["longer", "abcd"],
    ["shorter", "ab"],
  ])("that is %s than declared breaks the connection off, and is reported", async (_, content) => {
    const held = occasion();
    const { socket, host } = open(
      () =>
        new HttpResponse(
          (async function* () {
            yield "";
            await held.happened;
            yield content;
          })(),
          { headers: { "content-length": "3" } },
        ),
    );
    socket.receive(get("/"));
    await turn();
    await turn();
    held.happens();
    while (!socket.destroyed) await turn();
    expect(host.errors).toHaveLength(1);
    expect(host.finished).toHaveLength(1);
  });

  it("ends with the connection for a client of HTTP/1.0", async () => {
    const { socket } = open(() => new HttpResponse(stream("one", "two")));
    socket.receive("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    while (!socket.ended) await turn();
    expect(socket.output).toBe("HTTP/1.1 200 OK\r\ndate: now\r\nconnection: close\r\n\r\nonetwo");
  });

  it("that fails at once is broken off like one that fails later", async () => {
    const { socket, host } = open(
      () =>
        new HttpResponse(
          (async function* () {
            if (host.begun > 0) throw new Error("boom");
            yield "never";
          })(),
        ),
    );
    socket.receive(get("/") + get("/"));
    while (!socket.closed) await turn();
    expect(statuses(socket)).toEqual([200]);
    expect(socket.output.endsWith("\r\n\r\n")).toBe(true);
    expect(host.errors).toHaveLength(1);
    expect(host.finished).toHaveLength(1);
  });

  it.each([
    ["chunks", get("/"), false],
    ["the end of the connection", "GET / HTTP/1.0\r\n\r\n", true],
  ])(
    "framed by %s that fails later is broken off, so that it does not look whole",
    async (_, request, reset) => {
      const more = occasion();
      const { socket, host } = open(
        () =>
          new HttpResponse(
            (async function* () {
              yield "one";
              await more.happened;
              throw new Error("boom");
            })(),
          ),
      );
      let error: unknown;
      socket.on("error", (cause) => {
        error = cause;
      });
      socket.receive(request);
      await turn();
      await turn();
      more.happens();
      while (!socket.closed) await turn();
      expect(socket.output).toContain("one");
      expect(socket.output).not.toContain("0\r\n\r\n");
      expect(error !== undefined).toBe(reset);
      expect(host.errors).toHaveLength(1);
    },
  );

  it("that gives what is no piece is broken off, and reported", async () => {
    const { socket, host } = open(() => new HttpResponse(stream("one", 5 as unknown as string)));
    socket.receive(get("/"));
    while (!socket.closed) await turn();
    expect(socket.output.endsWith("\r\n\r\n3\r\none\r\n")).toBe(true);
    expect(host.errors).toHaveLength(1);
  });

  it("is asked for its next piece only when the client has taken the last", async () => {
    let asked = 0;
    const { socket } = open(
      () =>
        new HttpResponse(
          (async function* () {
            for (;;) {
              asked++;
              yield "x".repeat(20_000);
            }
          })(),
        ),
    );
    socket.hold();
    socket.receive(get("/"));
    for (let i = 0; i < 10; i++) await turn();
    expect(asked).toBe(1);
    socket.release();
    for (let i = 0; i < 10; i++) await turn();
    expect(asked).toBeGreaterThan(2);
  });

  it("lets other things happen while it never has to wait", async () => {
    const { socket } = open(
      () =>
        new HttpResponse(
          (async function* () {
            for (;;) yield "x".repeat(1000);
          })(),
        ),
    );
    socket.receive(get("/"));
    // Would never come back if the stream did not make room.
    await turn();
    await turn();
    socket.destroy();
    await turn();
  });

  it("is returned when the client goes away, also while it waits", async () => {
    let returned = 0;
    const waiting: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          returned++;
          return { done: true, value: undefined };
        },
      }),
    };
    const { socket, host } = open(() => new HttpResponse(waiting));
    socket.receive(get("/"));
    await turn();
    socket.destroy();
    await turn();
    expect(returned).toBe(1);
    expect(host.errors).toEqual([]);
  });

  it("is returned, never run, where no content is sent", async () => {
    let ran = false;
    let returned = false;
    const body: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          ran = true;
          return { done: true, value: undefined };
        },
        return: async () => {
          returned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const { socket } = open(() => new HttpResponse(body));
    socket.receive(get("/").replace("GET", "HEAD"));
    await turn();
    expect([ran, returned]).toEqual([false, true]);
    expect(socket.output).toBe("HTTP/1.1 200 OK\r\ndate: now\r\n\r\n");
  });

  it("that cannot even be returned is reported, and the next request answered", async () => {
    const body = new ReadableStream<Uint8Array>();
    body.getReader();
    const { socket, host } = open(({ method }) =>
      method === "HEAD" ? new HttpResponse(body) : text("next"),
    );
    socket.receive(get("/").replace("GET", "HEAD") + get("/"));
    await turn();
    expect(host.errors).toMatchObject([{ message: expect.stringContaining("locked") }]);
    expect(statuses(socket)).toEqual([200, 200]);
  });
});

describe("a body", () => {
  it("that came with its head is there at once", async () => {
    const bodies: unknown[] = [];
    const { socket } = open((request) => {
      bodies.push(request.body.bytes(10));
      return text("");
    });
    socket.receive(`${post("/", "Content-Length: 2")}ab${post("/", CHUNKED)}1\r\na\r\n1\r\nb\r\n0\r\n\r\n`);
    socket.receive(`${post("/", CHUNKED)}0\r\n\r\n${get("/")}`);
    await turn();
    expect(bodies.map((body) => Buffer.from(body as Uint8Array).toString())).toEqual(["ab", "ab", "", ""]);
    expect(statuses(socket)).toEqual([200, 200, 200, 200]);
  });

  it("that comes later is waited for", async () => {
    const { socket } = open(readAll);
    socket.receive(`${post("/", "Content-Length: 6")}ab`);
    await turn();
    socket.receive("cd");
    await turn();
    expect(socket.output).toBe("");
    socket.receive(`ef${get("/next")}`);
    await turn();
    expect(socket.output).toBe(OK("abcdef") + OK(""));
  });

  it("is streamed both ways at the same time", async () => {
    const { socket } = open((request) => new HttpResponse(request.body.stream()));
    socket.receive(post("/", CHUNKED));
    for (const piece of ["one", "two"]) {
      socket.receive(`3\r\n${piece}\r\n`);
      await turn();
      await turn();
      expect(socket.output.endsWith(`3\r\n${piece}\r\n`)).toBe(true);
    }
    socket.receive("0\r\n\r\n");
    await turn();
    await turn();
    expect(socket.output.endsWith("0\r\n\r\n")).toBe(true);
  });

  it("of which much waits for its reader makes the client wait", async () => {
    const slow = occasion();
    const { socket } = open(async (request) => {
      let length = 0;
      for await (const piece of request.body.stream()) {
        await slow.happened;
        length += piece.length;
      }
      return text(String(length));
    });
    await turn();
    socket.receive(post("/", "Content-Length: 400000"));
    let sent = 0;
    while (!socket.isPaused()) {
      socket.receive("x".repeat(10_000));
      sent += 10_000;
      await turn();
    }
    expect(sent).toBeLessThan(200_000);
    slow.happens();
    while (socket.isPaused()) await turn();
    socket.receive("x".repeat(400_000 - sent));
    while (socket.output === "") await turn();
    expect(socket.output).toBe(OK("400000"));
  });

  it("may be answered before it is there; it is read past, up to the limit", async () => {
    const { socket } = open(echoPath, { maxUnreadBodyBytes: 10 });
    socket.receive(post("/a", "Content-Length: 10"));
    await turn();
    expect(socket.output).toBe(OK("/a"));
    socket.receive(`0123456789${get("/b")}`);
    await turn();
    expect(socket.output).toBe(OK("/a") + OK("/b"));
  });

  it("that is too long to be read past ends the connection with its answer", async () => {
    const { socket } = open(echoPath, { maxUnreadBodyBytes: 10 });
    socket.receive(post("/a", "Content-Length: 11"));
    await turn();
    expect(socket.output).toContain("connection: close\r\n");
    expect(socket.ended).toBe(true);
  });

  it("in chunks that turns out to be too long to be read past ends the connection", async () => {
    const { socket } = open(echoPath, { maxUnreadBodyBytes: 10 });
    socket.receive(post("/a", CHUNKED));
    await turn();
    socket.receive("b\r\n0123456789a\r\n0\r\n\r\n");
    socket.receive(get("/b"));
    await turn();
    expect(statuses(socket)).toEqual([200]);
    expect(socket.ended).toBe(true);
  });

  it("that is malformed behind its answer ends the connection without another one", async () => {
    const { socket } = open(echoPath);
    socket.receive(post("/a", CHUNKED));
    await turn();
    socket.receive("zz\r\n");
    await turn();
    expect(statuses(socket)).toEqual([200]);
    expect(socket.ended).toBe(true);
  });

  it("cannot be read any more once its request is answered", async () => {
    const late = occasion<unknown>();
    const { socket } = open((request) => {
      Promise.resolve(request.body.bytes(10)).catch(late.happens);
      return text("early");
    });
    socket.receive(post("/", "Content-Length: 5"));
    expect(await late.happened).toBeInstanceOf(TypeError);
    socket.receive(`hello${get("/")}`);
    await turn();
    expect(statuses(socket)).toEqual([200, 200]);
  });

  it("that is longer than its reader takes is answered by the handler, and ends the connection", async () => {
    const { socket } = open(async (request) => {
      try {
        await request.body.bytes(3);
      } catch (error) {
        return text(error instanceof BodyTooLarge ? "too much" : "?", 413);
      }
      return text("?");
    });
    socket.receive(post("/", CHUNKED));
    socket.receive("4\r\nabcd\r\n");
    await turn();
    expect(socket.output).toMatch(/^HTTP\/1\.1 413 .*connection: close.*too much$/s);
  });

  it("that is longer than the server takes is refused", async () => {
    const seen = occasion<unknown>();
    const { socket, host } = open(
      async (request) => {
        await Promise.resolve(request.body.bytes(1e9)).catch(seen.happens);
        return text("never sent");
      },
      { maxBodyBytes: 3 },
    );
    socket.receive(post("/", CHUNKED));
    await turn();
    socket.receive("4\r\nabcd\r\n");
    expect(await seen.happened).toBeInstanceOf(BodyTooLarge);
    await turn();
    expect(statuses(socket)).toEqual([413]);
    expect(socket.output).not.toContain("never sent");
    expect(host.finished).toHaveLength(1);
    expect(host.errors).toEqual([]);
  });

  it.each([
    ["together with its head", ""],
    ["later", "5\r\nhello\r\n"],
  ])("that is malformed is refused: %s", async (_, before) => {
    const { socket, host } = open(readAll);
    socket.receive(post("/", CHUNKED) + before);
    if (before !== "") await turn();
    socket.receive(`zz\r\n${get("/smuggled")}`);
    await turn();
    expect(statuses(socket)).toEqual([400]);
    expect(socket.ended).toBe(true);
    expect(host.errors).toEqual([]);
  });

  it("that is malformed behind an answer that is under way ends the connection after it", async () => {
    const rest = occasion();
    const { socket } = open(
      () =>
        new HttpResponse(
          (async function* () {
            yield "one";
            await rest.happened;
            yield "two";
          })(),
        ),
    );
    socket.receive(post("/", CHUNKED));
    await turn();
    socket.receive("zz\r\n");
    rest.happens();
    while (!socket.ended) await turn();
    expect(statuses(socket)).toEqual([200]);
    expect(socket.output.endsWith("3\r\ntwo\r\n0\r\n\r\n")).toBe(true);
  });
});

describe("100 Continue", () => {
  const expecting = post("/", "Expect: 100-continue", "Content-Length: 5");
  const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  it("is sent when the body is first read", async () => {
    const go = occasion();
    const { socket } = open(async (request) => {
      await go.happened;
      return readAll(request);
    });
    socket.receive(expecting);
    await turn();
    expect(socket.output).toBe("");
    go.happens();
    await turn();
    expect(socket.output).toBe(CONTINUE);
    socket.receive("hello");
    await turn();
    expect(socket.output).toBe(CONTINUE + OK("hello"));
  });

  it("is not sent when the body has begun to come", async () => {
    const { socket } = open(readAll);
    socket.receive(`${expecting}he`);
    await turn();
    socket.receive("llo");
    await turn();
    expect(socket.output).toBe(OK("hello"));
  });

  it("is not sent to a client that does not expect it", async () => {
    const { socket } = open(readAll);
    socket.receive(post("/", "Content-Length: 5"));
    await turn();
    expect(socket.output).toBe("");
  });

  it("is not sent when nobody reads the body; the connection ends, for the body may or may not come", async () => {
    const { socket } = open(() => text("no", 403));
    socket.receive(expecting);
    await turn();
    expect(socket.output).toMatch(/^HTTP\/1\.1 403 .*connection: close/s);
    expect(socket.ended).toBe(true);
  });
});

describe("bytes that are no request", () => {
  it("are told why, in the UTF-8 that the answer says, and in its length", async () => {
    const { socket } = open(echoPath);
    socket.receive("GET / HTTP/1.1\r\nHost : a\r\n\r\n");
    await turn();
    const [head, content] = socket.output.split("\r\n\r\n") as [string, string];
    const octets = Buffer.from(content, "latin1");
    expect(new TextDecoder("utf-8", { fatal: true }).decode(octets)).toContain("(RFC 9112 §5.1)");
    expect(head).toContain("content-type: text/plain; charset=utf-8");
    expect(head).toContain(`content-length: ${octets.length}`);
  });

  it("are refused, and what follows is not read", async () => {
    const { socket, host } = open(echoPath);
    socket.receive(`${get("/a")}BAD\r\n\r\n${get("/b")}`);
    await turn();
    expect(statuses(socket)).toEqual([200, 400]);
    expect(socket.output).toMatch(/connection: close\r\n.*The method is not a token/s);
    expect(socket.ended).toBe(true);
    socket.receive(get("/c"));
    await turn();
    expect(host.begun).toBe(1);
  });

  it("are refused after the answers to the requests before them", async () => {
    const slow = occasion<HttpResponse>();
    const { socket } = open(() => slow.happened);
    socket.receive(`${get("/slow")}BAD\r\n\r\n`);
    await turn();
    expect(socket.output).toBe("");
    slow.happens(text("slow"));
    await turn();
    expect(statuses(socket)).toEqual([200, 400]);
  });
});

describe("the end of a connection", () => {
  it("follows the answer to a request that asks for it; nothing behind it is read", async () => {
    const { socket, host } = open(echoPath);
    socket.receive(get("/a", "Connection: close") + get("/b"));
    await turn();
    expect(socket.output).toMatch(/connection: close\r\n.*\/a$/s);
    expect(socket.ended).toBe(true);
    expect(host.begun).toBe(1);
  });

  it("is complete when the client has ended its side, too", async () => {
    const { socket, host } = open(echoPath);
    socket.receive(get("/", "Connection: close"));
    await turn();
    expect(socket.destroyed).toBe(false);
    socket.receive("more bytes, to be thrown away");
    socket.receiveEnd();
    while (!socket.closed) await turn();
    expect(host.connections).toBe(0);
  });

  it("is waited for no longer than the limit", async () => {
    const { socket, connection } = open(echoPath, { lingerTimeout: 50 });
    socket.receive(get("/", "Connection: close"));
    await turn();
    connection.sweep(50);
    expect(socket.destroyed).toBe(false);
    connection.sweep(51);
    expect(socket.destroyed).toBe(true);
  });

  it("by an idle client is answered with the end", async () => {
    const { socket } = open(echoPath);
    socket.receiveEnd();
    while (!socket.closed) await turn();
    expect(socket.output).toBe("");
  });

  it("by a client leaves the requests that it has sent to be answered", async () => {
    const slow = occasion();
    const { socket } = open(async (request) => {
      if (request.path === "/slow") await slow.happened;
      return text(request.path);
    });
    socket.receive(get("/slow") + get("/b"));
    socket.receiveEnd();
    await turn();
    slow.happens();
    while (!socket.closed) await turn();
    expect(socket.output).toBe(OK("/slow") + OK("/b"));
  });

  it("by a client aborts the request in hand, for it is most likely gone", async () => {
    const aborted = occasion<unknown>();
    const { socket } = open(async (request) => {
      request.signal.addEventListener("abort", () => aborted.happens(request.signal.reason));
      await aborted.happened;
      return text("all the same");
    });
    socket.receive(get("/"));
    await turn();
    socket.receiveEnd();
    expect(await aborted.happened).toBeInstanceOf(ClientDisconnect);
    while (!socket.closed) await turn();
    expect(statuses(socket)).toEqual([200]);
  });

  it.each([
    ["a head", "GET / HTTP/1.1\r\nHo"],
    ["a body", `${post("/", "Content-Length: 5")}hell`],
    ["chunks", `${post("/", CHUNKED)}5\r\nhello\r\n`],
  ])("by a client within %s is refused", async (_, bytes) => {
    const { socket, host } = open(readAll);
    socket.receive(bytes);
    await turn();
    socket.receiveEnd();
    while (!socket.closed) await turn();
    expect(statuses(socket)).toEqual([400]);
    expect(host.errors).toEqual([]);
  });

  it("by a reset gives up what is under way", async () => {
    const seen = occasion<unknown>();
    const { socket, host } = open(async (request) => {
      await Promise.resolve(request.body.bytes(10)).catch(seen.happens);
      return text("too late");
    });
    socket.receive(post("/", "Content-Length: 5"));
    await turn();
    socket.destroy(new Error("reset by peer"));
    expect(await seen.happened).toBeInstanceOf(ClientDisconnect);
    while (host.finished.length === 0) await turn();
    expect(host.finished[0]!.aborted).toBe(true);
    expect(socket.output).toBe("");
    expect(host.errors).toEqual([]);
  });

  it("leaves the exchange unfinished until its handler has come to its end", async () => {
    const work = occasion();
    let ran = false;
    let returned = false;
    const { socket, host } = open(async () => {
      await work.happened;
      return new HttpResponse({
        [Symbol.asyncIterator]: () => ({
          next: async () => {
            ran = true;
            return { done: true, value: undefined };
          },
          return: async () => {
            returned = true;
            return { done: true, value: undefined };
          },
        }),
      });
    });
    socket.receive(get("/"));
    await turn();
    socket.destroy();
    await turn();
    expect(host.finished).toEqual([]);
    work.happens();
    while (host.finished.length === 0) await turn();
    expect([ran, returned]).toEqual([false, true]);
  });
});

describe("a client that takes its time", () => {
  function after(time: number, opened: ReturnType<typeof open>): void {
    opened.host.now += time;
    opened.connection.sweep(opened.host.now);
  }

  it("is refused when its head does not come to an end", async () => {
    const opened = open(echoPath, { headersTimeout: 100 });
    for (let i = 0; i < 9; i++) {
      opened.socket.receive("GET / HTTP/1.1\r\n"[i]!);
      await turn();
      after(12, opened);
    }
    expect(statuses(opened.socket)).toEqual([408]);
    expect(opened.socket.ended).toBe(true);
  });

  it("is refused when its body does not come", async () => {
    const opened = open(readAll, { bodyTimeout: 100, minBodyRate: 0 });
    opened.socket.receive(`${post("/", "Content-Length: 5")}h`);
    await turn();
    after(101, opened);
    await turn();
    expect(statuses(opened.socket)).toEqual([408]);
    expect(opened.host.errors).toEqual([]);
  });

  it("and has part of its answer already has the rest of it when its body does not come", async () => {
    const opened = open((request) => new HttpResponse(request.body.stream()), { bodyTimeout: 100 });
    opened.socket.receive(`${post("/", CHUNKED)}3\r\none\r\n`);
    await turn();
    await turn();
    after(101, opened);
    after(101, opened);
    while (!opened.socket.closed) await turn();
    expect(statuses(opened.socket)).toEqual([200]);
    expect(opened.socket.output.endsWith("3\r\none\r\n")).toBe(true);
    expect(opened.host.errors).toEqual([]);
  });

  it("is not refused while its handler does something else than read", async () => {
    const opened = open(() => new Promise(() => {}), { bodyTimeout: 100 });
    opened.socket.receive(`${post("/", "Content-Length: 5")}h`);
    await turn();
    after(1e6, opened);
    expect(opened.socket.output).toBe("");
    expect(opened.socket.ended).toBe(false);
  });

  it("is let go without an answer when it asks nothing", async () => {
    const opened = open(echoPath, { headersTimeout: 100 });
    after(101, opened);
    await turn();
    expect(opened.socket.ended).toBe(true);
    expect(opened.socket.output).toBe("");
  });

  it("is let go without an answer when it asks nothing more", async () => {
    const opened = open(echoPath, { keepAliveTimeout: 100 });
    opened.socket.receive(get("/"));
    await turn();
    after(100, opened);
    expect(opened.socket.ended).toBe(false);
    after(1, opened);
    await turn();
    expect(opened.socket.ended).toBe(true);
    expect(statuses(opened.socket)).toEqual([200]);
  });

  it("is dropped when it takes nothing of its answer", async () => {
    const opened = open(() => text("x".repeat(1e6)), { sendTimeout: 100 });
    opened.socket.hold();
    opened.socket.receive(get("/"));
    await turn();
    after(101, opened);
    expect(opened.socket.destroyed).toBe(true);
    await turn();
    expect(opened.host.finished).toHaveLength(1);
  });

  it("is not dropped while it takes its answer bit by bit", async () => {
    const opened = open(() => text("x".repeat(1e6)), { sendTimeout: 100 });
    opened.socket.hold();
    opened.socket.receive(get("/"));
    await turn();
    while (opened.socket.output.length < 1e6) {
      after(99, opened);
      opened.socket.release();
      opened.socket.hold();
      await turn();
    }
    expect(opened.socket.destroyed).toBe(false);
  });

  it("and has ended its side is dropped when a stream has nothing for it", async () => {
    const opened = open(
      () => new HttpResponse({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
      {
        sendTimeout: 100,
      },
    );
    opened.socket.receive(get("/"));
    await turn();
    opened.socket.receiveEnd();
    await turn();
    await turn();
    after(50, opened);
    after(101, opened);
    expect(opened.socket.destroyed).toBe(true);
  });

  it("and sends far ahead is made to wait", async () => {
    const slow = occasion<HttpResponse>();
    const { socket } = open((request) => (request.path === "/slow" ? slow.happened : echoPath(request)));
    await turn();
    socket.receive(get("/slow"));
    while (!socket.isPaused()) {
      socket.receive(get("/").repeat(100));
      await turn();
    }
    slow.happens(text("slow"));
    while (socket.isPaused()) await turn();
    expect(statuses(socket).length).toBeGreaterThan(100);
  });
});

describe("a handler that takes its time", () => {
  const limits = { handlerTimeout: 100 };

  function after(time: number, opened: ReturnType<typeof open>): void {
    opened.host.now += time;
    opened.connection.sweep(opened.host.now);
  }

  it("is given up with 503: its request is aborted, and what it still answers is dropped", async () => {
    const late = occasion<HttpResponse>();
    const returned = occasion();
    let request: HttpRequest | undefined;
    const opened = open((asked) => {
      request = asked;
      return late.happened;
    }, limits);
    opened.socket.receive(get("/") + get("/behind"));
    await turn();
    after(100, opened);
    expect(opened.socket.output).toBe("");
    after(1, opened);
    await turn();
    expect(statuses(opened.socket)).toEqual([503]);
    expect(opened.socket.output).toMatch(/connection: close/i);
    expect(opened.socket.ended).toBe(true);
    expect(request?.signal.reason).toMatchObject({ name: "TimeoutError" });
    expect(opened.host.errors).toEqual([request?.signal.reason]);
    expect(opened.host.finished).toEqual([]);
    late.happens(
      new HttpResponse({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new Error("nobody asks for a piece")),
          return: async () => {
            returned.happens();
            return { done: true, value: undefined };
          },
        }),
      }),
    );
    await returned.happened;
    await turn();
    expect(statuses(opened.socket)).toEqual([503]);
    expect(opened.host.finished).toEqual([request]);
    expect(opened.host.errors).toHaveLength(1);
  });

  it("is finished even when what it answers late cannot be returned", async () => {
    const late = occasion<HttpResponse>();
    const opened = open(() => late.happened, limits);
    opened.socket.receive(get("/"));
    await turn();
    after(101, opened);
    const body = new ReadableStream<Uint8Array>();
    body.getReader();
    late.happens(new HttpResponse(body));
    await turn();
    expect(opened.host.finished).toHaveLength(1);
  });

  it("is answered without content when the method is HEAD", async () => {
    const opened = open(() => new Promise(() => {}), limits);
    opened.socket.receive(get("/").replace("GET", "HEAD"));
    await turn();
    after(101, opened);
    expect(opened.socket.output).toMatch(/^HTTP\/1\.1 503 .*content-length: [1-9]\d*\r\n\r\n$/s);
  });

  it("may give up with the reason of its signal, which is not reported again", async () => {
    const opened = open(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
      limits,
    );
    opened.socket.receive(get("/"));
    await turn();
    after(101, opened);
    await turn();
    expect(statuses(opened.socket)).toEqual([503]);
    expect(opened.host.errors).toHaveLength(1);
    expect(opened.host.finished).toHaveLength(1);
  });

  it("is not to blame for a client that sends its body slowly", async () => {
    const opened = open(readAll, { ...limits, bodyTimeout: 1000, minBodyRate: 0 });
    opened.socket.receive(`${post("/", "Content-Length: 3")}a`);
    await turn();
    after(300, opened);
    opened.socket.receive("bc");
    await turn();
    expect(opened.socket.output.endsWith("abc")).toBe(true);
  });

  it("may send a stream for as long as it likes", async () => {
    const go = occasion();
    const opened = open(async () => {
      return new HttpResponse(
        (async function* () {
          yield "first";
          await go.happened;
          yield "last";
        })(),
      );
    }, limits);
    opened.socket.receive(get("/"));
    await turn();
    await turn();
    after(1e6, opened);
    after(1e6, opened);
    go.happens();
    while (!opened.socket.output.includes("0\r\n\r\n")) await turn();
    expect(statuses(opened.socket)).toEqual([200]);
    expect(opened.socket.output).toContain("last");
    expect(opened.socket.ended).toBe(false);
  });

  it("has the whole time for each request of a connection", async () => {
    const answers = [occasion<HttpResponse>(), occasion<HttpResponse>()];
    const opened = open((request) => answers[Number(request.path.slice(1))]!.happened, limits);
    for (const index of [0, 1]) {
      opened.socket.receive(get(`/${index}`));
      await turn();
      after(90, opened);
      answers[index]!.happens(text("ok"));
      await turn();
      after(90, opened);
    }
    expect(statuses(opened.socket)).toEqual([200, 200]);
  });
});

describe("draining", () => {
  it("ends an idle connection", async () => {
    const { socket, host, connection } = open(echoPath);
    socket.receive(get("/"));
    await turn();
    host.draining = true;
    connection.drain();
    await turn();
    expect(socket.ended).toBe(true);
  });

  it("lets a request come to its end, and says that it is the last", async () => {
    const slow = occasion<HttpResponse>();
    const { socket, host, connection } = open(() => slow.happened);
    socket.receive(get("/slow"));
    await turn();
    host.draining = true;
    connection.drain();
    await turn();
    expect(socket.ended).toBe(false);
    slow.happens(text("done"));
    await turn();
    expect(socket.output).toMatch(/connection: close\r\n.*done$/s);
    expect(socket.ended).toBe(true);
  });

  it("lets a stream come to its end that had not said so", async () => {
    const more = occasion();
    const { socket, host, connection } = open(
      () =>
        new HttpResponse(
          (async function* () {
            yield "one";
            await more.happened;
            yield "two";
          })(),
        ),
    );
    socket.receive(get("/"));
    await turn();
    await turn();
    host.draining = true;
    connection.drain();
    more.happens();
    while (!socket.ended) await turn();
    expect(socket.output.endsWith("3\r\ntwo\r\n0\r\n\r\n")).toBe(true);
  });

  it("answers a request of which a part had come", async () => {
    const { socket, host, connection } = open(echoPath);
    socket.receive("GET /half HT");
    await turn();
    host.draining = true;
    connection.drain();
    socket.receive("TP/1.1\r\nHost: a\r\n\r\n");
    await turn();
    expect(socket.output).toMatch(/connection: close\r\n.*\/half$/s);
    expect(socket.ended).toBe(true);
  });
});

describe("a WebSocket", () => {
  const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  const handshake = get("/", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", KEY);
  const accept: Handler = () => new WebSocketUpgrade(() => ({ message() {}, closed() {} }));

  it("takes the socket over, and the bytes behind the handshake", async () => {
    const { socket, host } = open(accept);
    socket.receive(`${handshake}\x81\x80rest`);
    await turn();
    expect(host.upgrades).toEqual([{ head: "\x81\x80rest", socket }]);
    expect(host.connections).toBe(0);
    expect(host.finished).toEqual([]);
    expect(socket.listenerCount("data")).toBe(0);
    expect(socket.isPaused()).toBe(true);
  });

  it("takes the bytes that came while the handler made up its mind", async () => {
    const decided = occasion();
    const { socket, host } = open(async (request) => {
      await decided.happened;
      return accept(request);
    });
    socket.receive(handshake);
    await turn();
    socket.receive("\x81\x80early");
    await turn();
    decided.happens();
    await turn();
    expect(host.upgrades).toMatchObject([{ head: "\x81\x80early" }]);
  });

  it("is not made of a request that asks for none", async () => {
    const requests: HttpRequest[] = [];
    const { socket, host } = open((request) => {
      requests.push(request);
      return accept(request);
    });
    socket.receive(get("/"));
    await turn();
    expect(statuses(socket)).toEqual([426]);
    expect(host.upgrades).toEqual([]);
    expect(requests[0]!.aborted).toBe(true);
  });

  it("is refused without the handler when its handshake is not as it should be", async () => {
    const { socket, host } = open(() => text("never asked"));
    socket.receive(handshake.replace("13", "12"));
    await turn();
    expect(socket.output).toMatch(/^HTTP\/1\.1 426 .*sec-websocket-version: 13\r\n/s);
    expect(socket.ended).toBe(true);
    expect(host.begun).toBe(1);
  });

  it("may be declined with an ordinary answer", async () => {
    const { socket } = open(() => text("here instead"));
    socket.receive(handshake + get("/"));
    await turn();
    expect(statuses(socket)).toEqual([200, 200]);
  });
});
