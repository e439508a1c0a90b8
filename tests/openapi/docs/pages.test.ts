import { describe, expect, it } from "vitest";
import { HttpRequest, type HttpResponse } from "../../../src/http/index.ts";
import { type DocsSite, redoc, swaggerUI } from "../../../src/openapi/docs/index.ts";

const COMMON = { openapiUrl: "/openapi.json", title: "Shop" };
const get = (target: string, headers: Record<string, string> = {}): HttpRequest =>
  new HttpRequest({ method: "GET", target, headers });

function directives(site: DocsSite): Record<string, string> {
  return Object.fromEntries(
    site.contentSecurityPolicy.split("; ").map((directive) => {
      const space = directive.indexOf(" ");
      return [directive.slice(0, space), directive.slice(space + 1)];
    }),
  );
}

/** Every `src` and `href` of a page, as written. */
function references(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
}

function configOf(html: string): Record<string, unknown> {
  const attribute = /data-config="([^"]*)"/.exec(html)![1]!;
  const text = attribute.replace(/&(lt|gt|quot|#39|amp);/g, (_all, name: string) => {
    return { lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" }[name]!;
  });
  return JSON.parse(text) as Record<string, unknown>;
}

async function htmlOf(site: DocsSite, path = "/docs"): Promise<string> {
  return (await site.page(get(path))).body as string;
}

describe.each([
  ["swaggerUI", swaggerUI],
  ["redoc", redoc],
])("%s", (_name, makeSite) => {
  it("is an HTML page under a policy that allows scripts of its own host only", async () => {
    const site = makeSite(COMMON);
    const response = await site.page(get("/docs"));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toBe(site.contentSecurityPolicy);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(directives(site)).toMatchObject({
      "default-src": "'none'",
      "script-src": "'self'",
      "connect-src": "'self'",
      "base-uri": "'none'",
    });
  });

  it("has no script in the page, and no reference to another host", async () => {
    const html = await htmlOf(makeSite(COMMON));
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|<[^>]* (style|on\w+)=/);
    for (const reference of references(html)) expect(reference).toMatch(/^(\.\/docs\/assets\/|data:,$)/);
  });

  it("serves each file it refers to under a name that changes with the content", async () => {
    const site = makeSite(COMMON);
    const files = references(await htmlOf(site)).filter((url) => url !== "data:,");
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const url of files) {
      expect(url).toMatch(/-[0-9a-f]{16}\.(js|css|png)$/);
      const response = await site.asset(url.slice("./docs/assets/".length), get(url));
      expect(response!.status).toBe(200);
      expect(response!.body).toBeInstanceOf(Uint8Array);
      expect(response!.headers.get("content-type")).toMatch(
        /^(text\/(javascript|css); charset=utf-8|image\/png)$/,
      );
      expect(response!.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
  });

  it("answers 304 to a client that has the file", async () => {
    const site = makeSite(COMMON);
    const name = references(await htmlOf(site))
      .at(-1)!
      .slice("./docs/assets/".length);
    const etag = (await site.asset(name, get("/")))!.headers.get("etag")!;
    const answers = async (ifNoneMatch: string): Promise<HttpResponse | undefined> =>
      site.asset(name, get("/", { "if-none-match": ifNoneMatch }));
    for (const value of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const response = await answers(value);
      expect([response!.status, response!.body, response!.headers.get("etag")]).toEqual([304, null, etag]);
    }
    expect((await answers('"other"'))!.status).toBe(200);
    expect((await site.asset(name, get("/", { "if-match": '"other"' })))!.status).toBe(412);
  });

  it.each(["init.js", "package.json", "../package.json", "", "__proto__", "init-0000000000000000.js"])(
    "has no file %j",
    async (name) => {
      const site = makeSite(COMMON);
      expect(await site.asset(name, get("/"))).toBeUndefined();
    },
  );

  it("escapes a hostile title, icon and document address", async () => {
    const hostile = `"'></title></script><script>alert(1)</script>`;
    const html = await htmlOf(makeSite({ title: hostile, faviconUrl: hostile, openapiUrl: hostile }));
    expect(html).not.toContain("alert(1)</script>");
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).toContain("<title>&quot;&#39;&gt;&lt;/title&gt;");
    expect(JSON.stringify(configOf(html))).toContain(JSON.stringify(hostile));
  });

  it("may talk to the origins it is told of", () => {
    const connectSources = ["https://a.test", "https://b.test"];
    for (const given of [connectSources, () => connectSources]) {
      const site = makeSite({ ...COMMON, connectSources: given });
      expect(directives(site)["connect-src"]).toBe("'self' https://a.test https://b.test");
    }
  });

  it("asks for those origins at the first page, and not again", async () => {
    let asked = 0;
    const connectSources = (): string[] => [`https://${++asked}.test`];
    const site = makeSite({ ...COMMON, connectSources });
    expect(asked).toBe(0);
    for (let i = 0; i < 2; i++) {
      const response = await site.page(get("/docs"));
      expect(response.headers.get("content-security-policy")).toContain("connect-src 'self' https://1.test");
    }
    expect(asked).toBe(1);
  });

  it("takes another icon, of the application or of another host", async () => {
    expect(references(await htmlOf(makeSite({ ...COMMON, faviconUrl: "/icon.png" })))[0]).toBe("./icon.png");
    const elsewhere = "https://a.test/icon.png";
    expect(references(await htmlOf(makeSite({ ...COMMON, faviconUrl: elsewhere })))[0]).toBe(elsewhere);
  });
});

