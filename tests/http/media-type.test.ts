import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJson, parseMediaType } from "../../src/http/index.ts";

describe("parseMediaType", () => {
  it.each([
    ["text/html", "text/html", {}],
    ["Text/HTML", "text/html", {}],
    [" text/html \t", "text/html", {}],
    ["text/html;charset=utf-8", "text/html", { charset: "utf-8" }],
    ["text/html ;\t Charset=UTF-8", "text/html", { charset: "UTF-8" }],
    ["text/html; a=1; b=2", "text/html", { a: "1", b: "2" }],
    ["text/html;", "text/html", {}],
    ["text/html; ; a=1;", "text/html", { a: "1" }],
    ["text/html; a=1; A=2", "text/html", { a: "1" }],
    ['multipart/form-data; boundary="a b;c=d"', "multipart/form-data", { boundary: "a b;c=d" }],
    ['text/x; a="q\\"u\\\\o\\t"', "text/x", { a: 'q"u\\ot' }],
    ['text/x; a=""', "text/x", { a: "" }],
    ["application/vnd.api+json", "application/vnd.api+json", {}],
    ["text/x; __proto__=1", "text/x", { ["__proto__"]: "1" }],
  ])("reads %j", (text, essence, parameters) => {
    const mediaType = parseMediaType(text);
    expect(mediaType?.essence).toBe(essence);
    expect([...(mediaType?.parameters ?? [])]).toEqual(Object.entries(parameters));
    expect(`${mediaType?.type}/${mediaType?.subtype}`).toBe(essence);
  });

  it.each([
    "",
    "text",
    "/html",
    "text/",
    "text /html",
    "text/ html",
    "text/html charset=utf-8",
    "text/html; charset",
    "text/html; charset=",
    "text/html; charset =utf-8",
    "text/html; charset= utf-8",
    "text/html; =utf-8",
    'text/html; a="open',
    'text/html; a="b"c',
    'text/html; a="b\\',
    "text/html, text/plain",
    "téxt/html",
  ])("refuses %j", (text) => {
    expect(parseMediaType(text)).toBeUndefined();
  });

  it("gives back every parameter that was written by the grammar", () => {
    const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/);
    const quoted = fc.stringMatching(/^[\t -~]*$/);
    const write = (value: string) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
    fc.assert(
      fc.property(token, token, fc.array(fc.tuple(token, quoted)), (type, subtype, parameters) => {
        const text = `${type}/${subtype}${parameters.map(([name, value]) => ` ; ${name}=${write(value)}`).join("")}`;
        const expected = new Map<string, string>();
        for (const [name, value] of parameters) {
          if (!expected.has(name.toLowerCase())) expected.set(name.toLowerCase(), value);
        }
        expect(parseMediaType(text)).toMatchObject({ essence: `${type}/${subtype}`.toLowerCase() });
        expect(parseMediaType(text)?.parameters).toEqual(expected);
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseMediaType(`a/b${text}`)));
  });
});

describe("isJson", () => {
  it.each([
    ["application/json", true],
    ["application/json; charset=utf-8", true],
    ["APPLICATION/JSON", true],
    ["application/problem+json", true],
    ["application/vnd.api+json; version=1", true],
    ["model/gltf+json", true],
    [undefined, false],
    ["", false],
    ["application/jsonl", false],
    ["application/x-json", false],
    ["text/plain", false],
    ["text/plain; a=application/json", false],
    ["application/json, text/plain", false],
  ])("says of %j: %s", (contentType, expected) => {
    expect(isJson(contentType)).toBe(expected);
  });
});
