import { describe, expect, it } from "vitest";
import { listMembers } from "../../../src/server/http1/grammar.ts";

describe("listMembers", () => {
  it.each([
    ["", []],
    [" , ,\t", []],
    ["close", ["close"]],
    [" Keep-Alive ,\tUpgrade\t", ["keep-alive", "upgrade"]],
    ["a b", ["a b"]],
    // White space is that of HTTP only.
    ["\u00a0a\u00a0", ["\u00a0a\u00a0"]],
  ])("reads %j", (value, members) => {
    expect(listMembers(value)).toEqual(members);
  });

  it("takes no longer than the value is long, however much white space is in it", () => {
    // By the square of it, this would take longer than a test may.
    const value = `a${" ".repeat(2_000_000)}b`;
    expect(listMembers(value)).toEqual([value]);
  });
});
