import { describe, expect, it } from "vitest";
import { accessLog, Saluki } from "../../src/index.ts";
import { forwarded, httpsRedirect, trustedHost } from "../../src/middleware/index.ts";
import { TestClient } from "../../src/testing/index.ts";

const FROM_PROXY = {
  "x-forwarded-for": "6.6.6.6, 203.0.113.7",
  "x-forwarded-proto": "https",
  "x-forwarded-host": "shop.example",
  "x-forwarded-prefix": "/shop",
};

function shop(middleware: Parameters<Saluki["use"]> = []) {
  const app = new Saluki();
  const believed = { forwardedHost: "believe", forwardedPrefix: "believe" } as const;
  app.use(forwarded({ trustedProxies: ["10.0.0.0/8"], ...believed }), ...middleware);
  app.get("/where", function where(_, { request, urlFor }) {
    const { connection, host, url } = request;
    return { url: url.href, link: urlFor("where"), host, client: connection.remoteAddress };
  });
  app.get("/items/", () => []);
  return app;
}

const from = (remoteAddress: string, app: Saluki) => new TestClient(app, { remoteAddress });

describe("forwarded", () => {
  it("is followed by links, the URL, the host and the address", async () => {
    const answer = await from("10.0.0.1", shop()).get("/where", { headers: FROM_PROXY });
    expect(await answer.json()).toEqual({
      url: "https://shop.example/shop/where",
      link: "https://shop.example/shop/where",
      host: "shop.example",
      client: "203.0.113.7",
    });
  });

  it("believes nobody else", async () => {
    const answer = await from("203.0.113.7", shop()).get("/where", { headers: FROM_PROXY });
    expect(await answer.json()).toMatchObject({ link: "http://testserver/where", client: "203.0.113.7" });
  });

  it("is followed by redirects to the path with the other slash", async () => {
    const options = { headers: FROM_PROXY, followRedirects: false } as const;
    const answer = await from("10.0.0.1", shop()).get("/items?a=1", options);
    expect(answer.headers.get("location")).toBe("https://shop.example/shop/items/?a=1");
  });

  it("is followed by httpsRedirect", async () => {
    const client = from("10.0.0.1", shop([httpsRedirect()]));
    expect((await client.get("/where", { headers: FROM_PROXY })).status).toBe(200);
    const plain = { ...FROM_PROXY, "x-forwarded-proto": "http" };
    const answer = await client.get("/where", { headers: plain, followRedirects: false });
    expect(answer.headers.get("location")).toBe("https://shop.example/where");
  });

  it("is followed by trustedHost", async () => {
    const client = from("10.0.0.1", shop([trustedHost({ hosts: ["shop.example"] })]));
    expect((await client.get("/where", { headers: FROM_PROXY })).status).toBe(200);
    expect((await client.get("/where")).status).toBe(400);
    const forged = { ...FROM_PROXY, "x-forwarded-host": "evil.example" };
    expect((await client.get("/where", { headers: forged })).status).toBe(400);
  });

  it("is followed by the access log", async () => {
    const lines: unknown[] = [];
    const log = (line: unknown) => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const fields = (request: { connection: { remoteAddress?: string | undefined } }) => ({
      address: request.connection.remoteAddress,
    });
    const app = shop([accessLog({ logger, fields })]);
    await from("10.0.0.1", app).get("/where", { headers: FROM_PROXY });
    expect(lines).toMatchObject([{ path: "/where", status: 200, address: "203.0.113.7" }]);
  });

  it("serves app.fetch, whose peers have no address", async () => {
    const app = new Saluki();
    app.use(forwarded({ trustedProxies: ["unix"] }));
    app.get("/", (_, { request }) => ({ url: request.url.href, client: request.connection.remoteAddress }));
    const answer = await app.fetch(new Request("http://inner/", { headers: FROM_PROXY }));
    expect(await answer.json()).toEqual({ url: "https://inner/", client: "203.0.113.7" });
  });
});
