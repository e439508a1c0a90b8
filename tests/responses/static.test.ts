import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { HttpRequest, type HttpResponse } from "../../src/http/index.ts";
import { StaticFiles, type StaticFilesOptions } from "../../src/responses/index.ts";
import { temporaryDirectory } from "../http/temporary-directory.ts";
import { bodyText } from "./body-text.ts";

const directory = temporaryDirectory();
let root = "";

beforeEach(() => {
  root = join(directory.path, "public");
  mkdirSync(join(root, "docs", "empty"), { recursive: true });
  writeFileSync(join(directory.path, "secret.txt"), "SECRET");
  mkdirSync(join(directory.path, "public-not"));
  writeFileSync(join(directory.path, "public-not", "secret.txt"), "SECRET");
  for (const [name, content] of [
    ["app.js", "app"],
    ["a b.txt", "space"],
    ["100%.txt", "percent"],
    ["é.txt", "accent"],
    [".env", "SECRET"],
    ["..data", "dots"],
    ["index.html", "home"],
    ["404.html", "lost"],
    [join("docs", "index.html"), "docs"],
    [join("docs", "page.html"), "page"],
  ] as const) {
    writeFileSync(join(root, name), content);
  }
});

function request(
  path: string,
  options?: StaticFilesOptions,
  init: { method?: string; headers?: Record<string, string> } = {},
) {
  const { method = "GET", headers = {} } = init;
  return StaticFiles(root, options).handle(new HttpRequest({ method, target: path, headers }));
}

async function answer(path: string, options?: StaticFilesOptions): Promise<[number, string]> {
  try {
    const response = await request(path, options);
    return [response.status, await bodyText(response)];
  } catch (error) {
    return [(error as HttpResponse).status, ""];
  }
}

