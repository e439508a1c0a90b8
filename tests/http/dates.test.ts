import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHttpDate, parseHttpDate } from "../../src/http/index.ts";

const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37);

describe("formatHttpDate", () => {
  it("writes IMF-fixdate", () => {
    expect(formatHttpDate(new Date(EXAMPLE))).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(formatHttpDate(EXAMPLE + 999)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
  });

  it.each([Number.NaN, Date.UTC(10_000, 0), Date.UTC(-1, 0)])("refuses %s", (date) => {
    expect(() => formatHttpDate(date)).toThrow(RangeError);
  });
});

describe("parseHttpDate", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE],
    ["Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE],
    ["Sun Nov  6 08:49:37 1994", EXAMPLE],
    ["Wed Nov 16 08:49:37 1994", Date.UTC(1994, 10, 16, 8, 49, 37)],
    ["Thu, 29 Feb 2024 00:00:00 GMT", Date.UTC(2024, 1, 29)],
    ["Sat, 31 Dec 2016 23:59:60 GMT", Date.UTC(2017, 0, 1)],
  ])("reads %j", (text, expected) => {
    expect(parseHttpDate(text)?.getTime()).toBe(expected);
  });

  it.each([
    "",
    "now",
    "0",
    "1994-11-06T08:49:37Z",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37 +0000",
    "sun, 06 nov 1994 08:49:37 gmt",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 31 Feb 2024 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 06 Nov 1994 08:00:61 GMT",
    " Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT\n",
    "Xyz, 06 Nov 1994 08:49:37 GMT",
  ])("refuses %j", (text) => {
    expect(parseHttpDate(text)).toBeUndefined();
  });

  it("takes a two-digit year for the past when it would lie more than 50 years ahead", () => {
    const thisYear = new Date().getUTCFullYear();
    const yearOf = (year: number) =>
      parseHttpDate(`Sunday, 06-Nov-${String(year % 100).padStart(2, "0")} 08:49:37 GMT`)?.getUTCFullYear();
    expect(yearOf(thisYear)).toBe(thisYear);
    expect(yearOf(thisYear + 51)).toBe(thisYear - 49);
  });

  it("reads back what formatHttpDate writes, for all years of four digits", () => {
    const seconds = fc.integer({
      min: Date.UTC(0, 0) / 1000 - 1900 * 31_556_952,
      max: Date.UTC(9999, 11) / 1000,
    });
    fc.assert(
      fc.property(seconds, (second) => {
        fc.pre(new Date(second * 1000).getUTCFullYear() >= 0);
        expect(parseHttpDate(formatHttpDate(second * 1000))?.getTime()).toBe(second * 1000);
      }),
    );
  });
});
