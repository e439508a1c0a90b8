import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Body, File, Router, Saluki } from "saluki";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Handler, HttpResponse } from "../../src/http/index.ts";
import { DEFAULT_LIMITS, type Http1Limits, resolveLimits } from "../../src/server/http1/index.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/index.ts";
import { resolveSettings } from "../../src/server/options.ts";
import { ROOT } from "../cli/project.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

/** Short: each of these tests waits for it once. */
const SHORT = 40;

const servers: RunningServer[] = [];
const clients: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const server of servers.splice(0)) await server.close({ deadline: 0 });
});

async function start(handler: Parameters<typeof serve>[0], options: ServeOptions = {}): Promise<number> {
  const server = await serve(handler, { port: 0, onError() {}, ...options });
  servers.push(server);
  return server.port;
}

async function open(port: number): Promise<RawClient> {
  const client = await RawClient.open(port);
  clients.push(client);
  return client;
}

/** Sends a byte now and then, to the end of the connection. */
async function drip(client: RawClient, byte: string): Promise<string> {
  const timer = setInterval(() => client.send(byte), SHORT / 4);
  const received = await client.closed();
  clearInterval(timer);
  return received;
}

const ok: Handler = () => new HttpResponse("ok");
const readAll: Handler = async (request) => {
  const bytes = await request.body.bytes(1_000_000);
  return new HttpResponse(`read ${bytes.length}`);
};
const post = (path: string, ...fields: string[]) => head(`POST ${path}`, ...fields);

/** What a client does that goes past a limit, and what it sees. */
type PastTheLimit = (engine: "saluki" | "node") => Promise<void>;

