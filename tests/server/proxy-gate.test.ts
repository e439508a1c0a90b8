import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { SalukiError } from "../../src/errors.ts";
import { type Handler, HttpResponse, runWebSocket } from "../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
import { head, RawClient } from "./raw-client.ts";

const pem = (file: string) => readFileSync(new URL(`./certificates/${file}`, import.meta.url), "latin1");
const tls = { cert: pem("localhost.crt"), key: pem("localhost.key") };

const HEADER = "PROXY TCP4 203.0.113.7 192.0.2.1 5678 80\r\n";
const SIGNATURE = "0d0a0d0a000d0a515549540a";
const v2 = (digits: string) => Buffer.from(SIGNATURE + digits, "hex").toString("latin1");
const LOCAL = v2("20000000");

/** Headers that tell no address. */
const NO_ADDRESS: readonly [name: string, header: string][] = [
  ["UNKNOWN", "PROXY UNKNOWN\r\n"],
  ["LOCAL", LOCAL],
  ["no family", v2("21000000")],
  ["a Unix socket", v2(`213100d8${"".padEnd(432, "0")}`)],
];

const peer: Handler = ({ connection }) => {
  const { scheme, remoteAddress, remotePort } = connection;
  return new HttpResponse(`${scheme} ${remoteAddress} ${remotePort}`);
};

