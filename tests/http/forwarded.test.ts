import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import {
  type ForwardedOptions,
  forwardedRequests,
  type HeadersInit,
  HttpRequest,
} from "../../src/http/index.ts";

type Options = Partial<ForwardedOptions> & { peer?: string | undefined };

function see(headers: HeadersInit, options: Options = {}): HttpRequest {
  const { peer = "10.0.0.1", trustedProxies = ["uniquelocal"], ...rest } = options;
  const request = new HttpRequest({
    method: "GET",
    target: "/a?b=1",
    headers: [["host", "inner:8000"], ...Object.entries(headers as Record<string, string>)],
    connection: { scheme: "http", remoteAddress: peer, remotePort: 1234, httpVersion: "1.1" },
  });
  return forwardedRequests({ trustedProxies, ...rest })(request);
}

function client(headers: HeadersInit, options?: Options) {
  const { remoteAddress, remotePort } = see(headers, options).connection;
  return remotePort === undefined ? remoteAddress : [remoteAddress, remotePort];
}

const FORWARDED = { forwardedHeaders: "forwarded" } as const;
const HOST = { forwardedHost: "believe" } as const;

describe("a request of somebody who is not trusted", () => {
  it.each(["x-forwarded", "forwarded"] as const)(
    "stays as it is, whatever it claims (%s)",
    (forwardedHeaders) => {
      const request = see(
        {
          "x-forwarded-for": "127.0.0.1",
          "x-forwarded-proto": "https",
          "x-forwarded-host": "evil.example",
          forwarded: "for=127.0.0.1;proto=https;host=evil.example",
        },
        { peer: "203.0.113.9", forwardedHeaders, ...HOST },
      );
      expect(request.url.href).toBe("http://inner:8000/a?b=1");
      expect(request.connection.remoteAddress).toBe("203.0.113.9");
    },
  );
});