describe("StaticFiles", () => {
  it.each([
    ["/app.js", "app"],
    ["/app.js?v=1", "app"],
    ["/a%20b.txt", "space"],
    ["/100%25.txt", "percent"],
    ["/%C3%A9.txt", "accent"],
    ["/%61pp.js", "app"],
    ["/docs/page.html", "page"],
  ])("serves %s", async (path, content) => {
    expect(await answer(path)).toEqual([200, content]);
  });

  it.each([
    "/missing.txt",
    "/app.js/",
    "/app.js/x",
    "/docs",
    "/docs/",
    "/",
    "",
    "//app.js",
    "/docs//page.html",
    "/.env",
    "/..data",
    "/docs/.hidden",
    `/${"x".repeat(5000)}`,
  ])("answers 404 to %s", async (path) => {
    expect(await answer(path)).toEqual([404, ""]);
  });

  it.each([
    "/../secret.txt",
    "/..",
    "/%2e%2e/secret.txt",
    "/%2E%2e/secret.txt",
    "/.%2e/secret.txt",
    "/docs/../../secret.txt",
    "/docs/%2e%2e/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/docs%2fpage.html",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/%252e%252e/secret.txt",
    "/../public-not/secret.txt",
    "/app.js%00.txt",
    "/%00",
    "/%",
    "/%zz",
    "/%c0%ae%c0%ae/secret.txt",
    "/%ff",
    "/./app.js",
    "/etc/passwd",
    "//etc/passwd",
  ])("lets nobody out by %s", async (path) => {
    for (const options of [{}, { dotfiles: "serve" }, { followSymlinks: true }, { html: true }] as const) {
      const [status, body] = await answer(path, options);
      expect(status).toBe(404);
      expect(["", "lost"]).toContain(body);
    }
  });

  it("serves only what lies in the directory, whatever is asked for", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "..",
        ".",
        "/",
        "%2f",
        "%5c",
        "\\",
        "%2e",
        "%00",
        "secret.txt",
        "public",
        "app.js",
        "docs",
      ),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const [, body] = await answer(`/${pieces.join("")}`, { dotfiles: "serve" });
        expect(["", "app", "dots", "page", "docs", "home", "lost"]).toContain(body);
      }),
    );
  });

  it("serves names with a dot in front when told to", async () => {
    expect(await answer("/..data", { dotfiles: "serve" })).toEqual([200, "dots"]);
    mkdirSync(join(root, ".well-known"));
    writeFileSync(join(root, ".well-known", "security.txt"), "contact");
    expect(await answer("/.well-known/security.txt")).toEqual([404, ""]);
    expect(await answer("/.well-known/security.txt", { dotfiles: "serve" })).toEqual([200, "contact"]);
  });

  it("follows symbolic links inside the directory, and out of it only when told to", async () => {
    symlinkSync(join(root, "docs"), join(root, "inside"));
    symlinkSync(directory.path, join(root, "outside"));
    symlinkSync(join(directory.path, "public-not"), join(root, "sibling"));
    symlinkSync("loop", join(root, "loop"));
    expect(await answer("/inside/page.html")).toEqual([200, "page"]);
    expect(await answer("/outside/secret.txt")).toEqual([404, ""]);
    expect(await answer("/sibling/secret.txt")).toEqual([404, ""]);
    expect(await answer("/loop")).toEqual([404, ""]);
    expect(await answer("/outside/secret.txt", { followSymlinks: true })).toEqual([200, "SECRET"]);
  });

  it("serves a directory that is itself reached by a link, or named by a URL", async () => {
    symlinkSync(root, join(directory.path, "link"));
    for (const path of [join(directory.path, "link"), pathToFileURL(root), `${root}${sep}`]) {
      const files = StaticFiles(path);
      expect(files.directory.endsWith(`${sep}public`)).toBe(true);
      const response = await files.handle(new HttpRequest({ method: "GET", target: "/app.js" }));
      expect(await bodyText(response)).toBe("app");
    }
  });

  it("answers HEAD without content, other methods with 405", async () => {
    const response = await request("/app.js", {}, { method: "HEAD" });
    expect(response).toMatchObject({ status: 200, body: null });
    expect(response.headers.get("content-length")).toBe("3");
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      await expect(request("/app.js", {}, { method })).rejects.toMatchObject({
        status: 405,
        headers: { allow: "GET, HEAD" },
      });
    }
  });

  it("answers conditions and ranges", async () => {
    const { headers } = await request("/app.js");
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(
      (await request("/app.js", {}, { headers: { "if-none-match": headers.get("etag")! } })).status,
    ).toBe(304);
    const part = await request("/app.js", {}, { headers: { range: "bytes=1-1" } });
    expect([part.status, await bodyText(part)]).toEqual([206, "p"]);
    await expect(request("/app.js", {}, { headers: { range: "bytes=3-" } })).rejects.toMatchObject({
      status: 416,
    });
  });

  it("says how long to keep a file, for all or by its path", async () => {
    const asked: string[] = [];
    const cacheControl = (path: string) => {
      asked.push(path);
      return path.endsWith(".js") ? "max-age=60" : undefined;
    };
    expect((await request("/app.js", { cacheControl: "no-cache" })).headers.get("cache-control")).toBe(
      "no-cache",
    );
    expect((await request("/app.js", { cacheControl })).headers.get("cache-control")).toBe("max-age=60");
    expect((await request("/docs/page.html", { cacheControl })).headers.has("cache-control")).toBe(false);
    expect(asked).toEqual(["app.js", "docs/page.html"]);
    const { headers } = await request("/app.js");
    const same = await request(
      "/app.js",
      { cacheControl },
      { headers: { "if-none-match": headers.get("etag")! } },
    );
    expect(same.headers.get("cache-control")).toBe("max-age=60");
  });

  it("refuses at once a directory that does not exist, or is a file", () => {
    for (const path of [join(root, "missing"), join(root, "app.js")]) {
      expect(() => StaticFiles(path)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
      expect(() => StaticFiles(path)).toThrow(path);
    }
  });

  it("hides what the system does not let it look into", async () => {
    const closed = join(root, "docs", "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o000);
    expect((await answer("/docs/closed/x"))[0]).toBe(404);
    chmodSync(closed, 0o700);
  });
});

describe("StaticFiles with html", () => {
  const html = { html: true };

  it.each([
    ["/", [200, "home"]],
    ["/docs/", [200, "docs"]],
    ["/docs/page.html", [200, "page"]],
    ["/missing", [404, "lost"]],
    ["/docs/missing", [404, "lost"]],
    ["/docs/empty/", [404, "lost"]],
    ["/app.js/", [404, "lost"]],
    ["/.env", [404, "lost"]],
  ])("answers %s", async (path, expected) => {
    expect(await answer(path, html)).toEqual(expected);
  });

  it("sends a directory to its path with a slash, below its mount and with its query", async () => {
    const files = StaticFiles(root, html);
    const handle = (path: string, rootPath: string) =>
      files.handle(
        new HttpRequest({ method: "GET", target: `${rootPath}${path}?a=1` }).mounted(path, rootPath),
      );
    for (const [path, location] of [
      ["/docs", "/site/docs/?a=1"],
      ["", "/site/?a=1"],
    ] as const) {
      const response = await handle(path, "/site");
      expect(response.status).toBe(307);
      expect(response.headers.get("location")).toBe(location);
    }
  });

  it("never sends to another host", async () => {
    expect(await answer("//evil.test", html)).toEqual([404, "lost"]);
    expect(await answer("//docs", html)).toEqual([404, "lost"]);
    expect(await answer("/%2fdocs", html)).toEqual([404, "lost"]);
  });

  it("has the 404 page without validators, and to HEAD without content", async () => {
    const page = await request("/missing", html);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.has("etag")).toBe(false);
    expect(await request("/missing", html, { method: "HEAD" })).toMatchObject({ status: 404, body: null });
  });
});
