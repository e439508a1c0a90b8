import { describe, expect, it } from "vitest";
import { relativeUrl, urlBelow } from "../../../src/openapi/docs/relative-url.ts";

const PAGES = ["/docs", "/docs/", "/", "/internal/docs", "/a/b/c/docs/", "/v1:beta", "/a%20b/docs"];
const PREFIXES = ["", "/api", "/api/v1"];

describe("relativeUrl", () => {
  it.each(PAGES)("leads from %s to a path of the application, behind any prefix", (page) => {
    for (const prefix of PREFIXES) {
      for (const target of ["/openapi.json", "/v1/openapi.json", "/", "/a:b"]) {
        const resolved = new URL(relativeUrl(page, target), `http://shop.test${prefix}${page}`);
        expect(resolved.href).toBe(`http://shop.test${prefix}${target}`);
      }
    }
  });

  it.each(["https://cdn.test/openapi.json", "//cdn.test/openapi.json", "data:,", "openapi.json"])(
    "leaves %s as it is",
    (url) => expect(relativeUrl("/internal/docs", url)).toBe(url),
  );
});

describe("urlBelow", () => {
  it.each(PAGES)("leads from %s to what lies below it, behind any prefix", (page) => {
    for (const prefix of PREFIXES) {
      const resolved = new URL(urlBelow(page, "assets/init.js"), `http://shop.test${prefix}${page}`);
      const folder = page.endsWith("/") ? page : `${page}/`;
      expect(resolved.href).toBe(`http://shop.test${prefix}${folder}assets/init.js`);
    }
  });
});
