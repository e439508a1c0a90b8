import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCookies, serializeCookie } from "../../src/http/index.ts";

describe("parseCookies", () => {
  it.each([
    ["", {}],
    ["a=1", { a: "1" }],
    ["a=1; b=2;c=3", { a: "1", b: "2", c: "3" }],
    ["a=1; a=2", { a: "1" }],
    ["a=", { a: "" }],
    ["a=b=c", { a: "b=c" }],
    ["a=%C3%A9%20x", { a: "é x" }],
    ["a=100%; b=%zz", { a: "100%", b: "%zz" }],
    ['a="quoted"; b="', { a: "quoted", b: '"' }],
    ["flag; a=1", { a: "1" }],
    ["flag", {}],
    [" a = 1 ", { a: "1" }],
  ])("reads %j", (header, expected) => {
    expect({ ...parseCookies(header) }).toEqual(expected);
  });

  it("takes names of Object.prototype for ordinary names", () => {
    const cookies = parseCookies("__proto__=x; constructor=y");
    expect(Object.entries(cookies)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect(cookies["toString"]).toBeUndefined();
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseCookies(text)));
  });
});

describe("serializeCookie", () => {
  it("sends the whole host's cookie, and not to other sites' forms, unless told otherwise", () => {
    expect(serializeCookie("c", "v")).toBe("c=v; Path=/; SameSite=Lax");
  });

  it("writes every attribute", () => {
    const attributes = serializeCookie("c", "v", {
      maxAge: 5,
      expires: new Date(0),
      domain: "example.com",
      path: "/app",
      secure: true,
      httpOnly: true,
      sameSite: "none",
      partitioned: true,
    }).split("; ");
    expect(attributes[0]).toBe("c=v");
    expect(new Set(attributes.slice(1))).toEqual(
      new Set([
        "Max-Age=5",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Domain=example.com",
        "Path=/app",
        "Secure",
        "HttpOnly",
        "SameSite=None",
        "Partitioned",
      ]),
    );
  });

  it("leaves out attributes that are false or undefined", () => {
    expect(
      serializeCookie("c", "v", { secure: false, httpOnly: false, maxAge: undefined, domain: undefined }),
    ).toBe("c=v; Path=/; SameSite=Lax");
  });

  it.each([
    ["a name that cannot be written", "a b", {}],
    ["an empty name", "", {}],
    ["a name with an equals sign", "a=b", {}],
    ["a path that would add an attribute", "c", { path: "/; Secure" }],
    ["a domain that would add an attribute", "c", { domain: "a.test; Secure" }],
    ["a line break", "c", { path: "/\r\nX: y" }],
    ["a fraction of a second", "c", { maxAge: 1.5 }],
    ["an invalid date", "c", { expires: new Date(Number.NaN) }],
    ["sameSite none without secure", "c", { sameSite: "none" as const }],
    ["partitioned without secure", "c", { partitioned: true }],
    ["__Host- without secure", "__Host-c", {}],
    ["__Host- with a domain", "__Host-c", { secure: true, domain: "a.test" }],
    ["__Host- with a path", "__Host-c", { secure: true, path: "/a" }],
    ["__Secure- without secure", "__Secure-c", {}],
  ])("refuses %s", (_, name, options) => {
    expect(() => serializeCookie(name, "v", options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  });

  it("keeps the promises of prefixed names", () => {
    expect(serializeCookie("__Host-c", "v", { secure: true })).toContain("__Host-c=v");
    expect(serializeCookie("__Secure-c", "v", { secure: true, path: "/a" })).toContain("__Secure-c=v");
  });

  it("keeps any text, and text only", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const pair = serializeCookie("c", value).split("; ")[0]!;
        expect(pair).toMatch(/^c=[!-~]*$/);
        expect(parseCookies(pair)["c"]).toBe(value);
      }),
    );
  });
});
