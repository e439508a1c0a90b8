import { describe, expect, it } from "vitest";
import { Backoff } from "../../../src/cli/workers/backoff.ts";

describe("Backoff", () => {
  it("doubles from 100 ms to 30 s, and stays there", () => {
    const backoff = new Backoff();
    const delays = Array.from({ length: 12 }, () => backoff.next(0));
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000]);
  });

  it("never overflows", () => {
    const backoff = new Backoff();
    for (let i = 0; i < 5000; i++) backoff.next(0);
    expect(backoff.next(0)).toBe(30_000);
  });

  it("begins anew after a worker that has served for 10 s", () => {
    const backoff = new Backoff();
    for (let i = 0; i < 5; i++) backoff.next(9999);
    expect(backoff.next(9999)).toBe(3200);
    expect(backoff.next(10_000)).toBe(100);
    expect(backoff.next(0)).toBe(200);
  });

  it("begins anew when it is told that something has changed", () => {
    const backoff = new Backoff();
    backoff.next(0);
    backoff.next(0);
    backoff.reset();
    expect(backoff.next(0)).toBe(100);
  });
});
