import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAccept, preferred } from "../../src/http/index.ts";

describe("parseAccept", () => {
  it("reads ranges, weights and parameters in the order sent", () => {
    expect(parseAccept('text/html;level=1, Text/*; q=0.5 , */*;q=0, application/x;a="b,c";q=0.125')).toEqual([
      { range: "text/html", quality: 1, parameters: new Map([["level", "1"]]) },
      { range: "text/*", quality: 0.5, parameters: new Map() },
      { range: "*/*", quality: 0, parameters: new Map() },
      { range: "application/x", quality: 0.125, parameters: new Map([["a", "b,c"]]) },
    ]);
  });

  it.each(["gzip;q=2", "gzip;q=-1", "gzip;q=0.1234", "gzip;q=abc", "gzip;q", "gzip;q=", ",,", "", ";q=1"])(
    "leaves out %j",
    (text) => {
      expect(parseAccept(text)).toEqual([]);
      expect(parseAccept(`${text}, br`)).toMatchObject([{ range: "br" }]);
    },
  );

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseAccept(text)));
  });
});

describe("preferred", () => {
  it.each([
    ["the only acceptable offer", "text/html", ["application/json", "text/html"], "text/html"],
    [
      "the heavier of two",
      "application/json;q=0.5, text/html;q=0.6",
      ["application/json", "text/html"],
      "text/html",
    ],
    [
      "the first offer among equals",
      "text/html, application/json",
      ["application/json", "text/html"],
      "application/json",
    ],
    ["nothing when no range fits", "text/html", ["application/json"], undefined],
    ["nothing that is refused", "text/html;q=0, */*", ["text/html"], undefined],
    ["the first offer for */*", "*/*", ["a/b", "c/d"], "a/b"],
    ["the first offer without a header", undefined, ["a/b", "c/d"], "a/b"],
    ["nothing for an empty header", "", ["a/b"], undefined],
    ["by type", "text/*", ["image/png", "text/css"], "text/css"],
    [
      "by the more precise range, whatever its place",
      "*/*, text/*;q=0.2, text/css;q=0.1",
      ["text/css", "text/html"],
      "text/html",
    ],
    ["a type range does not cover longer types", "text/*", ["textual/x"], undefined],
    [
      "by parameters",
      "text/html;level=2;q=0.5, text/html;q=0.1",
      ["text/html;level=1", "text/html;level=2"],
      "text/html;level=2",
    ],
    ["without regard to case", "TEXT/HTML", ["text/html"], "text/html"],
    ["a coding", "gzip, br;q=0.8", ["br", "gzip"], "gzip"],
    ["a coding by star, unless it is refused", "br;q=0, *", ["br", "gzip"], "gzip"],
    ["no coding where only identity is wanted", "identity", ["br", "gzip"], undefined],
    ["no coding where all are refused", "*;q=0", ["br", "gzip"], undefined],
  ])("chooses %s", (_, header, offers, expected) => {
    expect(preferred(header, offers)).toBe(expected);
  });
});
