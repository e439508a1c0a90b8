import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import type { HeadersInit, HttpResponse } from "../../src/http/index.ts";
import { trustedHost } from "../../src/middleware/index.ts";
import { ok, requestFor, textOf, wrap } from "./support.ts";

async function visit(hosts: string[], headers: HeadersInit, target = "/"): Promise<HttpResponse> {
  return wrap(ok, trustedHost({ hosts }))(requestFor(target, { headers }));
}

describe("trustedHost", () => {
  it.each<[hosts: string[], host: string, trusted: boolean]>([
    [["example.com"], "example.com", true],
    [["example.com"], "EXAMPLE.com", true],
    [["Example.com"], "example.com", true],
    [["example.com"], "example.com:8000", true],
    [["example.com"], "example.com:", false],
    [["example.com"], "example.com:port", false],
    [["example.com"], "example.com:99999", false],
    [["example.com"], "example.com.", false],
    [["example.com"], "evil.example", false],
    [["example.com"], "example.com.evil.example", false],
    [["example.com"], "evilexample.com", false],
    [["example.com"], "evil.example:80@example.com", false],
    [["example.com"], "example.com/evil", false],
    [["example.com"], "example.com evil.example", false],
    [["example.com"], "", false],
    [["*.example.com"], "a.example.com", true],
    [["*.example.com"], "a.b.example.com:8000", true],
    [["*.example.com"], "example.com", false],
    [["*.example.com"], ".example.com", false],
    [["*.example.com"], "..example.com", false],
    [["*.example.com"], "evilexample.com", false],
    [["*.example.com"], "a.example.com.evil.example", false],
    [["127.0.0.1"], "127.0.0.1:8000", true],
    [["[::1]"], "[::1]", true],
    [["[::1]"], "[::1]:8000", true],
    [["::1"], "[::1]:8000", true],
    [["[::1]"], "[0:0:0:0:0:0:0:1]", true],
    [["2001:DB8::1"], "[2001:db8:0::1]", true],
    [["[::1]"], "::1", false],
    [["[::1]"], "[::2]", false],
    [["[::1]"], "[::1", false],
    [["[::1]"], "[::1]evil", false],
    [["[::1]"], "[:::1]", false],
    [["*"], "anything.test", true],
    [["*"], "not a host", false],
  ])("with %j: Host %j is trusted: %s", async (hosts, host, trusted) => {
    const response = await visit(hosts, { host });
    expect(response.status).toBe(trusted ? 200 : 400);
    expect(await textOf(response.body)).toBe(trusted ? "ok" : "Invalid host header");
    if (!trusted) expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  it("answers 400 without Host, and with more than one", async () => {
    expect((await visit(["localhost"], {})).status).toBe(400);
    expect((await visit(["*"], { host: ["a.test", "a.test"] })).status).toBe(400);
  });

  it("sends example.com on where only www.example.com is listed", async () => {
    const response = await visit(["www.example.com"], { host: "Example.com:8000" }, "/a?b=c");
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe("http://www.example.com:8000/a?b=c");
  });

  it("keeps https and WebSockets when it sends on", async () => {
    const app = wrap(ok, trustedHost({ hosts: ["www.example.com"] }));
    const headers = { host: "example.com" };
    const page = await app(requestFor("/", { headers, scheme: "https" }));
    expect(page.headers.get("location")).toBe("https://www.example.com/");
    const socket = await app(
      requestFor("/", { headers: { ...headers, upgrade: "WebSocket" }, scheme: "https" }),
    );
    expect(socket.headers.get("location")).toBe("wss://www.example.com/");
  });

  it("does not send on where that is switched off, or the host is listed itself", async () => {
    const request = requestFor("/", { headers: { host: "example.com" } });
    const strict = wrap(ok, trustedHost({ hosts: ["www.example.com"], wwwRedirect: false }));
    expect((await strict(request)).status).toBe(400);
    const both = wrap(ok, trustedHost({ hosts: ["www.example.com", "example.com"] }));
    expect((await both(request)).status).toBe(200);
  });

  it("never throws and lets nothing in but the host, in any case and with any port", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "example.com",
        "EXAMPLE.COM",
        ".",
        ":",
        ":80",
        "[",
        "]",
        "@",
        "/",
        "\\",
        "#",
        "?",
        "%",
        " ",
        "::1",
        "*",
      ),
      fc.string({ maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 5 }), async (pieces) => {
        const host = pieces.join("").replace(/[^\x20-\x7e]/g, "");
        const response = await visit(["example.com"], { host });
        const expected = /^example\.com(?::([0-9]{1,5}))?$/i.exec(host);
        const trusted = expected !== null && Number(expected[1] ?? 0) <= 65_535;
        expect(response.status).toBe(trusted ? 200 : 400);
      }),
    );
  });

  it.each<[string, unknown]>([
    ["no hosts", {}],
    ["an empty list", { hosts: [] }],
    ["a string", { hosts: "example.com" }],
    ["a URL", { hosts: ["https://example.com"] }],
    ["a port", { hosts: ["example.com:8000"] }],
    ["a port of IPv6", { hosts: ["[::1]:8000"] }],
    ["a wildcard inside", { hosts: ["a.*.example.com"] }],
    ["a wildcard without its dot", { hosts: ["*example.com"] }],
    ["an empty entry", { hosts: [""] }],
    ["no string", { hosts: [1] }],
  ])("throws INVALID_OPTION at the call: %s", (_, options) => {
    const make = () => trustedHost(options as Parameters<typeof trustedHost>[0]);
    expect(make).toThrow(SalukiError);
    expect(make).toThrow(/hosts.*INVALID_OPTION/);
  });
});