describe("a request of a trusted proxy", () => {
  it("is told with the client's address and scheme", () => {
    const request = see({ "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https" });
    expect(request.connection).toEqual({
      scheme: "https",
      remoteAddress: "203.0.113.7",
      remotePort: undefined,
      clientUnknown: false,
      httpVersion: "1.1",
    });
    expect(request.url.href).toBe("https://inner:8000/a?b=1");
  });

  it("is told with the host that the client asked for, where that is believed", () => {
    const request = see({ "x-forwarded-proto": "https", "x-forwarded-host": "shop.example" }, HOST);
    expect(request.host).toBe("shop.example");
    expect(request.headers.get("host")).toBe("shop.example");
    expect(request.url.href).toBe("https://shop.example/a?b=1");
  });

  it("keeps its host where the proxy only hands on what a client claims of it", () => {
    const claims = { "x-forwarded-host": "evil.example", "x-forwarded-port": "8443" };
    const behindNginx = { "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https", ...claims };
    expect(see(behindNginx).url.href).toBe("https://inner:8000/a?b=1");
    const forwarded = "for=203.0.113.7;proto=https;host=evil.example";
    expect(see({ forwarded }, FORWARDED).url.href).toBe("https://inner:8000/a?b=1");
    const ported = new HttpRequest({ method: "GET", target: "/", headers: { host: "inner", ...claims } });
    expect(forwardedRequests({ trustedProxies: ["*"] })(ported)).toBe(ported);
  });

  it("is the same exchange, and leaves the fields of the server's own request alone", async () => {
    const sent = new HttpRequest({
      method: "POST",
      target: "/",
      headers: { host: "inner", "x-forwarded-host": "shop.example" },
      body: Buffer.from("abc"),
      connection: { scheme: "http", remoteAddress: "10.0.0.1" },
    });
    const seen = forwardedRequests({ trustedProxies: ["10.0.0.1"], ...HOST })(sent);
    expect(Buffer.from(await seen.body.bytes(10)).toString()).toBe("abc");
    sent.abort();
    expect(seen.aborted).toBe(true);
    expect(sent.host).toBe("inner");
    expect(seen.host).toBe("shop.example");
  });

  it("is the very same where the proxy tells nothing", () => {
    const sent = new HttpRequest({ method: "GET", target: "/", connection: { scheme: "http" } });
    expect(forwardedRequests({ trustedProxies: ["*"] })(sent)).toBe(sent);
    expect(forwardedRequests({ trustedProxies: ["*"], ...FORWARDED })(sent)).toBe(sent);
  });

  it("is asked for by the peer of a Unix socket, where those are trusted", () => {
    const sent = new HttpRequest({
      method: "GET",
      target: "/",
      headers: { "x-forwarded-for": "203.0.113.7" },
      connection: { scheme: "http" },
    });
    expect(forwardedRequests({ trustedProxies: ["unix"] })(sent).connection.remoteAddress).toBe(
      "203.0.113.7",
    );
    expect(forwardedRequests({ trustedProxies: ["loopback"] })(sent)).toBe(sent);
  });

  it("is nobody's where it is not known for whom a proxy asks, whoever is trusted", () => {
    const forged = { "x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "https" };
    const sent = new HttpRequest({
      method: "GET",
      target: "/",
      headers: forged,
      connection: { scheme: "http", clientUnknown: true },
    });
    expect(forwardedRequests({ trustedProxies: ["unix"] })(sent)).toBe(sent);
    expect(forwardedRequests({ trustedProxies: ["*"] })(sent)).toBe(sent);
  });

  it("is not read a second time for a client whose address the fields do not tell", () => {
    const seen = see({ "x-forwarded-for": "unknown", "x-forwarded-proto": "http" });
    expect(forwardedRequests({ trustedProxies: ["unix"] })(seen)).toBe(seen);
  });
});

describe("the client of X-Forwarded-For", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    // What stands further left is what the client itself has sent.
    ["127.0.0.1, 203.0.113.7", "203.0.113.7"],
    ["6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7"],
    ["6.6.6.6,203.0.113.7,10.0.0.2,192.168.0.3", "203.0.113.7"],
    ["203.0.113.7, ::ffff:10.0.0.2", "203.0.113.7"],
    // All are trusted: somebody inside.
    ["10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:DB8::1", "2001:db8::1"],
    ["203.0.113.7:5678", ["203.0.113.7", 5678]],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:5678", ["2001:db8::1", 5678]],
    ["203.0.113.7:99999", "203.0.113.7"],
    [", 203.0.113.7,, ,", "203.0.113.7"],
    [",", ["10.0.0.1", 1234]],
    ["", ["10.0.0.1", 1234]],
  ])("of %j is %j", (list, expected) => {
    expect(client({ "x-forwarded-for": list })).toEqual(expected);
  });

  it.each([
    "unknown",
    "_hidden",
    "proxy.example",
    "203.0.113.7 203.0.113.8",
    "203.0.113.7, nonsense",
    "203.0.113.7, <script>",
    "203.0.113.7, unix:",
    "203.0.113.7, 1.2.3.4:x",
    "203.0.113.7, [1.2.3.4]",
    "203.0.113.7, \u00b2.2.2.2",
    "203.0.113.7, \u00a010.0.0.2",
    "203.0.113.7, 010.0.0.2",
  ])("of %j is not known, and so nobody's", (list) => {
    expect(client({ "x-forwarded-for": list })).toBeUndefined();
  });

  it("is looked for in all lines as in one", () => {
    const sent = new HttpRequest({
      method: "GET",
      target: "/",
      headers: [
        ["x-forwarded-for", "6.6.6.6"],
        ["x-forwarded-for", "203.0.113.7"],
        ["x-forwarded-for", "10.0.0.2"],
      ],
      connection: { scheme: "http", remoteAddress: "10.0.0.1" },
    });
    const seen = forwardedRequests({ trustedProxies: ["10.0.0.0/8"] })(sent);
    expect(seen.connection.remoteAddress).toBe("203.0.113.7");
  });

  it("is looked for past peers of Unix sockets where those are trusted", () => {
    const options = { trustedProxies: ["10.0.0.1", "unix"] };
    expect(client({ "x-forwarded-for": "203.0.113.7, unix:" }, options)).toBe("203.0.113.7");
  });

  it("is the left-most where everyone is trusted", () => {
    const options = { trustedProxies: ["*"], peer: "198.51.100.1" };
    expect(client({ "x-forwarded-for": "203.0.113.7, 198.51.100.2" }, options)).toBe("203.0.113.7");
  });

  it("is not looked for past 32 proxies", () => {
    const list = (hops: number) => `203.0.113.7${", 10.0.0.2".repeat(hops)}`;
    expect(client({ "x-forwarded-for": list(31) })).toBe("203.0.113.7");
    expect(client({ "x-forwarded-for": list(32) })).toBeUndefined();
    expect(client({ "x-forwarded-for": ",".repeat(100_000) })).toBeUndefined();
  });
});

