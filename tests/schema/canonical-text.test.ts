import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dayFromNumber,
  dayFromText,
  timeFromNumber,
  timeFromText,
  uuidFromText,
} from "../../src/schema/canonical-text.ts";

describe("dayFromText", () => {
  it.each([
    ["2020-01-31T00:00", "2020-01-31"],
    ["2020-01-31 00:00:00.000", "2020-01-31"],
    ["2020-01-31t00:00:00,0z", "2020-01-31"],
    ["2020-01-31T00:00:00+02:00", "2020-01-31"],
    ["1577836800", "2020-01-01"],
    ["1577836800000", "2020-01-01"],
    ["-86400", "1969-12-31"],
    ["86400.0", "1970-01-02"],
    ["0001-01-01T00:00", "0001-01-01"],
  ])("takes the midnight %s for %s", (text, day) => {
    expect(dayFromText(text)).toBe(day);
  });

  it.each([
    "2020-01-31",
    "2020-01-31T10:00",
    "2020-02-30T00:00",
    "0000-01-01T00:00",
    "1577836801",
    "1e9",
    "",
    "x",
  ])("leaves %j alone", (text) => {
    expect(dayFromText(text)).toBeUndefined();
  });

  it("gives a day that is one, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        const day = dayFromText(text);
        expect(day === undefined || /^\d{4}-\d\d-\d\d$/.test(day)).toBe(true);
      }),
    );
  });
});

describe("dayFromNumber", () => {
  it.each([
    [0, "1970-01-01"],
    [1_577_836_800, "2020-01-01"],
    [1_577_836_800_000, "2020-01-01"],
    [0.5, undefined],
    [1_577_836_801, undefined],
    [1e18, undefined],
    [Number.NaN, undefined],
  ])("makes of %d %s", (number, day) => {
    expect(dayFromNumber(number)).toBe(day);
  });
});

describe("a time of day", () => {
  it.each([
    ["10:00:00,5", "10:00:00.5"],
    ["10:00:00.5", undefined],
    ["10:00,5", undefined],
    ["a,b", undefined],
  ])("has a point before its fraction: %j", (text, time) => {
    expect(timeFromText(text)).toBe(time);
  });

  it.each([
    [0, "00:00:00"],
    [36_000, "10:00:00"],
    [36_000.5, "10:00:00.5"],
    [0.000_001, "00:00:00.000001"],
    [86_399.999_999, "23:59:59.999999"],
    [86_399.999_999_9, undefined],
    [86_400, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])("is made of the seconds since midnight: %d", (seconds, time) => {
    expect(timeFromNumber(seconds)).toBe(time);
  });
});

describe("uuidFromText", () => {
  const uuid = "550e8400-e29b-41d4-a716-446655440000";

  it.each([
    uuid,
    uuid.toUpperCase(),
    uuid.replaceAll("-", ""),
    uuid.replaceAll("-", "").toUpperCase(),
    `{${uuid}}`,
    `urn:uuid:${uuid}`,
  ])("writes %s as RFC 9562 does", (text) => {
    expect(uuidFromText(text)).toBe(uuid);
  });

  it.each([
    `{${uuid}`,
    `${uuid}}`,
    `urn:uuid:${uuid}}`,
    `urn:uuid:{${uuid}}`,
    `{${uuid.replaceAll("-", "")}}`,
    `URN:UUID:${uuid}`,
    ` ${uuid}`,
    `${uuid}\n`,
    `${uuid}0`,
    "",
  ])("does not know %j", (text) => {
    expect(uuidFromText(text)).toBeUndefined();
  });
});
