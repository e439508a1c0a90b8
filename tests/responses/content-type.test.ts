import { describe, expect, it } from "vitest";
import { parseMediaType } from "../../src/http/index.ts";
import { contentTypeOf } from "../../src/responses/content-type.ts";

describe("contentTypeOf", () => {
  it.each([
    ["index.html", "text/html; charset=utf-8"],
    ["/a.b/APP.JS", "text/javascript; charset=utf-8"],
    ["data.json", "application/json"],
    ["logo.svg", "image/svg+xml"],
    ["archive.tar.gz", "application/gzip"],
    ["film.mp4", "video/mp4"],
    ["C:\\x.y\\photo.jpg", "image/jpeg"],
    ["no-extension", "application/octet-stream"],
    ["dir.html/file", "application/octet-stream"],
    ["x.unknown", "application/octet-stream"],
    ["x.__proto__", "application/octet-stream"],
    ["x.constructor", "application/octet-stream"],
    ["x.", "application/octet-stream"],
    ["", "application/octet-stream"],
  ])("takes %s for %s", (path, expected) => {
    expect(contentTypeOf(path)).toBe(expected);
    expect(parseMediaType(contentTypeOf(path))).toBeDefined();
  });
});
