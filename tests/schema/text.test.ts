import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dateFromNumber, dateFromText } from "../../src/schema/date-text.ts";
import {
  bigintFromText,
  booleanFromText,
  integerFromText,
  isOversizedInteger,
  numberFromText,
} from "../../src/schema/text.ts";

// What pydantic makes of each spelling is in pydantic.test.ts. Here: what holds for any text.
const readers = { integerFromText, bigintFromText, numberFromText, booleanFromText, dateFromText };
const numeric = fc.stringMatching(/^[ +-]?[0-9_.eE+\-naif ]{0,12}$/);

describe("text", () => {
  for (const [name, read] of Object.entries(readers)) {
    it(`never makes ${name} throw`, () => {
      fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), numeric), (text) => void read(text)));
    });
  }

  it("of an integer gives that integer back", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (integer) => integerFromText(`${integer}`) === integer));
    fc.assert(fc.property(fc.bigInt(), (integer) => bigintFromText(`${integer}`) === integer));
  });

  it("of a finite number gives that number back", () => {
    const finite = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((number) => !Object.is(number, -0));
    fc.assert(fc.property(finite, (number) => numberFromText(String(number)) === number));
  });

  it("of a date gives that date back", () => {
    const date = fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(date, (moment) => dateFromText(moment.toISOString())?.getTime() === moment.getTime()),
    );
  });

  it("gives integers that are safe, and dates that are valid, or nothing", () => {
    fc.assert(
      fc.property(numeric, (text) => {
        const integer = integerFromText(text);
        if (integer !== undefined) expect(Number.isSafeInteger(integer)).toBe(true);
        const date = dateFromText(text);
        if (date !== undefined) expect(date.getTime()).not.toBeNaN();
      }),
    );
  });

  it("with an integer that a number cannot hold is left to bigint", () => {
    expect(integerFromText("9007199254740993")).toBeUndefined();
    expect(isOversizedInteger("9007199254740993")).toBe(true);
    expect(bigintFromText("9007199254740993")).toBe(9007199254740993n);
    expect(bigintFromText("1".repeat(4300))).toBeTypeOf("bigint");
    expect(bigintFromText("1".repeat(4301))).toBeUndefined();
  });

  it("without an offset is a time in UTC, whatever the clock of the machine says", () => {
    expect(dateFromText("2020-06-01T10:00")?.toISOString()).toBe("2020-06-01T10:00:00.000Z");
    expect(dateFromText("2020-06-01")?.toISOString()).toBe("2020-06-01T00:00:00.000Z");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e20, -1e20])("of %s is no date", (number) => {
    expect(dateFromNumber(number)).toBeUndefined();
  });

  it("of a hundred thousand spaces is read in no time", () => {
    const spaces = " ".repeat(100_000);
    const before = performance.now();
    for (const read of Object.values(readers)) expect(read(`x${spaces}x`)).toBeUndefined();
    for (const read of Object.values(readers)) expect(read(`${"1_".repeat(50_000)}x`)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(500);
  });
});
