import { describe, expect, it } from "vitest";
import { REFUSALS, resolveLimits } from "../../src/server/http1/index.ts";
import { type Awaited, Patience } from "../../src/server/patience.ts";

const limits = resolveLimits({
  headersTimeout: 100,
  keepAliveTimeout: 200,
  requestTimeout: 1000,
  bodyTimeout: 100,
  minBodyRate: 100,
  sendTimeout: 300,
  lingerTimeout: 50,
});

describe("Patience", () => {
  it.each<[Awaited, number, unknown]>([
    ["next request", 200, "end"],
    ["head", 100, REFUSALS.headTimeout],
    ["body", 100, REFUSALS.bodyTimeout],
    ["reader", 300, "drop"],
    ["sign of life", 300, "drop"],
    ["close", 50, "drop"],
  ])("waits for the %s for %d ms", (awaited, time, verdict) => {
    const patience = new Patience(limits, 0);
    patience.beginRequest(0);
    patience.await(awaited, 1000);
    patience.beginRequest(1000);
    patience.await(awaited, 1000);
    expect(patience.check(1000 + time, 0)).toBeUndefined();
    expect(patience.check(1001 + time, 0)).toBe(verdict);
  });

  it("waits for a handler for ever, unless it is told for how long", () => {
    const endless = new Patience(limits, 0);
    endless.beginRequest(0);
    expect(endless.check(1e9, 0)).toBeUndefined();

    const bounded = new Patience(resolveLimits({ handlerTimeout: 100 }), 0);
    bounded.await("next request", 1000);
    bounded.beginRequest(2000);
    expect(bounded.check(2100, 0)).toBeUndefined();
    expect(bounded.check(2101, 0)).toBe(REFUSALS.handlerTimeout);
    bounded.await("stream", 2101);
    expect(bounded.check(1e9, 0)).toBeUndefined();
  });

  it("counts the time of a handler from the end of the body that it has waited for", () => {
    const patience = new Patience(resolveLimits({ handlerTimeout: 100 }), 0);
    patience.beginRequest(0);
    patience.await("body", 50);
    patience.await("handler", 1000);
    expect(patience.check(1100, 0)).toBeUndefined();
    expect(patience.check(1101, 0)).toBe(REFUSALS.handlerTimeout);
  });

  it("ends a new connection on which nothing comes", () => {
    const patience = new Patience(limits, 0);
    expect(patience.check(100, 0)).toBeUndefined();
    expect(patience.check(101, 0)).toBe("end");
  });

  it("counts the time for the first head from the connection", () => {
    const patience = new Patience(limits, 0);
    patience.await("head", 90);
    expect(patience.check(101, 0)).toBe(REFUSALS.headTimeout);
  });

  it("counts the time for a later head from its first byte", () => {
    const patience = new Patience(limits, 0);
    patience.beginRequest(0);
    patience.await("next request", 10);
    patience.await("head", 190);
    expect(patience.check(290, 0)).toBeUndefined();
    expect(patience.check(291, 0)).toBe(REFUSALS.headTimeout);
  });

  it("goes on waiting for a body that comes fast enough, but not beyond the time for the request", () => {
    const patience = new Patience(limits, 0);
    patience.beginRequest(0);
    patience.await("body", 0, 0);
    let received = 0;
    for (let now = 101; now <= 1000; now += 101) {
      received += 10;
      expect(patience.check(now, received)).toBeUndefined();
    }
    expect(patience.check(1001, received + 1000)).toBe(REFUSALS.bodyTimeout);
  });

  it("gives up a body that drips", () => {
    const patience = new Patience(limits, 0);
    patience.beginRequest(0);
    patience.await("body", 0, 500);
    expect(patience.check(101, 509)).toBe(REFUSALS.bodyTimeout);
  });

  it("counts the time for a request from the first byte of its head", () => {
    const patience = new Patience(limits, 0);
    patience.beginRequest(0);
    patience.await("next request", 0);
    patience.await("head", 100);
    patience.beginRequest(190);
    patience.await("body", 190, 0);
    expect(patience.check(1100, 1e6)).toBeUndefined();
    expect(patience.check(1101, 2e6)).toBe(REFUSALS.bodyTimeout);
  });

  it("takes a single byte for progress where no rate is asked for", () => {
    const patience = new Patience({ ...limits, minBodyRate: 0 }, 0);
    patience.beginRequest(0);
    patience.await("body", 0, 0);
    expect(patience.check(101, 1)).toBeUndefined();
    expect(patience.check(202, 1)).toBe(REFUSALS.bodyTimeout);
  });

  it("goes on waiting for a reader that takes something", () => {
    const patience = new Patience(limits, 0);
    patience.beginRequest(0);
    patience.await("reader", 0, 1000);
    expect(patience.check(299, 1001)).toBeUndefined();
    expect(patience.check(599, 1001)).toBeUndefined();
    expect(patience.check(600, 1001)).toBe("drop");
  });
});
