import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentRange, parseRange, unsatisfiedRange } from "../../src/http/index.ts";

describe("parseRange", () => {
  it.each([
    ["bytes=0-0", [[0, 0]]],
    ["bytes=0-499", [[0, 499]]],
    ["Bytes=500-999", [[500, 999]]],
    ["bytes=500-", [[500, 999]]],
    ["bytes=-1", [[999, 999]]],
    ["bytes=-1000", [[0, 999]]],
    ["bytes=-5000", [[0, 999]]],
    ["bytes=900-5000", [[900, 999]]],
    ["bytes=900-99999999999999999999999999", [[900, 999]]],
    [
      "bytes=0-0,-1",
      [
        [0, 0],
        [999, 999],
      ],
    ],
    [
      "bytes= 0-0 ,\t5-6 ",
      [
        [0, 0],
        [5, 6],
      ],
    ],
    [
      "bytes=500-600,0-10",
      [
        [500, 600],
        [0, 10],
      ],
    ],
    ["bytes=0-10,5000-6000", [[0, 10]]],
    ["bytes=500-700,601-999", [[500, 999]]],
    ["bytes=0-499,500-999", [[0, 999]]],
    [
      "bytes=500-600,0-10,5-20",
      [
        [0, 20],
        [500, 600],
      ],
    ],
    ["bytes=0-999,5-6", [[0, 999]]],
  ])("reads %j of 1000 bytes", (header, expected) => {
    expect(parseRange(header, 1000)).toEqual(expected.map(([start, end]) => ({ start, end })));
  });

  it.each([
    "bytes=1000-",
    "bytes=1000-2000",
    "bytes=-0",
    "bytes=1000-1001,5000-",
    "bytes=99999999999999999999999-",
  ])("finds nothing of 1000 bytes in %j", (header) => {
    expect(parseRange(header, 1000)).toBe("unsatisfiable");
  });

  it.each([
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=a-b",
    "bytes=5-4",
    "bytes=0-1,",
    "bytes=0-1,,2-3",
    "bytes=0-1,5-4",
    "bytes=+0-1",
    "bytes=0--1",
    "bytes=0 - 1",
    "bytes=1.5-2",
    "bytes =0-1",
    "items=0-1",
  ])("ignores %j", (header) => {
    expect(parseRange(header, 1000)).toBeUndefined();
  });

  it("finds nothing in an empty representation, and ignores a suffix of it", () => {
    expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
    expect(parseRange("bytes=-0", 0)).toBe("unsatisfiable");
    expect(parseRange("bytes=-5", 0)).toBeUndefined();
  });

  it("ignores a list longer than its limit", () => {
    const list = (count: number) =>
      `bytes=${Array.from({ length: count }, (_, i) => `${i * 2}-${i * 2}`).join(",")}`;
    expect(parseRange(list(32), 1000)).toHaveLength(32);
    expect(parseRange(list(33), 1000)).toBeUndefined();
    expect(parseRange(list(33), 1000, { maxRanges: 33 })).toHaveLength(33);
    expect(parseRange(list(2), 1000, { maxRanges: 1 })).toBeUndefined();
  });

  it("covers exactly the bytes asked for, each of them once", () => {
    const bound = fc.option(fc.nat(40), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(bound, bound), { minLength: 1, maxLength: 8 }),
        fc.nat(30),
        (specs, size) => {
          const header = `bytes=${specs.map(([first, last]) => `${first ?? ""}-${last ?? ""}`).join(",")}`;
          const result = parseRange(header, size);
          const malformed = specs.some(
            ([first, last]) =>
              (first === undefined && last === undefined) ||
              (first !== undefined && last !== undefined && last < first),
          );
          if (malformed) {
            expect(result).toBeUndefined();
            return;
          }
          const asked = Array.from({ length: size }, (_, i) =>
            specs.some(([first, last]) =>
              first === undefined ? i >= size - last! : i >= first && i <= (last ?? Number.POSITIVE_INFINITY),
            ),
          );
          const sent = new Array<number>(size).fill(0);
          if (typeof result === "object") {
            for (const { start, end } of result) for (let i = start; i <= end; i++) sent[i]!++;
            expect(result.length).toBeGreaterThan(0);
          }
          expect(sent).toEqual(asked.map(Number));
        },
      ),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseRange(`bytes=${text}`, 10)));
  });
});

describe("Content-Range", () => {
  it("names the range and the size", () => {
    expect(contentRange({ start: 0, end: 99 }, 1000)).toBe("bytes 0-99/1000");
    expect(unsatisfiedRange(1000)).toBe("bytes */1000");
  });
});
