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
    ["maxBodyBytes", Number.NaN],
    ["bodyTimeout", "5s" as unknown as number],
  ] as const)("%s: %s is an error that names the option", (name, given) => {
    expect(() => resolveLimits({ [name]: given })).toThrow(SalukiError);
    expect(() => resolveLimits({ [name]: given })).toThrow(name);
  });
});
