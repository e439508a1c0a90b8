import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type RequestOptions as ClientOptions, request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Saluki } from "../../src/index.ts";
import type { RunningServer, ServeOptions } from "../../src/server/index.ts";

const headers = {
  host: "inner",
  "x-forwarded-for": "127.0.0.1, 203.0.113.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "shop.example",
};

describe.each(["saluki", "node"] as const)("trustedProxies, engine %s", (engine) => {
  const servers: RunningServer[] = [];
  const seen: { url: string; client: string | undefined }[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close({ deadline: 0 });
    seen.length = 0;
  });

  async function start(options: ServeOptions): Promise<RunningServer> {
    const app = new Saluki();
    app.get("/where", function where(_, { request, urlFor }) {
      seen.push({ url: urlFor("where"), client: request.connection.remoteAddress });
      return {};
    });
    const server = await app.listen({ engine, port: 0, ...options });
    servers.push(server);
    return server;
  }

  async function ask(options: ClientOptions): Promise<unknown> {
    const outgoing = httpRequest({ path: "/where", headers, host: "127.0.0.1", ...options });
    outgoing.end();
    const [incoming] = await once(outgoing, "response");
    incoming.resume();
    await once(incoming, "end");
    return seen.at(-1);
  }

  it("trusts nobody by default", async () => {
    const { port } = await start({});
    expect(await ask({ port })).toEqual({ url: "http://inner/where", client: "127.0.0.1" });
  });

  it("believes who is named", async () => {
    const { port } = await start({ trustedProxies: ["loopback"] });
    expect(await ask({ port })).toEqual({ url: "https://inner/where", client: "203.0.113.7" });
  });

  it("believes the host that it tells where it is told so", async () => {
    const { port } = await start({ trustedProxies: ["loopback"], forwardedHost: "believe" });
    expect(await ask({ port })).toEqual({ url: "https://shop.example/where", client: "203.0.113.7" });
  });

  it("believes nobody else", async () => {
    const { port } = await start({ trustedProxies: ["192.0.2.1", "unix"] });
    expect(await ask({ port })).toEqual({ url: "http://inner/where", client: "127.0.0.1" });
  });

  it("knows an IPv4 proxy on a socket for both versions of IP", async () => {
    const { port } = await start({ host: "::", trustedProxies: ["127.0.0.0/8"] });
    expect(await ask({ port })).toMatchObject({ client: "203.0.113.7" });
  });

  it("reads Forwarded instead where it is told so", async () => {
    const { port } = await start({ trustedProxies: ["loopback"], forwardedHeaders: "forwarded" });
    const forwarded = 'for="[2001:db8::1]:1234";proto=https';
    expect(await ask({ port, headers: { ...headers, forwarded } })).toEqual({
      url: "https://inner/where",
      client: "2001:db8::1",
    });
  });

  it("believes the peers of a Unix socket", async () => {
    const directory = await mkdtemp(join(tmpdir(), "saluki-"));
    try {
      const path = join(directory, "socket");
      await start({ port: undefined, unixSocket: path, trustedProxies: ["unix"] });
      expect(await ask({ socketPath: path })).toEqual({
        url: "https://inner/where",
        client: "203.0.113.7",
      });
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("does not take a client for the peer of a Unix socket that has left before it was looked at", async () => {
    const { port } = await start({ trustedProxies: ["unix"] });
    // Nothing is accepted while the other process runs: its reset is here before the server is.
    const script = `
      const socket = require("node:net").connect(${port}, "127.0.0.1", () => {
        socket.write("GET /where HTTP/1.1\\r\\nHost: a\\r\\nX-Forwarded-For: 6.6.6.6\\r\\n\\r\\n", () => socket.resetAndDestroy());
      });`;
    expect(spawnSync(process.execPath, ["-e", script]).status).toBe(0);
    expect(await ask({ port })).toMatchObject({ client: "127.0.0.1" });
    expect(seen).toHaveLength(1);
  });

  it.each([
    [{ trustedProxies: ["proxy.example"] }, "proxy.example"],
    [{ forwardedHeaders: "forwarded" }, "no proxy is trusted"],
    [{ forwardedHost: "believe" }, "no proxy is trusted"],
    [{ forwardedPrefix: "believe" }, "no proxy is trusted"],
  ] as [ServeOptions, string][])("refuses %j at the start", async (options, named) => {
    await expect(start(options)).rejects.toThrow(named);
  });
});
