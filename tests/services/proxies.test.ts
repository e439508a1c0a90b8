import { once } from "node:events";
import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { Body, events, Saluki } from "../../src/index.ts";
import type { RunningServer, ServeOptions } from "../../src/server/index.ts";

// Real proxies in front of a server, which has to listen where they look for it.
const { SALUKI_UPSTREAM, NGINX_URL, HAPROXY_URL, HAPROXY_PROXY_PROTOCOL_URL } = process.env;
const missing = Object.entries({ SALUKI_UPSTREAM, NGINX_URL, HAPROXY_URL, HAPROXY_PROXY_PROTOCOL_URL })
  .filter(([, value]) => value === undefined)
  .map(([name]) => name);
const why = missing.length === 0 ? "" : ` (left out: ${missing.join(", ")} not set)`;

function application(): Saluki {
  const app = new Saluki();
  app.get("/where", function where(_, { request, urlFor }) {
    const { remoteAddress, remotePort } = request.connection;
    return { link: urlFor("where"), client: remoteAddress, port: remotePort };
  });
  app.get("/items/", () => "items");
  app.post("/length", { body: Body(z.string()) }, ({ body }) => body.length);
  app.get("/events", () =>
    events(
      (async function* () {
        yield "first";
        yield "second";
      })(),
    ),
  );
  app.websocket("/live", async (_, socket, { request }) => {
    await socket.accept();
    await socket.sendText(String(request.connection.remoteAddress));
  });
  return app;
}

async function listen(options: ServeOptions): Promise<RunningServer> {
  const { hostname, port } = new URL(`http://${SALUKI_UPSTREAM}`);
  return application().listen({ host: hostname, port: Number(port), ...options });
}

/** What comes back through a proxy, and from which port it was asked for. */
async function ask(url: string, headers: OutgoingHttpHeaders = {}) {
  const outgoing = httpRequest(url, { headers }).end();
  const [incoming] = await once(outgoing, "response");
  const asked = incoming.socket.localPort;
  let text = "";
  for await (const piece of incoming) text += String(piece);
  return { status: incoming.statusCode, headers: incoming.headers, text, asked };
}

async function where(url: string, headers: OutgoingHttpHeaders = {}) {
  return JSON.parse((await ask(url, headers)).text);
}

describe.skipIf(missing.length > 0)(`a server that trusts proxies on its machine${why}`, () => {
  let server: RunningServer;

  beforeAll(async () => {
    const believed = { forwardedHost: "believe", forwardedPrefix: "believe" } as const;
    server = await listen({ trustedProxies: ["loopback"], ...believed });
  });

  afterAll(() => server?.close());

  it.each([
    ["nginx", NGINX_URL],
    ["nginx, below a path that it takes off", `${NGINX_URL}/prefix`],
    ["HAProxy", HAPROXY_URL],
  ])("makes links that lead through %s", async (_, base) => {
    const { link } = await where(`${base}/where`);
    expect(link).toBe(`${base}/where`);
    expect((await where(link)).link).toBe(link);
  });

  it.each([
    ["nginx", NGINX_URL],
    ["HAProxy", HAPROXY_URL],
  ])("knows the client behind %s, and what a client only claims", async (_, base) => {
    expect(await where(`${base}/where`)).toMatchObject({ client: "127.0.0.1" });
    // This test is on the machine, and so a proxy that is trusted.
    const headers = {
      "x-forwarded-for": "6.6.6.6, 203.0.113.7",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.example",
      forwarded: "for=6.6.6.7;host=evil.example;proto=https",
    };
    expect(await where(`${base}/where`, headers)).toEqual({ client: "203.0.113.7", link: `${base}/where` });
  });

  it("redirects to where the proxy finds it", async () => {
    const { status, headers } = await ask(`${NGINX_URL}/prefix/items?a=1`);
    expect(status).toBe(307);
    expect(headers.location).toBe(`${NGINX_URL}/prefix/items/?a=1`);
    expect((await ask(headers.location)).status).toBe(200);
  });

  it("speaks WebSocket through nginx", async () => {
    const socket = new WebSocket(`${NGINX_URL!.replace("http", "ws")}/live`);
    const [message] = await once(socket, "message");
    expect(String(message)).toBe("127.0.0.1");
    socket.close();
    await once(socket, "close");
  });

  it("streams events through nginx", async () => {
    expect((await ask(`${NGINX_URL}/events`)).text).toContain("data: second");
  });

  it("takes bodies from nginx over connections that are kept", async () => {
    for (const length of [0, 1, 1_000_000]) {
      const answer = await fetch(`${NGINX_URL}/length`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify("x".repeat(length)),
      });
      expect(await answer.json()).toBe(length);
    }
  });
});

describe.skipIf(missing.length > 0)(`a server behind HAProxy's PROXY protocol, version 2${why}`, () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await listen({ proxyProtocol: "required" });
  });

  afterAll(() => server?.close());

  it("knows address and port of the client", async () => {
    const { text, asked } = await ask(`${HAPROXY_PROXY_PROTOCOL_URL}/where`);
    expect(JSON.parse(text)).toMatchObject({ client: "127.0.0.1", port: asked });
  });

  it("answers nobody else", async () => {
    await expect(ask(`http://${SALUKI_UPSTREAM}/where`)).rejects.toThrow();
    expect((await ask(`${NGINX_URL}/where`)).status).toBe(502);
  });
});
