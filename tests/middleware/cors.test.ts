import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { HttpResponse, WebSocketUpgrade } from "../../src/http/index.ts";
import { type CorsOptions, cors } from "../../src/middleware/index.ts";
import { answering, later, listOf, ok, requestFor, textOf, wrap } from "./support.ts";

const APP = "https://app.example.com";
const EVIL = "https://evil.example";

async function get(options: CorsOptions, origin: string | undefined, handler = ok): Promise<HttpResponse> {
  return wrap(handler, cors(options))(requestFor("/", { headers: { origin } as Record<string, string> }));
}

async function preflight(options: CorsOptions, headers: Record<string, string>): Promise<HttpResponse> {
  const neverReached = () => {
    throw new Error("a preflight must not reach the handler");
  };
  return wrap(
    neverReached,
    cors(options),
  )(
    requestFor("/", {
      method: "OPTIONS",
      headers: { origin: APP, "access-control-request-method": "GET", ...headers },
    }),
  );
}

describe("cors, with a list of origins", () => {
  const options: CorsOptions = { origins: [APP, "http://localhost:8080"] };

  it("names an allowed origin and says that the answer depends on it", async () => {
    const response = await get(options, APP);
    expect(response.headers.get("access-control-allow-origin")).toBe(APP);
    expect(response.headers.get("vary")).toBe("Origin");
    expect(response.body).toBe("ok");
  });

  it.each([
    ["another site", EVIL],
    ["a longer name", `${APP}.evil.example`],
    ["another scheme", "http://app.example.com"],
    ["another port", `${APP}:8443`],
    ["an opaque origin", "null"],
    ["an empty value", ""],
    ["another case", "https://APP.example.com"],
  ])("lets the browser refuse %s, but still varies by Origin", async (_, origin) => {
    const response = await get(options, origin);
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
    expect(response.headers.get("vary")).toBe("Origin");
    expect(response.status).toBe(200);
  });

  it("varies by Origin even where the request has none", async () => {
    const response = await get(options, undefined);
    expect(response.headers.get("vary")).toBe("Origin");
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
  });

  it("adds to a Vary that is there, once", async () => {
    expect((await get(options, APP, answering("", { vary: "Accept, origin" }))).headers.get("vary")).toBe(
      "Accept, origin",
    );
    expect(listOf(await get(options, APP, answering("", { vary: "Accept" })), "vary")).toEqual([
      "Accept",
      "Origin",
    ]);
    expect((await get(options, APP, answering("", { vary: "*" }))).headers.get("vary")).toBe("*");
  });

  it("lets pages read answers that are errors", async () => {
    for (const status of [404, 422, 500]) {
      const response = await get(options, APP, answering("{}", {}, status));
      expect(response.headers.get("access-control-allow-origin")).toBe(APP);
    }
  });

  it("replaces an origin that the handler named", async () => {
    const response = await get(options, APP, answering("", { "access-control-allow-origin": EVIL }));
    expect(response.headers.getAll("access-control-allow-origin")).toEqual([APP]);
  });

  it("answers at once where the handler does", () => {
    expect(wrap(ok, cors(options))(requestFor("/"))).toBeInstanceOf(HttpResponse);
  });

  it("waits for a handler that is asynchronous", async () => {
    const response = await get(options, APP, later(ok));
    expect(response.headers.get("access-control-allow-origin")).toBe(APP);
  });

  it("leaves the opening of a WebSocket alone", async () => {
    const upgrade = new WebSocketUpgrade(() => ({ message() {}, closed() {} }));
    expect((await get(options, APP, () => upgrade)).headers.size).toBe(0);
  });

  it("allows extensions and apps by their own schemes", async () => {
    const origin = "chrome-extension://abcdefghijklmnop";
    const response = await get({ origins: [origin] }, origin);
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
  });
});

describe("cors, with credentials and exposed headers", () => {
  it("tells them to allowed origins only", async () => {
    const options: CorsOptions = { origins: [APP], credentials: true, exposeHeaders: ["X-Total", "ETag"] };
    const allowed = await get(options, APP);
    expect(allowed.headers.get("access-control-allow-credentials")).toBe("true");
    expect(allowed.headers.get("access-control-expose-headers")).toBe("X-Total, ETag");
    const refused = await get(options, EVIL);
    expect(refused.headers.has("access-control-allow-credentials")).toBe(false);
    expect(refused.headers.has("access-control-expose-headers")).toBe(false);
  });
});

