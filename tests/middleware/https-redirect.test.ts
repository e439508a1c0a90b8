import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { httpsRedirect } from "../../src/middleware/index.ts";
import { ok, type RequestOptions, requestFor, wrap } from "./support.ts";

const app = wrap(ok, httpsRedirect());

async function visit(target: string, options: RequestOptions) {
  return app(requestFor(target, options));
}

describe("httpsRedirect", () => {
  it.each([
    ["example.com", "/", "https://example.com/"],
    ["example.com:80", "/", "https://example.com/"],
    ["example.com:443", "/", "https://example.com/"],
    ["example.com:8000", "/a/b?c=d&e", "https://example.com:8000/a/b?c=d&e"],
    ["[::1]:80", "/", "https://[::1]/"],
    ["[::1]:8000", "/", "https://[::1]:8000/"],
    ["example.com", "//evil.example/", "https://example.com//evil.example/"],
    ["example.com", "*", "https://example.com/"],
  ])("sends http://%s and %s to %s", async (host, target, location) => {
    const response = await visit(target, { method: "POST", headers: { host } });
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe(location);
    expect(response.body).toBeNull();
  });

  it("sends the opening of a WebSocket to wss", async () => {
    const response = await visit("/chat", { headers: { host: "example.com", upgrade: "websocket" } });
    expect(response.headers.get("location")).toBe("wss://example.com/chat");
  });

  it("lets https through, at once", () => {
    const response = app(requestFor("/", { headers: { host: "example.com" }, scheme: "https" }));
    expect(response).toMatchObject({ status: 200, body: "ok" });
  });

  it.each(["", "evil.example/", "a b", "user@example.com", "[::1", "example.com:x"])(
    "answers 400 where Host is %j",
    async (host) => {
      const response = await visit("/", { headers: { host } });
      expect(response).toMatchObject({ status: 400, body: "Invalid host header" });
    },
  );

  it("answers 400 without Host", async () => {
    expect((await visit("/", {})).status).toBe(400);
  });

  it("never sends anybody to another host or path than were asked for", async () => {
    const host = fc.string({ unit: fc.constantFrom(..."aB1.-_:@/\\?#[]%* \t") });
    await fc.assert(
      fc.asyncProperty(host, async (value) => {
        const response = await visit("/path?query", { headers: { host: value } });
        if (response.status === 400) return;
        expect(value).toMatch(/^[A-Za-z0-9._:[\]-]+$/);
        const authority = value.toLowerCase().replace(/:(?:0*80|0*443)$/, "");
        expect(response.headers.get("location")).toMatch(/^https:\/\/[^/]+\/path\?query$/);
        expect(response.headers.get("location")).toContain(`//${authority.replace(/:\d+$|^\[.*$/, "")}`);
      }),
    );
  });
});
