import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { type Handler, HttpResponse } from "../../src/http/index.ts";
import { type RunningServer, type ServeOptions, serve, type TlsOptions } from "../../src/server/index.ts";
import { occasion } from "./occasion.ts";
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

  it("does not wait for handshakes when it stops, but for answers", async () => {
    const asked = occasion();
    const answers = occasion();
    const server = await start(async () => {
      asked.happens();
      await answers.happened;
      return new HttpResponse("late");
    });
    const hanging = connectTcp(server.port, "127.0.0.1");
    sockets.push(hanging);
    hanging.on("error", () => {});
    await once(hanging, "connect");
    const socket = await dial(server);
    socket.write(head("GET /"));
    await asked.happened;
    const gone = new Promise((resolve) => hanging.once("close", resolve));
    const closed = server.close({ deadline: 60_000 });
    await gone;
    answers.happens();
    expect(await textOf(socket)).toMatch(/late$/);
    await closed;
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

  describe("that asks a function for certificates", () => {
    const asked: string[] = [];
    const errors: unknown[] = [];
    const others = { checkServerIdentity: () => undefined, rejectUnauthorized: false } as const;

    afterEach(() => {
      asked.length = 0;
      errors.length = 0;
    });

    async function startWith(find: TlsOptions["certificateFor"], tls: Partial<TlsOptions> = {}) {
      const certificateFor: TlsOptions["certificateFor"] = (name) => {
        asked.push(name);
        return find!(name);
      };
      return start(scheme, { ...tls, certificateFor }, { onError: (error) => errors.push(error) });
    }

    async function shown(server: RunningServer, servername: string) {
      const socket = await dial(server, { ...others, servername });
      return socket.getPeerCertificate().subject.CN;
    }

    it("shows what it finds, at once or later, and its first one where it finds nothing", async () => {
      const server = await startWith((name) => {
        if (name === "a.example") return certificate("a.example");
        return Promise.resolve(name.endsWith(".b.example") ? certificate("wildcard.b.example") : undefined);
      });
      expect(await shown(server, "A.example")).toBe("a.example");
      expect(await shown(server, "x.b.example")).toBe("*.b.example");
      expect(await shown(server, "c.example")).toBe("localhost");
      expect(asked).toEqual(["a.example", "x.b.example", "c.example"]);
      expect(errors).toEqual([]);
    });

    it("does not ask for names that the table has, nor for what is no name of a host", async () => {
      const server = await startWith(() => undefined, { names: { "a.example": certificate("a.example") } });
      expect(await shown(server, "a.example")).toBe("a.example");
      for (const name of ["../../etc/passwd", "a..example", "a b", `${"a".repeat(254)}`]) {
        expect(await shown(server, name)).toBe("localhost");
      }
      expect(asked).toEqual([]);
    });

    it("shows another one as soon as it is told so", async () => {
      let current = certificate("a.example");
      const server = await startWith(() => current);
      expect(await shown(server, "x.example")).toBe("a.example");
      expect(await shown(server, "x.example")).toBe("a.example");
      current = certificate("wildcard.b.example");
      expect(await shown(server, "x.example")).toBe("*.b.example");
    });

    it.each<[string, TlsOptions["certificateFor"]]>([
      [
        "throws",
        () => {
          throw new Error("no database");
        },
      ],
      ["rejects", () => Promise.reject(new Error("no database"))],
      ["gives a pair that does not fit", () => ({ ...certificate("a.example"), key: pem("client.key") })],
      ["gives nonsense", () => ({}) as TlsOptions],
    ])("closes the connection where it %s, tells of it, and goes on", async (_, find) => {
      const server = await startWith(find);
      await expect(dial(server, { ...others, servername: "a.example" })).rejects.toThrow();
      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(Error);
      expect((await dial(server, { ...others, servername: "" })).getPeerCertificate().subject.CN).toBe(
        "localhost",
      );
    });

    it("lets go a client for whom it never finds anything", async () => {
      const server = await start(
        scheme,
        { certificateFor: () => new Promise(() => {}) },
        { headersTimeout: 50 },
      );
      await expect(dial(server, { ...others, servername: "a.example" })).rejects.toThrow();
    });
  });

  describe("whose certificates are replaced", () => {
    const shown = (socket: TLSSocket) => socket.getPeerCertificate().subject.CN;
    const any = { checkServerIdentity: () => undefined } as const;

    /** Asks, and keeps what the client would resume by, which is here when the answer is. */
    async function visit(server: RunningServer, options: ConnectionOptions = {}) {
      const socket = await dial(server, { ...any, ...options });
      socket.write(head("GET /"));
      await once(socket, "data");
      return { socket, session: socket.getSession()! };
    }

    it("shows the new one to new clients, and goes on with those that are there", async () => {
      const server = await start(scheme);
      const { socket } = await visit(server);
      server.setTls({
        ...certificate("a.example"),
        names: { "b.example": certificate("wildcard.b.example") },
      });
      expect(shown(await dial(server, any))).toBe("a.example");
      expect(shown(await dial(server, { ...any, servername: "b.example" }))).toBe("*.b.example");
      socket.write(head("GET /", "Connection: close"));
      expect(await textOf(socket)).toMatch(/https$/);
    });

    it.each(["TLSv1.2", "TLSv1.3"] as const)(
      "resumes sessions from before and after (%s)",
      async (version) => {
        const server = await start(scheme);
        const options = { minVersion: version, maxVersion: version } as const;
        const before = await visit(server, options);
        expect((await visit(server, { ...options, session: before.session })).socket.isSessionReused()).toBe(
          true,
        );
        server.setTls(certificate("a.example"));
        expect((await visit(server, { ...options, session: before.session })).socket.isSessionReused()).toBe(
          true,
        );
        const after = await visit(server, options);
        expect(after.socket.isSessionReused()).toBe(false);
        expect((await visit(server, { ...options, session: after.session })).socket.isSessionReused()).toBe(
          true,
        );
      },
    );

    it("resumes no session of a client whose certificate is checked in another way now", async () => {
      const server = await start(scheme, { clientAuthority: pem("client.crt") });
      const options = { ...certificate("client"), maxVersion: "TLSv1.2" } as const;
      const { session } = await visit(server, options);
      server.setTls({ ...certificate("localhost"), clientAuthority: pem("a.example.crt") });
      await expect(visit(server, { ...options, session })).rejects.toThrow();
      const { socket } = await visit(server, { ...certificate("a.example"), maxVersion: "TLSv1.2" });
      expect(socket.authorized).toBe(true);
    });

    it.each<[string, TlsOptions]>([
      ["a pair that does not fit", { ...certificate("a.example"), key: pem("client.key") }],
      ["half of a file", { ...certificate("a.example"), cert: pem("a.example.crt").slice(0, 300) }],
      ["an empty file", { ...certificate("a.example"), key: "" }],
      ["a broken one for a name", { ...certificate("a.example"), names: { b: { cert: "", key: "" } } }],
      [
        "an authority for clients, for the first time",
        { ...certificate("a.example"), clientAuthority: pem("client.crt") },
      ],
    ])("keeps what it has when it is given %s", async (_, tls) => {
      const server = await start(scheme);
      expect(() => server.setTls(tls)).toThrow(SalukiError);
      expect(shown(await dial(server, any))).toBe("localhost");
    });

    it("cannot be a server without TLS", async () => {
      for (const engine of ["saluki", "node"] as const) {
        const server = await serve(scheme, { port: 0, engine });
        servers.push(server);
        expect(() => server.setTls(certificate("a.example"))).toThrow("does not speak TLS");
      }
    });
  });

  it("is not to be had over node:http", async () => {
    await expect(start(scheme, {}, { engine: "node" })).rejects.toThrow("TLS was asked for over node:http");
  });
});
