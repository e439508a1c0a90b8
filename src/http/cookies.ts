import { parseCookie, stringifySetCookie } from "cookie";
import { SalukiError } from "../errors.ts";

/** Attributes of a cookie to be set (RFC 6265 §4.1.2). */
export interface CookieOptions {
  /** Seconds until the client forgets the cookie; 0 makes it forget at once. @default until the browser closes */
  readonly maxAge?: number | undefined;
  /** The moment when the client forgets the cookie. Where `maxAge` is given too, that one counts. */
  readonly expires?: Date | undefined;
  /** The domain whose hosts get the cookie. @default only the host that set it */
  readonly domain?: string | undefined;
  /** The path under which the cookie is sent. @default "/" */
  readonly path?: string | undefined;
  /** Sent over HTTPS only. @default false */
  readonly secure?: boolean | undefined;
  /** Out of the reach of scripts. @default false */
  readonly httpOnly?: boolean | undefined;
  /** Whether requests that other sites start carry the cookie. `"none"` asks for `secure`. @default "lax" */
  readonly sameSite?: "lax" | "strict" | "none" | undefined;
  /** Kept apart for each site that embeds this one (CHIPS). Asks for `secure`. @default false */
  readonly partitioned?: boolean | undefined;
}

/**
 * The cookies of a `Cookie` field by name. Values are percent-decoded where they can be, and quotes around them
 * are dropped. Of a name that stands twice the first counts: clients put the more precise path first
 * (RFC 6265 §5.4). The record has no prototype.
 *
 * @example
 * ```ts
 * parseCookies("session=abc; theme=dark").theme; // "dark"
 * ```
 */
export function parseCookies(header: string): Record<string, string | undefined> {
  return parseCookie(header, { decode: decodeValue });
}

/**
 * The value of a `Set-Cookie` field. The cookie's value is percent-encoded, so any text can be kept.
 *
 * @throws SalukiError INVALID_OPTION for what a browser would drop without a word: a name or attribute that
 * cannot be written, `sameSite: "none"` without `secure`, a broken promise of a `__Host-` or `__Secure-` name
 * @example
 * ```ts
 * serializeCookie("theme", "dark", { maxAge: 3600 }); // "theme=dark; Max-Age=3600; Path=/; SameSite=Lax"
 * ```
 */
export function serializeCookie(name: string, value: string, options: CookieOptions = {}): string {
  const { maxAge, expires, domain, path = "/", secure, httpOnly, sameSite = "lax", partitioned } = options;
  const dropped = reasonToDrop(name, path, sameSite, options);
  if (dropped !== undefined) throw invalidCookie(name, dropped);
  try {
    return stringifySetCookie({
      name,
      value,
      maxAge,
      expires,
      domain,
      path,
      secure,
      httpOnly,
      sameSite,
      partitioned,
    });
  } catch (cause) {
    throw invalidCookie(name, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Why browsers would ignore the cookie (RFC 6265bis §5.7). */
function reasonToDrop(
  name: string,
  path: string,
  sameSite: string,
  { secure, domain, partitioned }: CookieOptions,
): string | undefined {
  if (name.startsWith("__")) {
    const prefix = name.toLowerCase();
    if (prefix.startsWith("__host-") && (!secure || path !== "/" || domain !== undefined)) {
      return '__Host- asks for secure: true, path "/" and no domain';
    }
    if (prefix.startsWith("__secure-") && !secure) return "__Secure- asks for secure: true";
  }
  if (sameSite === "none" && !secure) return 'sameSite: "none" asks for secure: true';
  if (partitioned && !secure) return "partitioned asks for secure: true";
  return undefined;
}

function invalidCookie(name: string, reason: string, cause?: unknown): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: `the cookie ${JSON.stringify(name)} cannot be set: ${reason}`,
    fix: "Change the cookie's name or options; browsers drop such a cookie.",
    cause,
  });
}

function decodeValue(raw: string): string {
  // cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE ), RFC 6265 §4.1.1
  const value = raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw;
  if (!value.includes("%")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
