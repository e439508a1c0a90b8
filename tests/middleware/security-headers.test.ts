import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { HttpResponse } from "../../src/http/index.ts";
import { type SecurityHeadersOptions, securityHeaders } from "../../src/middleware/index.ts";
import { answering, later, ok, requestFor, wrap } from "./support.ts";

async function headersFor(
  options: SecurityHeadersOptions | undefined,
  scheme: "http" | "https" = "http",
  handler = answering(),
): Promise<Record<string, string>> {
  const response = await wrap(handler, securityHeaders(options))(requestFor("/", { scheme }));
  return Object.fromEntries(response.headers);
}

const DEFAULTS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};

describe("securityHeaders", () => {
  it("sets the careful defaults", async () => {
    expect(await headersFor(undefined)).toEqual(DEFAULTS);
    expect(await headersFor({}, "http", later(answering()))).toEqual(DEFAULTS);
  });

  it("asks browsers to stay on https, over https only", async () => {
    expect(await headersFor({}, "https")).toEqual({
      ...DEFAULTS,
      "strict-transport-security": "max-age=31536000",
    });
  });

  it.each<[SecurityHeadersOptions["strictTransportSecurity"], string | undefined]>([
    [{ maxAge: 0 }, "max-age=0"],
    [{ maxAge: 60, includeSubDomains: true }, "max-age=60; includeSubDomains"],
    [{ includeSubDomains: true, preload: true }, "max-age=31536000; includeSubDomains; preload"],
    [false, undefined],
  ])("strictTransportSecurity: %j", async (strictTransportSecurity, value) => {
    const headers = await headersFor({ strictTransportSecurity }, "https");
    expect(headers["strict-transport-security"]).toBe(value);
  });

  it("sets what it is told and leaves out what is false", async () => {
    expect(
      await headersFor({
        contentTypeOptions: false,
        frameOptions: "SAMEORIGIN",
        referrerPolicy: false,
        contentSecurityPolicy: "default-src 'self'",
        permissionsPolicy: "camera=()",
        crossOriginOpenerPolicy: "same-origin",
        crossOriginResourcePolicy: "same-site",
      }),
    ).toEqual({
      "x-frame-options": "SAMEORIGIN",
      "content-security-policy": "default-src 'self'",
      "permissions-policy": "camera=()",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-site",
    });
  });

  it("lets a handler decide otherwise", async () => {
    const own = answering("", { "X-Frame-Options": "SAMEORIGIN" });
    expect(await headersFor({}, "http", own)).toEqual({ ...DEFAULTS, "x-frame-options": "SAMEORIGIN" });
  });

  it("answers at once where the handler does", () => {
    expect(wrap(ok, securityHeaders())(requestFor("/"))).toBeInstanceOf(HttpResponse);
  });

  it.each<SecurityHeadersOptions>([
    { referrerPolicy: "" },
    { contentSecurityPolicy: "default-src 'self';\n script-src 'self'" },
    { permissionsPolicy: "é" },
    { strictTransportSecurity: { maxAge: -1 } },
    { strictTransportSecurity: { maxAge: 0.5 } },
    { strictTransportSecurity: { preload: true } },
    { strictTransportSecurity: { preload: true, includeSubDomains: true, maxAge: 60 } },
  ])("throws INVALID_OPTION at the call: %j", (options) => {
    expect(() => securityHeaders(options)).toThrow(SalukiError);
    expect(() => securityHeaders(options)).toThrow(/INVALID_OPTION/);
  });
});