describe("the client of Forwarded", () => {
  it.each([
    ["for=203.0.113.7", "203.0.113.7"],
    ['For="203.0.113.7:5678"', ["203.0.113.7", 5678]],
    ["for=203.0.113.7:5678", ["203.0.113.7", 5678]],
    ['for="[2001:DB8::1]"', "2001:db8::1"],
    ['for="[2001:db8::1]:5678"', ["2001:db8::1", 5678]],
    ['for="[2001:db8::1]:_port"', "2001:db8::1"],
    ["for=6.6.6.6, for=203.0.113.7, for=10.0.0.2", "203.0.113.7"],
    ["for=203.0.113.7;proto=https;by=10.0.0.1,for=10.0.0.2", "203.0.113.7"],
    [" ; for=203.0.113.7 ;; proto=http ; , , for=10.0.0.2 ", "203.0.113.7"],
    ['for="\\2\\03.0.113.7"', "203.0.113.7"],
    // What a client writes cannot swallow what a proxy adds behind it.
    ['for="6.6.6.6, for=203.0.113.7', "203.0.113.7"],
    ['for="6.6.6.6;by="\\", for="203.0.113.7"', "203.0.113.7"],
    ["for=6.6.6.6;, ==;;, for=203.0.113.7", "203.0.113.7"],
    // Nothing is told of it.
    ["proto=https", ["10.0.0.1", 1234]],
    ["", ["10.0.0.1", 1234]],
  ])("of %s is %j", (field, expected) => {
    expect(client({ forwarded: field }, FORWARDED)).toEqual(expected);
  });

  it.each([
    "for=unknown",
    "for=_hidden",
    'for="_hidden:_port"',
    "for=203.0.113.7, for=unknown, for=10.0.0.2",
    "nonsense",
    "for=",
    "for",
    "=203.0.113.7",
    "for =203.0.113.7",
    'for="203.0.113.7',
    'for=203.0.113.7"',
    '"203.0.113.7"',
    '"',
    "for=203.0.113.7 proto=https",
    "for=203.0.113.7;for=203.0.113.8",
    "f@r=203.0.113.7",
  ])("of %s is not known, and so nobody's", (field) => {
    expect(client({ forwarded: field }, FORWARDED)).toBeUndefined();
  });

  it("brings scheme and host as the outermost trusted proxy tells them", () => {
    const request = see(
      {
        forwarded:
          'for=6.6.6.6;proto=http;host=evil.example, for=203.0.113.7;proto=https;host="shop.example:8443", for=10.0.0.2;proto=http;host=inner',
      },
      { ...FORWARDED, ...HOST },
    );
    expect(request.url.href).toBe("https://shop.example:8443/a?b=1");
  });

  it("brings what only a nearer proxy tells", () => {
    const request = see(
      { forwarded: "for=203.0.113.7, for=10.0.0.2;host=shop.example;proto=wss" },
      { ...FORWARDED, ...HOST },
    );
    expect(request.url.href).toBe("https://shop.example/a?b=1");
  });
});

describe("the fields of the other family", () => {
  it("are not looked at", () => {
    const both = {
      "x-forwarded-for": "203.0.113.1",
      "x-forwarded-proto": "https",
      forwarded: "for=203.0.113.2;host=b.example",
    };
    expect(see(both).url.href).toBe("https://inner:8000/a?b=1");
    expect(client(both)).toBe("203.0.113.1");
    expect(see(both, { ...FORWARDED, ...HOST }).url.href).toBe("http://b.example/a?b=1");
    expect(client(both, FORWARDED)).toBe("203.0.113.2");
  });
});

describe("scheme, host and port", () => {
  it.each([
    ["https", "https"],
    ["HTTPS", "https"],
    ["wss", "https"],
    ["http", "http"],
    ["ws", "http"],
    // The last one is the only one that surely is of a proxy.
    ["https, http", "http"],
    ["http,https", "https"],
    ["ftp", "http"],
    ["javascript:", "http"],
    ["", "http"],
  ])("X-Forwarded-Proto: %s means %s", (proto, scheme) => {
    expect(see({ "x-forwarded-proto": proto }).connection.scheme).toBe(scheme);
  });

  it.each([
    ["shop.example", "shop.example"],
    ["shop.example:8443", "shop.example:8443"],
    ["[2001:db8::1]:8443", "[2001:db8::1]:8443"],
    ["evil.example, shop.example", "shop.example"],
    ["", "inner:8000"],
    ["a/b", "inner:8000"],
    ["user@evil.example", "inner:8000"],
    ["shop.example:99999", "inner:8000"],
    ["shop.example:8443:1", "inner:8000"],
    ["[::1", "inner:8000"],
    ["sh op", "inner:8000"],
    ["shöp.example", "inner:8000"],
  ])("X-Forwarded-Host: %s makes the host %s", (host, expected) => {
    expect(see({ "x-forwarded-host": host }, HOST).host).toBe(expected);
  });

  it.each([
    ["shop.example", "8443", "shop.example:8443"],
    ["shop.example:1", "8443", "shop.example:1"],
    ["[::1]", "8443", "[::1]:8443"],
    ["shop.example", "443", "shop.example"],
    ["shop.example", "80", "shop.example"],
    ["shop.example", "8443, 8444", "shop.example:8444"],
    ["shop.example", "0", "shop.example"],
    ["shop.example", "65536", "shop.example"],
    ["shop.example", "8443x", "shop.example"],
    ["shop.example", "", "shop.example"],
  ])("X-Forwarded-Host: %s and X-Forwarded-Port: %s make the host %s", (host, port, expected) => {
    expect(see({ "x-forwarded-host": host, "x-forwarded-port": port }, HOST).host).toBe(expected);
  });
});