describe("swaggerUI", () => {
  it("starts with the defaults that FastAPI's users know", async () => {
    const html = await htmlOf(swaggerUI(COMMON));
    expect(html).toContain("<title>Shop - Swagger UI</title>");
    expect(html).toContain('<div id="swagger-ui"></div>');
    expect(configOf(html)).toEqual({
      parameters: {
        dom_id: "#swagger-ui",
        layout: "BaseLayout",
        deepLinking: true,
        showExtensions: true,
        showCommonExtensions: true,
        validatorUrl: null,
        url: "./openapi.json",
        oauth2RedirectUrl: "./docs/oauth2-redirect",
      },
    });
  });

  it("takes parameters over the defaults, and what fills the dialogue of Authorize", async () => {
    const parameters = { deepLinking: false, syntaxHighlight: { theme: "obsidian" } };
    const initOAuth = { clientId: "docs", scopes: ["read"] };
    const config = configOf(await htmlOf(swaggerUI({ ...COMMON, parameters, initOAuth })));
    expect(config).toMatchObject({ parameters: { ...parameters, layout: "BaseLayout" }, initOAuth });
  });

  it("points to the redirect page where that was put elsewhere", async () => {
    const config = configOf(
      await htmlOf(swaggerUI({ ...COMMON, oauth2RedirectUrl: "/oauth2" }), "/internal/docs"),
    );
    expect(config).toMatchObject({ parameters: { oauth2RedirectUrl: "./../oauth2" } });
  });

  it("names no redirect page where there is none", async () => {
    const config = configOf(await htmlOf(swaggerUI({ ...COMMON, oauth2RedirectUrl: null })));
    expect(config).toMatchObject({ parameters: { oauth2RedirectUrl: null } });
  });

  it("has a redirect page that needs no other file and allows its one script by hash", async () => {
    const response = await swaggerUI(COMMON).oauth2Redirect();
    const html = response.body as string;
    expect(references(html)).toEqual([]);
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(response.headers.get("content-security-policy")).toMatch(/script-src 'sha256-[A-Za-z0-9+/]{43}='/);
  });
});

describe("redoc", () => {
  it("hands its parameters over", async () => {
    const html = await htmlOf(redoc({ ...COMMON, parameters: { hideDownloadButtons: true } }));
    expect(html).toContain("<title>Shop - ReDoc</title>");
    expect(configOf(html)).toEqual({ url: "./openapi.json", parameters: { hideDownloadButtons: true } });
  });

  it("is served without the address of its makers' logo", async () => {
    const site = redoc(COMMON);
    const url = references(await htmlOf(site)).find((reference) => reference.includes("/redoc-"))!;
    const response = await site.asset(url.slice("./docs/assets/".length), get(url));
    // Not with toContain: it would print the whole bundle.
    expect(new TextDecoder().decode(response!.body as Uint8Array).includes("cdn.redoc.ly")).toBe(false);
  });
});