describe("a server behind the PROXY protocol", () => {
  const servers: RunningServer[] = [];
  const sockets: Socket[] = [];

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) await server.close({ deadline: 0 });
  });

  async function start(options: ServeOptions = {}, handler: Handler = peer): Promise<RunningServer> {
    const server = await serve(handler, { port: 0, proxyProtocol: "required", ...options });
    servers.push(server);
    return server;
  }

  async function client(server: RunningServer): Promise<RawClient> {
    const raw = await RawClient.open(server.port);
    sockets.push(raw.socket);
    return raw;
  }

  const request = head("GET /", "Connection: close");
  const ask = async (server: RunningServer, bytes: string) => {
    const raw = await client(server);
    raw.send(bytes);
    return (await raw.closed()).split("\r\n\r\n")[1];
  };

  it("takes the client that the header names for its peer", async () => {
    expect(await ask(await start(), HEADER + request)).toBe("http 203.0.113.7 5678");
  });

  it.each(NO_ADDRESS)("knows no address where the header tells none: %s", async (_, header) => {
    expect(await ask(await start(), header + request)).toBe("http undefined undefined");
  });

  it.each(NO_ADDRESS)("believes no header field where the header tells no address: %s", async (_, header) => {
    const forged = ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"];
    for (const trustedProxies of [["loopback"], ["loopback", "unix"], ["*"]]) {
      const server = await start({ trustedProxies, forwardedHost: "believe" }, ({ host, connection }) => {
        const { scheme, remoteAddress } = connection;
        return new HttpResponse(`${scheme} ${host} ${remoteAddress}`);
      });
      const answer = await ask(server, header + head("GET /", "Connection: close", ...forged));
      expect(answer).not.toMatch(/https|evil|6\.6\.6\.6/);
      // HTTP/1.0, too, whose requests have a connection object of their own.
      const old = `GET / HTTP/1.0\r\nHost: inner\r\n${forged.join("\r\n")}\r\n\r\n`;
      expect(await ask(server, header + old)).toBe("http inner undefined");
    }
  });

  it("waits for a header that comes byte by byte, and for the request behind it", async () => {
    const raw = await client(await start());
    for (const byte of HEADER + request) {
      raw.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await raw.closed()).toMatch(/http 203\.0\.113\.7 5678$/);
  });

  it("goes on with one connection for many requests and their bodies", async () => {
    const server = await start({}, async (request) => {
      const body = await request.body.bytes(1_000_000);
      return new HttpResponse(`${body.length} ${request.connection.remoteAddress};`);
    });
    const raw = await client(server);
    raw.send(`${HEADER}${head("POST /", "Content-Length: 300000")}${"x".repeat(300_000)}`);
    await raw.until("300000 203.0.113.7;");
    raw.send(head("POST /", "Content-Length: 3", "Connection: close") + "abc");
    expect(await raw.closed()).toMatch(/3 203\.0\.113\.7;$/);
  });

  it("loses nothing of a body that nobody reads at first", async () => {
    const [begun, reads] = [occasion(), occasion()];
    const server = await start({}, async (request) => {
      begun.happens();
      await reads.happened;
      return new HttpResponse(String((await request.body.bytes(10_000_000)).length));
    });
    const raw = await client(server);
    raw.send(
      `${HEADER}${head("POST /", "Content-Length: 8000000", "Connection: close")}${"x".repeat(8_000_000)}`,
    );
    await begun.happened;
    reads.happens();
    expect(await raw.closed()).toMatch(/8000000$/);
  });

  it.each([
    ["a request", request],
    ["a broken header", "PROXY TCP4 203.0.113.7\r\n"],
    ["no end of the header", "PROXY ".padEnd(200, "x")],
    ["a header twice", HEADER + HEADER + request],
  ])("does not answer %s", async (name, bytes) => {
    let called = false;
    const server = await start({}, () => {
      called = true;
      return new HttpResponse("ok");
    });
    const raw = await client(server);
    raw.send(bytes);
    const answer = await raw.closed();
    // A header behind the header is a broken request.
    if (name === "a header twice") expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    else expect(answer).toBe("");
    expect(called).toBe(false);
  });

  it("closes a connection that ends before its header does", async () => {
    const raw = await client(await start());
    raw.socket.end("PROXY TC");
    expect(await raw.closed()).toBe("");
  });

  it.each([
    ["nothing", ""],
    ["a part of the header", "PROXY TC"],
  ])("closes a connection of which %s comes in time", async (_, bytes) => {
    const raw = await client(await start({ headersTimeout: 50 }));
    raw.send(bytes);
    expect(await raw.closed()).toBe("");
  });

  it("takes headers of trusted proxies only, where some are named", async () => {
    expect(await ask(await start({ trustedProxies: ["loopback"] }), HEADER + request)).toMatch(/203/);
    const other = await client(await start({ trustedProxies: ["192.0.2.1"] }));
    other.send(HEADER + request);
    expect(await other.closed()).toBe("");
  });

  it("asks of the client, and not of the proxy, whether its header fields are believed", async () => {
    const server = await start({ trustedProxies: ["loopback", "198.51.100.1"] });
    const forged = head("GET /", "Connection: close", "X-Forwarded-For: 6.6.6.6");
    expect(await ask(server, HEADER + forged)).toBe("http 203.0.113.7 5678");
    const inner = "PROXY TCP4 198.51.100.1 192.0.2.1 5678 80\r\n";
    expect(await ask(server, inner + forged)).toBe("http 6.6.6.6 undefined");
  });

  it("expects the header before TLS", async () => {
    const server = await start({ tls });
    const dial = async (header: string) => {
      const raw = connect({ port: server.port, host: "127.0.0.1" });
      sockets.push(raw);
      await once(raw, "connect");
      raw.write(header);
      const socket = connectTls({ socket: raw, servername: "localhost", ca: tls.cert });
      await once(socket, "secureConnect");
      let text = "";
      socket.end(request);
      for await (const bytes of socket) text += String(bytes);
      return text.split("\r\n\r\n")[1];
    };
    expect(await dial(HEADER)).toBe("https 203.0.113.7 5678");
    expect(await dial(LOCAL)).toBe("https undefined undefined");
    await expect(dial("")).rejects.toThrow();
  });

  it("expects the header before TLS, also in one piece with the handshake", async () => {
    const server = await start({ tls });
    // The client's bytes are held back, and sent on with the header in front.
    const raw = connect({ port: server.port, host: "127.0.0.1" });
    sockets.push(raw);
    await once(raw, "connect");
    raw.cork();
    raw.write(HEADER);
    const socket = connectTls({ socket: raw, servername: "localhost", ca: tls.cert });
    setImmediate(() => raw.uncork());
    await once(socket, "secureConnect");
    socket.end(request);
    let text = "";
    for await (const bytes of socket) text += String(bytes);
    expect(text).toMatch(/https 203\.0\.113\.7 5678$/);
  });

  it.each([false, true])("stands before a Unix socket, too (TLS: %s)", async (secure) => {
    const directory = await mkdtemp(join(tmpdir(), "saluki-"));
    try {
      const path = join(directory, "socket");
      const options = { port: undefined, unixSocket: path, trustedProxies: ["unix"] };
      await start(secure ? { ...options, tls } : options);
      const raw = connect(path);
      sockets.push(raw);
      await once(raw, "connect");
      raw.write(HEADER);
      const socket = secure ? connectTls({ socket: raw, servername: "localhost", ca: tls.cert }) : raw;
      socket.write(request);
      let text = "";
      for await (const bytes of socket) text += String(bytes);
      expect(text).toMatch(/https? 203\.0\.113\.7 5678$/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("breaks off an answer without a length also where its socket knows no reset", async () => {
    const directory = await mkdtemp(join(tmpdir(), "saluki-"));
    try {
      const path = join(directory, "socket");
      await start({ port: undefined, unixSocket: path, onError: () => {} }, () => {
        async function* body() {
          yield "first";
          throw new Error("broken");
        }
        return new HttpResponse(body());
      });
      const raw = connect(path);
      sockets.push(raw);
      raw.on("error", () => {}).resume();
      raw.write(`${HEADER}GET / HTTP/1.0\r\n\r\n`);
      await once(raw, "close");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("stands before WebSockets", async () => {
    const server = await start({}, (request) =>
      runWebSocket(request, async (session) => {
        await session.accept();
        await session.sendText(String(request.connection.remoteAddress));
      }),
    );
    const createConnection = () => {
      const raw = connect({ port: server.port, host: "127.0.0.1" });
      sockets.push(raw);
      raw.write(HEADER);
      return raw;
    };
    const websocket = new WebSocket(server.url.replace("http", "ws"), { createConnection });
    const [message] = await once(websocket, "message");
    expect(String(message)).toBe("203.0.113.7");
    await once(websocket, "close");
  });

  it("stops at once while nothing but the header is awaited", async () => {
    const server = await start();
    const silent = await client(server);
    silent.send("PROXY ");
    const busy = await client(server);
    busy.send(HEADER + head("GET /"));
    await busy.until("5678");
    await server.close({ deadline: 60_000 });
    expect(await silent.closed()).toBe("");
  });

  it("is refused over node:http, and for other words", async () => {
    await expect(start({ engine: "node" })).rejects.toThrow(SalukiError);
    await expect(start({ proxyProtocol: "v2" as "off" })).rejects.toThrow('"off" or "required"');
    await start({ engine: "node", proxyProtocol: "off" });
  });
});