describe("X-Forwarded-Prefix", () => {
  const PREFIX = { forwardedPrefix: "believe" } as const;

  it("means nothing unless it is asked for", () => {
    expect(see({ "x-forwarded-prefix": "/shop" }).rootPath).toBe("");
  });

  it.each([
    ["/shop", "/shop"],
    ["/shop/", "/shop"],
    ["/a/b%20c", "/a/b%20c"],
    ["/evil, /shop", "/shop"],
    ["/", ""],
    ["", ""],
    ["shop", ""],
    ["//evil.example", ""],
    ["/a//b", ""],
    ["/a/../b", ""],
    ["/..", ""],
    ["/a?b", ""],
    ["/a#b", ""],
    ["/a\\b", ""],
    ["/a b", ""],
    ["/a%zz", ""],
    ["/<b>", ""],
    ["/ä", ""],
  ])("%j makes the root path %j", (prefix, rootPath) => {
    const request = see({ "x-forwarded-prefix": prefix }, PREFIX);
    expect(request.rootPath).toBe(rootPath);
    expect(request.path).toBe("/a");
  });
});

describe("whatever is sent", () => {
  const field = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }).map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "?")),
    fc
      .array(
        fc.constantFrom(
          "for=",
          '"',
          "\\",
          ",",
          ";",
          "=",
          " ",
          "[",
          "]",
          ":",
          "1.2.3.4",
          "::1",
          "_x",
          "10.0.0.9",
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join("")),
  );
  const names = [
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "forwarded",
  ];

  it("nothing is thrown, and what comes out is well formed", () => {
    const headers = fc.record(Object.fromEntries(names.map((name) => [name, field])));
    fc.assert(
      fc.property(headers, fc.constantFrom("x-forwarded", "forwarded"), (sent, family) => {
        const request = see(sent, {
          forwardedHeaders: family as "forwarded",
          ...HOST,
          ...(family === "forwarded" ? {} : { forwardedPrefix: "believe" }),
        });
        const { remoteAddress, remotePort } = request.connection;
        expect(remoteAddress ?? "::").toMatch(/^[0-9a-f:.]+$/);
        expect(remotePort ?? 0).toBeLessThan(65_536);
        expect(request.host).toMatch(/^[^\s/?#@\\]+$/);
        expect(request.rootPath).toMatch(/^(?:\/[^/\s?#\\]+)*$/);
      }),
      { numRuns: 500 },
    );
  });

  it("the client that the proxy names is found", () => {
    fc.assert(
      fc.property(field, fc.ipV4(), (forged, address) => {
        fc.pre(!/^(?:10|127|169|172|192)\./.test(address));
        expect(client({ "x-forwarded-for": `${forged}, ${address}` })).toBe(address);
        expect(client({ forwarded: `${forged}, for=${address};proto=https` }, FORWARDED)).toBe(address);
        expect(client({ forwarded: `${forged},for="${address}"` }, FORWARDED)).toBe(address);
      }),
      { numRuns: 500 },
    );
  });

  it("is read in one go: nothing makes it look at everything again for each character", () => {
    // What took time by the square of this length would not come to its end within the time of a test.
    const length = 200_000;
    for (const piece of ['for="', "\\", " ", ";", 'for="\\"', "a=b;", ",", "[", "_", "10.0.0.9,"]) {
      const value = piece.repeat(length);
      for (const text of [value, `x${value}x`, `"${value}"`]) {
        see({ "x-forwarded-for": text, "x-forwarded-host": text }, HOST);
        see({ "x-forwarded-prefix": `/${text}` }, { forwardedPrefix: "believe" });
        see({ forwarded: text }, { ...FORWARDED, ...HOST });
      }
    }
  });
});

describe("options that cannot work", () => {
  it.each([
    [{ trustedProxies: ["nobody"] }, "nobody"],
    [{ trustedProxies: [], forwardedHeaders: "both" }, "forwardedHeaders"],
    [{ trustedProxies: [], forwardedHost: true }, "forwardedHost"],
    [{ trustedProxies: [], forwardedPrefix: "rootPath" }, "forwardedPrefix"],
    [{ trustedProxies: [], forwardedPrefix: "believe", forwardedHeaders: "forwarded" }, "X-Forwarded-Prefix"],
  ])("%j", (options, named) => {
    const make = () => forwardedRequests(options as unknown as ForwardedOptions);
    expect(make).toThrow(SalukiError);
    expect(make).toThrow(named);
  });
});
