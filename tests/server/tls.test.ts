import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { type Handler, HttpResponse } from "../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve, type TlsOptions } from "../../src/server/index.ts";
import { head } from "./raw-client.ts";

// Made for these tests only, self-signed, and valid for a hundred years.
const pem = (file: string) => readFileSync(new URL(`./certificates/${file}`, import.meta.url), "latin1");
const certificate = (name: string) => ({ cert: pem(`${name}.crt`), key: pem(`${name}.key`) });

let servers: RunningServer[] = [];
let sockets: { destroy(): void }[] = [];

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) await server.close({ deadline: 0 });
  sockets = [];
  servers = [];
});

async function start(
  handler: Handler,
  tls: Partial<TlsOptions> = {},
  options: ServeOptions = {},
): Promise<RunningServer> {
  const server = await serve(handler, {
    port: 0,
    tls: { ...certificate("localhost"), ...tls },
    ...options,
  });
  servers.push(server);
  return server;
}

async function dial(server: RunningServer, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({
    port: server.port,
    host: "127.0.0.1",
    servername: "localhost",
    ca: [pem("localhost.crt"), pem("a.example.crt"), pem("wildcard.b.example.crt")],
    ALPNProtocols: ["http/1.1"],
    ...options,
  });
  sockets.push(socket);
  await once(socket, "secureConnect");
  return socket;
}

async function textOf(socket: TLSSocket): Promise<string> {
  let text = "";
  for await (const bytes of socket) text += String(bytes);
  return text;
}

const scheme: Handler = (request) => new HttpResponse(request.connection.scheme);

describe("a server with TLS", () => {
  it("answers over https, and knows it", async () => {
    const server = await start(scheme);
    expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
    const socket = await dial(server);
    socket.write(head("GET /", "Connection: close"));
    expect((await textOf(socket)).endsWith("\r\n\r\nhttps")).toBe(true);
  });

  it("agrees on http/1.1, and on nothing else", async () => {
    const server = await start(scheme);
    expect((await dial(server)).alpnProtocol).toBe("http/1.1");
    await expect(dial(server, { ALPNProtocols: ["h2"] })).rejects.toThrow();
  });

  it("shows each name its certificate, and its first one to all others", async () => {
    const server = await start(scheme, {
      names: { "A.example": certificate("a.example"), "*.b.example": certificate("wildcard.b.example") },
    });
    const shown = async (servername: string) =>
      (await dial(server, { servername, checkServerIdentity: () => undefined })).getPeerCertificate().subject
        .CN;
    expect(await shown("a.example")).toBe("a.example");
    expect(await shown("x.b.example")).toBe("*.b.example");
    expect(await shown("localhost")).toBe("localhost");
    expect(await shown("x.y.b.example")).toBe("localhost");
  });

  it("speaks no version below the lowest", async () => {
    const server = await start(scheme, { minVersion: "TLSv1.3" });
    expect((await dial(server)).getProtocol()).toBe("TLSv1.3");
    await expect(dial(server, { maxVersion: "TLSv1.2" })).rejects.toThrow();
  });

  it("takes only clients with a certificate, where it is told by whom", async () => {
    const server = await start(scheme, { clientAuthority: pem("client.crt") });
    const known = await dial(server, certificate("client"));
    known.write(head("GET /", "Connection: close"));
    expect(await textOf(known)).toMatch(/https$/);
    const stranger = await dial(server, { maxVersion: "TLSv1.2" }).catch((error: unknown) => error);
    expect(stranger).toBeInstanceOf(Error);
  });

  it("sends long answers whole to a client that reads slowly", async () => {
    const server = await start(() => new HttpResponse("x".repeat(3_000_000)));
    const socket = await dial(server);
    socket.pause();
    socket.write(head("GET /", "Connection: close"));
    let length = 0;
    for await (const bytes of socket) length += (bytes as Buffer).length;
    expect(length).toBeGreaterThan(3_000_000);
  });

  it("still answers a client that has ended its side", async () => {
    const server = await start(async () => new HttpResponse("late"));
    const socket = await dial(server, { allowHalfOpen: true } as ConnectionOptions);
    socket.end(head("GET /"));
    expect(await textOf(socket)).toMatch(/late$/);
  });

  it("lets go a client that does not complete the handshake", async () => {
    const server = await start(scheme, {}, { headersTimeout: 50 });
    const socket = connectTcp(server.port, "127.0.0.1");
    sockets.push(socket);
    await once(socket, "close");
  });

  it("lets go a client that does not speak TLS", async () => {
    const server = await start(scheme);
    const socket = connectTcp(server.port, "127.0.0.1");
    sockets.push(socket);
    socket.resume();
    socket.on("error", () => {});
    socket.write(head("GET /"));
    await new Promise((resolve) => socket.once("close", resolve));
  });

  it("is closed although a handshake hangs", async () => {
    const server = await start(scheme);
    const socket = connectTcp(server.port, "127.0.0.1");
    sockets.push(socket);
    socket.on("error", () => {});
    await once(socket, "connect");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    await server.close({ deadline: 0 });
    await closed;
  });

  it.each<[string, Partial<TlsOptions>, string]>([
    [
      "a key that does not belong to the certificate",
      { key: pem("a.example.key") },
      "the server option tls has",
    ],
    ["a certificate that is none", { cert: "none" }, "the server option tls has"],
    [
      "the same for a name",
      { names: { "a.example": { ...certificate("a.example"), key: "none" } } },
      'the server option tls.names["a.example"] has',
    ],
  ])("does not start with %s", async (_, tls, what) => {
    await expect(start(scheme, tls)).rejects.toThrow(SalukiError);
    await expect(start(scheme, tls)).rejects.toThrow(what);
  });

  it("is not to be had over node:http", async () => {
    await expect(start(scheme, {}, { engine: "node" })).rejects.toThrow("TLS was asked for over node:http");
  });
});
