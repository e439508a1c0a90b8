import { describe, expect, it } from "vitest";
import { SalukiError } from "../../../src/errors.ts";
import { DEFAULT_LIMITS, resolveLimits } from "../../../src/server/http1/index.ts";

describe("resolveLimits", () => {
  it("has a default for each limit, and none that is no limit, but for the time of handlers", () => {
    expect(resolveLimits()).toEqual(DEFAULT_LIMITS);
    const { handlerTimeout, ...others } = DEFAULT_LIMITS;
    for (const limit of Object.values(others)) expect(limit).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(handlerTimeout).toBe(Number.POSITIVE_INFINITY);
  });

  it("takes what is given, and leaves what is undefined", () => {
    const limits = resolveLimits({ maxHeaderBytes: 1000, maxHeaderCount: undefined });
    expect(limits.maxHeaderBytes).toBe(1000);
    expect(limits.maxHeaderCount).toBe(DEFAULT_LIMITS.maxHeaderCount);
  });

  it.each([
    ["maxHeaderBytes", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ["headersTimeout", 0, Number.POSITIVE_INFINITY],
    ["keepAliveTimeout", 0, Number.POSITIVE_INFINITY],
    ["lingerTimeout", 0, 0],
    ["keepAliveTimeout", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ["bodyTimeout", Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ["maxBodyBytes", 0, 0],
    ["minBodyRate", 0, 0],
  ] as const)("%s: %d means %d", (name, given, meant) => {
    expect(resolveLimits({ [name]: given })[name]).toBe(meant);
  });

  it.each([
    ["maxHeaderBytes", 0],
    ["maxRequestLineBytes", 0],
    ["maxPipelinedRequests", 0],
    ["maxConnections", 0],
    ["headersTimeout", -1],
    ["keepAliveTimeout", null as unknown as number],
    ["maxHeaderCount", 1.5],
    ["maxUnreadBodyBytes", 0.5],
    ["minBodyRate", Number.POSITIVE_INFINITY],
    ["maxBodyBytes", Number.NaN],
    ["bodyTimeout", "5s" as unknown as number],
  ] as const)("%s: %s is an error that names the option", (name, given) => {
    expect(() => resolveLimits({ [name]: given })).toThrow(SalukiError);
    expect(() => resolveLimits({ [name]: given })).toThrow(`the server option ${name} is `);
  });

  it("gives a head no more time than its whole request, where only that is told", () => {
    expect(resolveLimits({ requestTimeout: 10_000 })).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 10_000,
    });
    expect(resolveLimits({ requestTimeout: 60_000 }).headersTimeout).toBe(30_000);
    expect(resolveLimits({ requestTimeout: 0 }).headersTimeout).toBe(30_000);
  });

  it("refuses a head that may take longer than its request, and leaves one without a limit alone", () => {
    const make = () => resolveLimits({ headersTimeout: 20_000, requestTimeout: 10_000 });
    expect(make).toThrow("headersTimeout is 20000, and requestTimeout only 10000");
    expect(resolveLimits({ headersTimeout: 0, requestTimeout: 10_000 }).headersTimeout).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