const LIMITS: Readonly<Record<keyof Http1Limits, PastTheLimit>> = {
  async maxRequestLineBytes() {
    const port = await start(ok, { maxRequestLineBytes: 100 });
    const line = (length: number) => `/${"x".repeat(length - "GET / HTTP/1.1\r\n".length)}`;
    expect(await RawClient.exchange(port, head(`GET ${line(100)}`, "Connection: close"))).toMatch(/ 200 OK/);
    expect(await RawClient.exchange(port, head(`GET ${line(101)}`))).toMatch(/^HTTP\/1\.1 414 /);
  },

  async maxHeaderBytes(engine) {
    const port = await start(ok, { engine, maxHeaderBytes: 1000 });
    const request = (length: number) => head("GET /", "Connection: close", `X: ${"x".repeat(length - 61)}`);
    expect(await RawClient.exchange(port, request(900))).toMatch(/ 200 OK/);
    expect(await RawClient.exchange(port, request(1100))).toMatch(/^HTTP\/1\.1 431 /);
  },

  async maxHeaderCount() {
    const port = await start(ok, { maxHeaderCount: 10 });
    const request = (count: number) =>
      head("GET /", "Connection: close", ...Array.from({ length: count - 2 }, (_, i) => `X-${i}: x`));
    expect(await RawClient.exchange(port, request(10))).toMatch(/ 200 OK/);
    expect(await RawClient.exchange(port, request(11))).toMatch(/^HTTP\/1\.1 431 /);
  },

  async maxBodyBytes() {
    let handled = 0;
    const port = await start(
      (request) => {
        handled++;
        return readAll(request);
      },
      { maxBodyBytes: 10 },
    );
    const sized = (length: number) => post("/", `Content-Length: ${length}`, "Connection: close");
    expect(await RawClient.exchange(port, `${sized(10)}0123456789`)).toMatch(/read 10$/);
    // Nothing of it is sent.
    expect(await RawClient.exchange(port, sized(11))).toMatch(/^HTTP\/1\.1 413 /);
    expect(handled).toBe(1);
    const chunked = (size: string, data: string) =>
      `${post("/", "Transfer-Encoding: chunked", "Connection: close")}${size}\r\n${data}\r\n0\r\n\r\n`;
    expect(await RawClient.exchange(port, chunked("a", "0123456789"))).toMatch(/read 10$/);
    expect(await RawClient.exchange(port, chunked("b", "0123456789a"))).toMatch(/^HTTP\/1\.1 413 /);
  },

  async maxConnections() {
    const port = await start(ok, { maxConnections: 2 });
    const first = await open(port);
    const second = await open(port);
    for (const client of [first, second]) {
      client.send(head("GET /"));
      await client.until("ok");
    }
    const third = await open(port);
    third.send(head("GET /"));
    expect(await third.closed()).toBe("");
    first.send(head("GET /", "Connection: close"));
    await first.closed();
    const fourth = await open(port);
    fourth.send(head("GET /"));
    await fourth.until("ok");
  },

  async maxPipelinedRequests() {
    let handled = 0;
    const nextTurn = occasion<number>();
    const port = await start(
      () => {
        if (handled++ === 0) setImmediate(() => nextTurn.happens(handled));
        return new HttpResponse("ok");
      },
      { maxPipelinedRequests: 3 },
    );
    const client = await open(port);
    client.send(head("GET /").repeat(50) + head("GET /last", "Connection: close"));
    expect(await nextTurn.happened).toBeLessThanOrEqual(3);
    const received = await client.closed();
    expect(received.match(/ 200 OK/g)).toHaveLength(51);
  },

  async headersTimeout(engine) {
    const port = await start(ok, { engine, headersTimeout: SHORT, requestTimeout: 10_000 });
    const dripping = await open(port);
    dripping.send("GET / HTTP/1.1\r\nX: ");
    const silent = await open(port);
    expect(await drip(dripping, "x")).toMatch(/^HTTP\/1\.1 408 /);
    const goodbye = await silent.closed();
    if (engine === "saluki") expect(goodbye).toBe("");
  },

  async requestTimeout(engine) {
    const port = await start(readAll, {
      engine,
      headersTimeout: SHORT,
      requestTimeout: SHORT,
      // Fast enough for all others.
      ...(engine === "saluki" && { minBodyRate: 0 }),
    });
    const client = await open(port);
    client.send(post("/", "Content-Length: 1000"));
    expect(await drip(client, "x")).toMatch(/^HTTP\/1\.1 408 /);
  },

  async bodyTimeout() {
    const port = await start(readAll, { bodyTimeout: SHORT, minBodyRate: 0 });
    const client = await open(port);
    client.send(`${post("/", "Content-Length: 1000")}x`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
  },

  async minBodyRate() {
    const port = await start(readAll, { bodyTimeout: SHORT, minBodyRate: 1_000_000 });
    const client = await open(port);
    client.send(post("/", "Content-Length: 1000"));
    expect(await drip(client, "x")).toMatch(/^HTTP\/1\.1 408 /);
  },

  async handlerTimeout() {
    const port = await start(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
      { handlerTimeout: SHORT },
    );
    const received = await RawClient.exchange(port, head("GET /"));
    expect(received).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(received).toMatch(/connection: close/i);
  },

  async keepAliveTimeout(engine) {
    const port = await start(ok, { engine, keepAliveTimeout: SHORT });
    const received = await RawClient.exchange(port, head("GET /"));
    expect(received).toMatch(/ 200 OK.*ok$/s);
  },

  async sendTimeout() {
    const [returned, finished] = [occasion(), occasion()];
    const port = await start(
      (request) => {
        request.after(finished.happens);
        return new HttpResponse(
          (async function* () {
            try {
              for (;;) yield new Uint8Array(65_536);
            } finally {
              returned.happens();
            }
          })(),
        );
      },
      { sendTimeout: SHORT },
    );
    const client = await open(port);
    client.socket.pause();
    client.send(head("GET /"));
    await returned.happened;
    await finished.happened;
  },

  async lingerTimeout() {
    const port = await start(ok, { lingerTimeout: SHORT });
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    clients.push(socket);
    socket.on("error", () => {});
    socket.resume();
    socket.write(head("GET /", "Connection: close"));
    await once(socket, "end");
    // The server has said goodbye, and this client goes on and on.
    const timer = setInterval(() => socket.write("x"), SHORT / 4);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(timer);
  },

  async maxUnreadBodyBytes(engine) {
    const port = await start(ok, { engine, maxUnreadBodyBytes: 100 });
    for (const [length, answers] of [
      [100, 2],
      [102, 1],
    ] as const) {
      const client = await open(port);
      client.send(`${post("/", `Content-Length: ${length}`)}x`);
      await client.until("ok");
      client.send("x".repeat(length - 1) + head("GET /", "Connection: close"));
      const received = await client.closed();
      expect(received.match(/ 200 OK/g)).toHaveLength(answers);
      expect(received).toMatch(/connection: close/i);
    }
  },
};

/** The limits that node:http has, too. */
const SHARED: readonly (keyof Http1Limits)[] = [
  "maxHeaderBytes",
  "headersTimeout",
  "requestTimeout",
  "keepAliveTimeout",
  "maxUnreadBodyBytes",
];

describe("limits of the server", () => {
  const names = Object.keys(LIMITS) as (keyof Http1Limits)[];

  it.each(names)("%s is kept", (name) => LIMITS[name]("saluki"));

  it.each(SHARED)("%s is kept over node:http", (name) => LIMITS[name]("node"));

  it.each(["saluki", "node"] as const)("are none at 0, and none at Infinity, over %s", async (engine) => {
    for (const none of [0, Number.POSITIVE_INFINITY]) {
      const port = await start(readAll, {
        engine,
        headersTimeout: none,
        requestTimeout: none,
        keepAliveTimeout: none,
        // One that there has to be is taken away by Infinity only.
        maxHeaderBytes: Number.POSITIVE_INFINITY,
        maxUnreadBodyBytes: Number.POSITIVE_INFINITY,
        websocket: { pingInterval: none, maxPayload: Number.POSITIVE_INFINITY },
      });
      const client = await open(port);
      client.send(post("/", `X: ${"x".repeat(20_000)}`, "Content-Length: 1") + "x");
      await client.until("read 1");
      client.send(post("/", "Content-Length: 2", "Connection: close") + "xx");
      expect(await client.closed()).toMatch(/read 2$/);
    }
  });

  it.each([
    [{ maxPayload: 0 }, "websocket.maxPayload is 0"],
    [{ pingInterval: 0.5 }, "websocket.pingInterval is 0.5"],
    [{ maxBufferedBytes: -1 }, "websocket.maxBufferedBytes is -1"],
    [{ closeTimeout: Number.NaN }, "websocket.closeTimeout is NaN"],
  ])("of WebSockets are refused where they can be none: %j", (websocket, message) => {
    expect(() => resolveSettings({ websocket })).toThrow(message);
  });

  describe("in the documentation", () => {
    const page = readFileSync(join(ROOT, "docs", "server.md"), "utf8");

    it.each(names)("%s has a row with its default, what comes past it, and a reason", (name) => {
      const row = new RegExp(`^\\| \`${name}\` \\| \`([\\d_]+)\`[^|]* \\| ([^|]*) \\| ([^|]*) \\|$`, "m");
      const [, told = ""] = row.exec(page) ?? [];
      const limit = DEFAULT_LIMITS[name];
      expect(Number(told.replaceAll("_", ""))).toBe(limit === Number.POSITIVE_INFINITY ? 0 : limit);
    });

    const times = names.filter((name) => name.endsWith("Timeout"));

    it.each(times)("0 is told to be no limit, and of %s what it is where it is one", (name) => {
      const { [name]: meant } = resolveLimits({ [name]: 0 });
      const [told = ""] = /^Sizes are bytes[\s\S]*?\n\n/m.exec(page) ?? [];
      const [row = ""] = new RegExp(`^\\| \`${name}\` .*$`, "m").exec(page) ?? [];
      expect(told.includes(`\`${name}\``)).toBe(meant === 0);
      if (meant === 0) expect(row).toContain("with 0");
    });

    it("0 is told to leave no time for the close of a WebSocket", () => {
      expect(page).toMatch(/^\| `closeTimeout` .* With 0 it has none \|$/m);
    });

    it.each(Object.entries(resolveSettings({}).websocket))("websocket.%s has one, too", (name, value) => {
      const [, told = ""] = new RegExp(`^\\| \`${name}\` \\| \`([^\`]+)\``, "m").exec(page) ?? [];
      expect(told.replaceAll("_", "").replaceAll('"', "")).toBe(String(value));
    });
  });
});

describe.each(["saluki", "node"] as const)("the size of bodies, over %s", (engine) => {
  const Text = Body(z.string(), { mediaType: "text/plain" });
  const app = new Saluki({ maxBodySize: 100, multipart: { maxTotalSize: 1000 } });
  app.post("/app", { text: Text }, ({ text }) => text.length);
  app.post("/less", { text: Text }, { maxBodySize: 10 }, ({ text }) => text.length);
  app.post("/more", { text: Text }, { maxBodySize: 200_000 }, ({ text }) => text.length);
  app.post("/form", { file: File() }, ({ file }) => file.size);
  const router = new Router({ prefix: "/router", maxBodySize: 20 });
  router.post("/text", { text: Text }, ({ text }) => text.length);
  router.post("/form", { file: File() }, ({ file }) => file.size);
  router.post("/own", { text: Text }, { maxBodySize: 30 }, ({ text }) => text.length);
  app.include(router);

  const TEXT = "Content-Type: text/plain";
  const FORM = "Content-Type: multipart/form-data; boundary=b";
  const CLOSE = "Connection: close";

  it.each([
    ["/app", TEXT, 100],
    ["/less", TEXT, 10],
    ["/more", TEXT, 200_000],
    ["/router/text", TEXT, 20],
    ["/router/own", TEXT, 30],
  ])("of %s is bounded", async (path, type, limit) => {
    const port = await start(app, { engine });
    const whole = await RawClient.exchange(
      port,
      post(path, type, CLOSE, `Content-Length: ${limit}`) + "x".repeat(limit),
    );
    expect(whole).toMatch(new RegExp(` 200 OK.*${limit}$`, "s"));
    const chunk = `${(limit + 1).toString(16)}\r\n${"x".repeat(limit + 1)}\r\n0\r\n\r\n`;
    const chunked = await RawClient.exchange(
      port,
      post(path, type, CLOSE, "Transfer-Encoding: chunked") + chunk,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each([
    ["/form", 900],
    ["/router/form", 20],
  ])(
    "of the form of %s has the limit of forms, unless a route or router says otherwise",
    async (path, limit) => {
      const port = await start(app, { engine });
      const form = (length: number) => {
        const [before, after] = [
          '--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n',
          "\r\n--b--\r\n",
        ];
        const body = before + "x".repeat(Math.max(0, length - before.length - after.length)) + after;
        return `${post(path, FORM, CLOSE, `Content-Length: ${body.length}`)}${body}`;
      };
      const status = limit > 100 ? 200 : 413;
      expect(await RawClient.exchange(port, form(limit))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(await RawClient.exchange(port, form(1001))).toMatch(/^HTTP\/1\.1 413 /);
    },
  );

  it.each([
    ["/app", TEXT, 101],
    ["/less", TEXT, 11],
    ["/more", TEXT, 200_001],
    ["/router/text", TEXT, 21],
    ["/form", FORM, 1001],
    ["/router/form", FORM, 21],
  ])(
    "of %s is refused by its head, and a client that waits is not told to go on",
    async (path, type, length) => {
      const port = await start(app, { engine });
      const fields = [type, `Content-Length: ${length}`, "Expect: 100-continue"];
      const received = await RawClient.exchange(port, post(path, ...fields));
      expect(received).toMatch(/^HTTP\/1\.1 413 /);
      expect(received.match(/HTTP\/1\.1/g)).toHaveLength(1);
    },
  );
});
