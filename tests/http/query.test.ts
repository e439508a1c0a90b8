import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HTTPException, QueryParams } from "../../src/http/index.ts";

describe("QueryParams", () => {
  it.each([
    ["nothing", "", []],
    ["one pair", "a=1", [["a", "1"]]],
    [
      "several pairs in order",
      "b=2&a=1&b=3",
      [
        ["b", "2"],
        ["a", "1"],
        ["b", "3"],
      ],
    ],
    [
      "a name without equals sign has an empty value",
      "a&b",
      [
        ["a", ""],
        ["b", ""],
      ],
    ],
    ["an empty value", "a=", [["a", ""]]],
    ["an empty name", "=1", [["", "1"]]],
    ["an equals sign alone", "=", [["", ""]]],
    ["the first equals sign splits", "a=b=c", [["a", "b=c"]]],
    [
      "the name's equals sign may lie in the next pair",
      "a&b=c",
      [
        ["a", ""],
        ["b", "c"],
      ],
    ],
    [
      "empty pieces count for nothing",
      "&&a=1&&b=2&",
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["a semicolon is no separator", "a=1;b=2", [["a", "1;b=2"]]],
    ["plus is a space, in names too", "a+b=c+d", [["a b", "c d"]]],
    ["percent-encoded UTF-8", "caf%C3%A9=%e2%82%ac", [["café", "€"]]],
    ["an encoded plus stays a plus", "a=%2B", [["a", "+"]]],
    ["encoded separators do not separate", "a=1%262%3D3", [["a", "1&2=3"]]],
    [
      "malformed percent sequences stay",
      "a=%&b=%4&c=%zz&d=100%",
      [
        ["a", "%"],
        ["b", "%4"],
        ["c", "%zz"],
        ["d", "100%"],
      ],
    ],
    ["good sequences beside malformed ones are decoded", "a=%41%", [["a", "A%"]]],
    ["bytes that are not UTF-8 become U+FFFD", "a=%FF%41", [["a", "\uFFFDA"]]],
    ["a truncated character becomes U+FFFD", "a=%E2%82", [["a", "\uFFFD"]]],
    ["text beyond ASCII survives the lenient decoder", "a=é%FF", [["a", "é\uFFFD"]]],
  ])("reads %s", (_, query, pairs) => {
    expect([...new QueryParams(query)]).toEqual(pairs);
  });

  it("gives the last value of a name, or all of them", () => {
    const query = new QueryParams("a=1&b=x&a=2");
    expect(query.get("a")).toBe("2");
    expect(query.getAll("a")).toEqual(["1", "2"]);
    expect(query.get("c")).toBeUndefined();
    expect(query.getAll("c")).toEqual([]);
    expect(query.has("a")).toBe(true);
    expect(query.has("c")).toBe(false);
    expect(query.size).toBe(3);
  });

  it("lists distinct names in the order of their first value", () => {
    expect([...new QueryParams("b=1&a=2&b=3").keys()]).toEqual(["b", "a"]);
  });

  it("takes names of Object.prototype for ordinary names", () => {
    const query = new QueryParams("__proto__=x&constructor=y");
    expect(query.get("__proto__")).toBe("x");
    expect([...query.keys()]).toEqual(["__proto__", "constructor"]);
    expect(query.get("toString")).toBeUndefined();
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("answers 400 past its limit of pairs", () => {
    const pairs = (count: number) => Array.from({ length: count }, (_, i) => `a=${i}`).join("&");
    expect(new QueryParams(pairs(1000)).size).toBe(1000);
    expect(() => new QueryParams(pairs(1001))).toThrow(expect.objectContaining({ status: 400 }));
    expect(() => new QueryParams("a&b&c", 2)).toThrow(HTTPException);
    expect(new QueryParams("&&a&&b&&", 2).size).toBe(2);
  });

  it("reads any text as URLSearchParams does", () => {
    const piece = fc.oneof(
      fc.string(),
      fc.string({ unit: "grapheme" }).map(encodeURIComponent),
      fc.constantFrom("%", "%4", "%41", "%C3", "%a9", "%F0%9F%92%A9", "+", "&", "=", ";", "%00", "%EF%BB%BF"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        // URLSearchParams drops a leading question mark; a query does not begin with one.
        fc.pre(!text.startsWith("?"));
        expect([...new QueryParams(text)]).toEqual([...new URLSearchParams(text)]);
      }),
    );
  });
});
