import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluatePreconditions, HeaderList, rangeApplies } from "../../src/http/index.ts";

const MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";
const BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
const AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
// As a file has it: with a fraction of a second, which the header does not show.
const validators = { etag: '"v1"', lastModified: new Date(Date.parse(MODIFIED) + 600) };

describe("evaluatePreconditions", () => {
  it.each([
    ["GET", {}, "proceed"],
    ["GET", { "if-none-match": '"v1"' }, "not-modified"],
    ["HEAD", { "if-none-match": '"v1"' }, "not-modified"],
    ["PUT", { "if-none-match": '"v1"' }, "failed"],
    ["GET", { "if-none-match": 'W/"v1"' }, "not-modified"],
    ["GET", { "if-none-match": '"v0", "v1"' }, "not-modified"],
    ["GET", { "if-none-match": '"v0","a,b" ,W/"v1"' }, "not-modified"],
    ["GET", { "if-none-match": '"v0"' }, "proceed"],
    ["GET", { "if-none-match": "v1" }, "proceed"],
    ["GET", { "if-none-match": "*" }, "not-modified"],
    ["PUT", { "if-none-match": "*" }, "failed"],
    ["GET", { "if-match": '"v1"' }, "proceed"],
    ["GET", { "if-match": '"v0", "v1"' }, "proceed"],
    ["GET", { "if-match": "*" }, "proceed"],
    ["GET", { "if-match": '"v0"' }, "failed"],
    ["GET", { "if-match": 'W/"v1"' }, "failed"],
    ["GET", { "if-match": "" }, "failed"],
    ["PUT", { "if-match": '"v0"' }, "failed"],
    ["GET", { "if-modified-since": MODIFIED }, "not-modified"],
    ["GET", { "if-modified-since": AFTER }, "not-modified"],
    ["GET", { "if-modified-since": BEFORE }, "proceed"],
    ["GET", { "if-modified-since": "yesterday" }, "proceed"],
    ["PUT", { "if-modified-since": MODIFIED }, "proceed"],
    ["GET", { "if-unmodified-since": MODIFIED }, "proceed"],
    ["GET", { "if-unmodified-since": BEFORE }, "failed"],
    ["PUT", { "if-unmodified-since": BEFORE }, "failed"],
    ["GET", { "if-unmodified-since": "yesterday" }, "proceed"],
    // The order of RFC 9110 §13.2.2: a tag beats a date, and what may fail comes first.
    ["GET", { "if-none-match": '"v0"', "if-modified-since": AFTER }, "proceed"],
    ["GET", { "if-match": '"v1"', "if-unmodified-since": BEFORE }, "proceed"],
    ["GET", { "if-match": '"v0"', "if-none-match": '"v1"' }, "failed"],
    ["GET", { "if-match": '"v1"', "if-none-match": '"v1"' }, "not-modified"],
    ["GET", { "if-unmodified-since": BEFORE, "if-none-match": '"v1"' }, "failed"],
  ] as const)("%s with %j: %s", (method, headers, expected) => {
    expect(evaluatePreconditions(method, new HeaderList(headers), validators)).toBe(expected);
  });

  it("reads a list that is spread over several fields", () => {
    const headers = new HeaderList([
      ["if-none-match", '"v0"'],
      ["if-none-match", '"v1"'],
    ]);
    expect(evaluatePreconditions("GET", headers, validators)).toBe("not-modified");
  });

  it("never takes a weak tag of its own for a strong match", () => {
    const weak = { etag: 'W/"v1"' };
    expect(evaluatePreconditions("PUT", new HeaderList({ "if-match": '"v1"' }), weak)).toBe("failed");
    expect(evaluatePreconditions("PUT", new HeaderList({ "if-match": 'W/"v1"' }), weak)).toBe("failed");
    expect(evaluatePreconditions("GET", new HeaderList({ "if-none-match": '"v1"' }), weak)).toBe(
      "not-modified",
    );
  });

  it("leaves dates alone without Last-Modified, and fails If-Match without a tag", () => {
    const headers = { "if-modified-since": MODIFIED, "if-unmodified-since": MODIFIED };
    expect(evaluatePreconditions("GET", new HeaderList(headers), {})).toBe("proceed");
    expect(evaluatePreconditions("GET", new HeaderList({ "if-match": '"v1"' }), {})).toBe("failed");
    expect(evaluatePreconditions("GET", new HeaderList({ "if-none-match": '"v1"' }), {})).toBe("proceed");
  });

  it("never throws, and never stops, whatever the list", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x21-\x7e\t ]*$/), (text) => {
        const headers = HeaderList.fromFlat(["if-none-match", text, "if-match", text]);
        evaluatePreconditions("GET", headers, validators);
      }),
    );
  });
});

describe("rangeApplies", () => {
  it.each([
    ["without If-Range", undefined, true],
    ["with the same tag", '"v1"', true],
    ["with another tag", '"v0"', false],
    ["with a weak tag", 'W/"v1"', false],
    ["with the same date", MODIFIED, true],
    ["with an earlier date", BEFORE, false],
    ["with a later date", AFTER, false],
    ["with nonsense", "yesterday", false],
  ])("%s", (_, ifRange, expected) => {
    expect(rangeApplies(new HeaderList({ "if-range": ifRange }), validators)).toBe(expected);
  });
});
