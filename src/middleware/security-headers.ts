import type { HttpResponse, Middleware } from "../http/index.ts";
import { onResponse } from "./on-response.ts";
import { invalidOption } from "./option-error.ts";

/** Options of {@link securityHeaders}. `false` leaves a header out. */
export interface SecurityHeadersOptions {
  /** `X-Content-Type-Options`: browsers keep to the declared media type. @default "nosniff" */
  readonly contentTypeOptions?: "nosniff" | false | undefined;
  /** `X-Frame-Options` (RFC 7034): who may show the page in a frame. @default "DENY" */
  readonly frameOptions?: "DENY" | "SAMEORIGIN" | false | undefined;
  /** `Referrer-Policy`: how much of the URL other sites are told. @default "no-referrer" */
  readonly referrerPolicy?: string | false | undefined;
  /**
   * `Strict-Transport-Security` (RFC 6797), only on https: browsers don't come back over plain http.
   * @default { maxAge: 31_536_000 }
   */
  readonly strictTransportSecurity?: StrictTransportSecurity | false | undefined;
  /** `Content-Security-Policy`: what a page may load. @default false */
  readonly contentSecurityPolicy?: string | false | undefined;
  /** `Permissions-Policy`: which features of the browser a page may use. @default false */
  readonly permissionsPolicy?: string | false | undefined;
  /** `Cross-Origin-Opener-Policy`: whether pages of other origins share the window group. @default false */
  readonly crossOriginOpenerPolicy?: string | false | undefined;
  /** `Cross-Origin-Resource-Policy`: which sites may embed the resource. @default false */
  readonly crossOriginResourcePolicy?: string | false | undefined;
}

/** The directives of `Strict-Transport-Security` (RFC 6797 §6.1). */
export interface StrictTransportSecurity {
  /** Seconds. @default 31_536_000 (a year) */
  readonly maxAge?: number | undefined;
  /** Whether it goes for all subdomains: each of them must have https. @default false */
  readonly includeSubDomains?: boolean | undefined;
  /** Whether the domain may be put on the browsers' built-in lists. Hard to undo. @default false */
  readonly preload?: boolean | undefined;
}

/**
 * Sets the headers that tell browsers to be careful. A header that the handler has set itself stays.
 *
 * @throws SalukiError `INVALID_OPTION` for a value that cannot stand in a header, or a wrong `maxAge`
 *
 * @example
 * ```ts
 * app.use(securityHeaders({ contentSecurityPolicy: "default-src 'self'", frameOptions: "SAMEORIGIN" }));
 * ```
 */
export function securityHeaders(options: SecurityHeadersOptions = {}): Middleware {
  const always: [name: string, value: string][] = [];
  for (const [name, value] of headersOf(options)) {
    if (value === false) continue;
    checkValue(name, value);
    always.push([name, value]);
  }
  const { strictTransportSecurity = {} } = options;
  const onHttps = [...always];
  if (strictTransportSecurity !== false) {
    onHttps.push(["strict-transport-security", transportSecurity(strictTransportSecurity)]);
  }

  return (request, next) =>
    onResponse(next(request), addMissing, request.connection.scheme === "https" ? onHttps : always);
}

function addMissing(response: HttpResponse, wanted: readonly [name: string, value: string][]): HttpResponse {
  const { headers } = response;
  for (const [name, value] of wanted) if (!headers.has(name)) headers.append(name, value);
  return response;
}

function headersOf(options: SecurityHeadersOptions): [name: string, value: string | false][] {
  return [
    ["x-content-type-options", options.contentTypeOptions ?? "nosniff"],
    ["x-frame-options", options.frameOptions ?? "DENY"],
    ["referrer-policy", options.referrerPolicy ?? "no-referrer"],
    ["content-security-policy", options.contentSecurityPolicy ?? false],
    ["permissions-policy", options.permissionsPolicy ?? false],
    ["cross-origin-opener-policy", options.crossOriginOpenerPolicy ?? false],
    ["cross-origin-resource-policy", options.crossOriginResourcePolicy ?? false],
  ];
}

function transportSecurity(directives: StrictTransportSecurity): string {
  const { maxAge = 31_536_000, includeSubDomains = false, preload = false } = directives;
  const option = "securityHeaders({ strictTransportSecurity })";
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) {
    throw invalidOption(option, `has maxAge ${String(maxAge)}`, "Give a whole number of seconds, 0 or more.");
  }
  if (preload && (!includeSubDomains || maxAge < 31_536_000)) {
    throw invalidOption(
      option,
      "asks for preload, which the browsers' lists refuse as it stands",
      "Set includeSubDomains: true and a maxAge of a year or more, or leave preload out.",
    );
  }
  return `max-age=${maxAge}${includeSubDomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
}

// Visible ASCII and spaces: what every one of these headers is made of.
const VALUE = /^[\x20-\x7e]+$/;

function checkValue(name: string, value: string): void {
  if (typeof value === "string" && VALUE.test(value)) return;
  throw invalidOption(
    "securityHeaders()",
    `cannot send ${JSON.stringify(value)} as ${name}`,
    "Give one line of ASCII text, or false to leave the header out.",
  );
}