describe("cors, open to all", () => {
  it.each<[CorsOptions["origins"]]>([["*"], [["*"]]])(
    "answers * to everybody, so that one cached answer serves all (%j)",
    async (origins) => {
      for (const origin of [APP, "null", undefined]) {
        const response = await get({ origins }, origin);
        expect(response.headers.get("access-control-allow-origin")).toBe("*");
        expect(response.headers.has("vary")).toBe(false);
        expect(response.headers.has("access-control-allow-credentials")).toBe(false);
      }
    },
  );

  it("does not name the origin to a request with a Cookie, which the browser would refuse all the same", async () => {
    const request = requestFor("/", { headers: { origin: APP, cookie: "session=1" } });
    const response = await wrap(ok, cors({ origins: "*" }))(request);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("cors, with a pattern", () => {
  it.each<[RegExp, string, boolean]>([
    [/https:\/\/[a-z]+\.example\.com/, APP, true],
    [/https:\/\/[a-z]+\.example\.com/, `${APP}.evil.example`, false],
    [/https:\/\/[a-z]+\.example\.com/, `https://evil.example?${APP}`, false],
    [/https:\/\/a\.test|https:\/\/b\.test/, "https://a.test.evil.example", false],
    [/https:\/\/a\.test|https:\/\/b\.test/, "https://b.test", true],
    [/^https:\/\/a\.test$/, "https://a.test", true],
    [/HTTPS:\/\/A\.TEST/i, "https://a.test", true],
  ])("%s against %s: %s", async (origins, origin, allowed) => {
    const response = await get({ origins }, origin);
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed ? origin : undefined);
  });

  it("matches every time, though the pattern is global", async () => {
    const app = wrap(ok, cors({ origins: /https:\/\/a\.test/g }));
    for (let i = 0; i < 3; i++) {
      const response = await app(requestFor("/", { headers: { origin: "https://a.test" } }));
      expect(response.headers.get("access-control-allow-origin")).toBe("https://a.test");
    }
  });
});

describe("cors, with a function", () => {
  it("asks it for each origin", async () => {
    const origins = (origin: string) => origin.endsWith(".example.com");
    expect((await get({ origins }, APP)).headers.get("access-control-allow-origin")).toBe(APP);
    expect((await get({ origins }, EVIL)).headers.has("access-control-allow-origin")).toBe(false);
  });

  it("does not take the promise of an asynchronous function for a yes", async () => {
    const origins = (async () => false) as unknown as () => boolean;
    expect((await get({ origins }, EVIL)).headers.has("access-control-allow-origin")).toBe(false);
    expect((await preflight({ origins }, {})).status).toBe(400);
  });
});

describe("cors, at a preflight", () => {
  it("answers 200 OK with what is allowed", async () => {
    const response = await preflight(
      { origins: [APP], methods: ["GET", "post"], headers: ["X-Token"], credentials: true, maxAge: 60 },
      { "access-control-request-method": "POST", "access-control-request-headers": "content-type, x-token" },
    );
    expect(response.status).toBe(200);
    expect(await textOf(response.body)).toBe("OK");
    expect(Object.fromEntries(response.headers)).toEqual({
      vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network",
      "access-control-allow-origin": APP,
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "Accept, Accept-Language, Content-Language, Content-Type, X-Token",
      "access-control-allow-credentials": "true",
      "access-control-max-age": "60",
      "content-type": "text/plain; charset=utf-8",
    });
  });

  it.each<[string, CorsOptions, Record<string, string>, string]>([
    ["origin", { origins: [APP] }, { origin: EVIL }, "Disallowed CORS origin"],
    ["method", { origins: [APP] }, { "access-control-request-method": "POST" }, "Disallowed CORS method"],
    [
      "method of another case",
      { origins: [APP], methods: ["PATCH"] },
      { "access-control-request-method": "patch" },
      "Disallowed CORS method",
    ],
    [
      "headers",
      { origins: [APP] },
      { "access-control-request-headers": "accept, x-nope" },
      "Disallowed CORS headers",
    ],
    [
      "private network",
      { origins: [APP] },
      { "access-control-request-private-network": "true" },
      "Disallowed CORS private-network",
    ],
    [
      "everything",
      { origins: [APP] },
      {
        origin: EVIL,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-nope",
        "access-control-request-private-network": "true",
      },
      "Disallowed CORS origin, method, headers, private-network",
    ],
  ])("answers 400 and tells what was refused: %s", async (_, options, headers, text) => {
    const response = await preflight(options, headers);
    expect(response.status).toBe(400);
    expect(await textOf(response.body)).toBe(text);
    expect(response.headers.has("access-control-allow-origin")).toBe(headers["origin"] === undefined);
  });

  it("allows every standard method by *", async () => {
    for (const methods of ["*", ["*"]] as const) {
      const response = await preflight(
        { origins: [APP], methods },
        { "access-control-request-method": "DELETE" },
      );
      expect(response.status).toBe(200);
      expect(listOf(response, "access-control-allow-methods")).toEqual([
        "DELETE",
        "GET",
        "HEAD",
        "OPTIONS",
        "PATCH",
        "POST",
        "PUT",
        "QUERY",
      ]);
    }
  });

  it("mirrors the headers asked for by *", async () => {
    const options: CorsOptions = { origins: [APP], headers: "*" };
    const asked = await preflight(options, { "access-control-request-headers": "x-one,x-two" });
    expect(asked.headers.get("access-control-allow-headers")).toBe("x-one,x-two");
    expect((await preflight(options, {})).headers.has("access-control-allow-headers")).toBe(false);
  });

  it("answers * where all are allowed", async () => {
    expect((await preflight({ origins: "*" }, {})).headers.get("access-control-allow-origin")).toBe("*");
  });

  it("opens a private network where that is allowed", async () => {
    const response = await preflight(
      { origins: [APP], privateNetwork: true },
      { "access-control-request-private-network": "true" },
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-private-network")).toBe("true");
  });

  it("does not let one preflight see what another was told", async () => {
    const app = wrap(ok, cors({ origins: [APP, "https://b.test"], headers: "*" }));
    const ask = (origin: string) =>
      app(
        requestFor("/", { method: "OPTIONS", headers: { origin, "access-control-request-method": "GET" } }),
      );
    expect((await ask(APP)).headers.get("access-control-allow-origin")).toBe(APP);
    expect((await ask("https://b.test")).headers.get("access-control-allow-origin")).toBe("https://b.test");
    expect((await ask(EVIL)).headers.has("access-control-allow-origin")).toBe(false);
  });

  it.each([{ origin: APP }, { "access-control-request-method": "GET" }])(
    "hands an OPTIONS that is no preflight to the handler (%j)",
    async (headers) => {
      const response = await wrap(
        ok,
        cors({ origins: [APP] }),
      )(requestFor("/", { method: "OPTIONS", headers }));
      expect(response.body).toBe("ok");
    },
  );
});

describe("cors, against hostile values", () => {
  const value = fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((c) => c !== 0x7f)
      .map((c) => String.fromCharCode(c)),
  });

  it("never throws, and never names an origin but the one that asked and is allowed", async () => {
    await fc.assert(
      fc.asyncProperty(value, value, value, async (origin, method, headers) => {
        const app = wrap(ok, cors({ origins: [APP], headers: "*", methods: "*" }));
        for (const name of ["GET", "OPTIONS"]) {
          const request = requestFor("/", {
            method: name,
            headers: {
              origin,
              "access-control-request-method": method,
              "access-control-request-headers": headers,
            },
          });
          const named = (await app(request)).headers.get("access-control-allow-origin");
          expect(named === undefined || (named === origin && origin === APP)).toBe(true);
        }
      }),
    );
  });

  it("lets no longer origin through a pattern", async () => {
    await fc.assert(
      fc.asyncProperty(value, value, async (before, after) => {
        fc.pre(before !== "" || after !== "");
        const response = await get({ origins: /https:\/\/app\.example\.com/ }, before + APP + after);
        expect(response.headers.has("access-control-allow-origin")).toBe(false);
      }),
    );
  });
});

describe("cors, used wrongly", () => {
  it.each<[string, unknown, RegExp]>([
    ["no origins", {}, /origins.*does not say/],
    ["one origin that is no list", { origins: APP }, /origins.*does not say/],
    ["a slash at the end", { origins: [`${APP}/`] }, /not an origin/],
    ["a path", { origins: [`${APP}/app`] }, /not an origin/],
    ["no scheme", { origins: ["app.example.com"] }, /not an origin/],
    ["a wildcard inside", { origins: ["https://*.example.com"] }, /regular expression/],
    ["upper case", { origins: ["https://App.example.com"] }, /Write "https:\/\/app.example.com"/],
    ["the default port", { origins: [`${APP}:443`] }, /Write "https:\/\/app.example.com"/],
    ["an opaque origin", { origins: ["null"] }, /sandboxed/],
    ["all with credentials", { origins: "*", credentials: true }, /every site/],
    ["all in the list with credentials", { origins: ["*"], credentials: true }, /every site/],
    ["a method that is none", { origins: [APP], methods: ["GE T"] }, /methods/],
    ["a single method", { origins: [APP], methods: "GET" }, /methods/],
    ["a header that is none", { origins: [APP], headers: ["X-A, X-B"] }, /headers/],
    ["an exposed header that is none", { origins: [APP], exposeHeaders: ["X\r\nY"] }, /exposeHeaders/],
    ["a negative maxAge", { origins: [APP], maxAge: -1 }, /maxAge/],
    ["a maxAge that is no number", { origins: [APP], maxAge: "60" }, /maxAge/],
  ])("throws INVALID_OPTION at the call: %s", (_, options, message) => {
    const make = () => cors(options as CorsOptions);
    expect(make).toThrow(SalukiError);
    expect(make).toThrow(message);
    expect(make).toThrow(/INVALID_OPTION/);
  });
});
