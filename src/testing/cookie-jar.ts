import { parseHttpDate } from "../http/index.ts";

/** Where a cookie is sent. */
export interface CookieScope {
  /** The host that gets the cookie, and its subdomains. @default every host */
  readonly domain?: string | undefined;
  /** @default "/" */
  readonly path?: string | undefined;
}

interface StoredCookie {
  readonly name: string;
  readonly value: string;
  /** In lower case; `undefined` for a cookie that a test has set for every host. */
  readonly domain: string | undefined;
  /** Whether only `domain` itself gets the cookie, and none of its subdomains. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/**
 * Keeps cookies between the requests of a test client, and sends them where they belong: RFC 6265 without public
 * suffixes. A `Secure` cookie is sent to `https:` URLs only.
 *
 * @example
 * ```ts
 * client.cookies.set("session", "abc");
 * client.cookies.get("session"); // "abc"
 * ```
 */
export class CookieJar implements Iterable<[name: string, value: string]> {
  #cookies: StoredCookie[] = [];

  /** Keeps a cookie until the jar is cleared. */
  set(name: string, value: string, scope: CookieScope = {}): void {
    this.#put({
      name,
      value,
      domain: scope.domain?.replace(/^\./, "").toLowerCase(),
      hostOnly: false,
      path: scope.path ?? "/",
      secure: false,
      expires: Number.POSITIVE_INFINITY,
    });
  }

  /** The value of the cookie of this name, wherever it belongs. */
  get(name: string): string | undefined {
    return this.#alive().find((cookie) => cookie.name === name)?.value;
  }

  delete(name: string): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name);
  }

  clear(): void {
    this.#cookies = [];
  }

  *[Symbol.iterator](): Generator<[name: string, value: string]> {
    for (const { name, value } of this.#alive()) yield [name, value];
  }

  /** Takes in a `Set-Cookie` field that came from a URL (RFC 6265 §5.2, §5.3). What is not for that URL is dropped. */
  store(setCookie: string, from: URL): void {
    const [pair = "", ...attributes] = setCookie.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    if (name === "") return;
    const host = from.hostname.toLowerCase();
    let domain = host;
    let hostOnly = true;
    let path = defaultPath(from.pathname);
    let secure = false;
    let expires = Number.POSITIVE_INFINITY;
    let maxAge: number | undefined;
    for (const attribute of attributes) {
      const [key, value] = splitAttribute(attribute);
      if (key === "domain" && value !== "" && value !== ".") {
        domain = value.replace(/^\./, "").toLowerCase();
        hostOnly = false;
      } else if (key === "path") {
        path = value.startsWith("/") ? value : defaultPath(from.pathname);
      } else if (key === "secure") {
        secure = true;
      } else if (key === "max-age" && /^-?\d+$/.test(value)) {
        maxAge = Number(value);
      } else if (key === "expires") {
        const moment = (parseHttpDate(value) ?? new Date(value)).getTime();
        if (!Number.isNaN(moment)) expires = moment;
      }
    }
    if (!domainMatches(host, domain)) return;
    if (maxAge !== undefined) expires = maxAge <= 0 ? 0 : Date.now() + maxAge * 1000;
    this.#put({ name, value: pair.slice(equals + 1).trim(), domain, hostOnly, path, secure, expires });
  }

  /** The cookies for a URL by name, those of the most precise path first (RFC 6265 §5.4). */
  cookiesFor(url: URL): [name: string, value: string][] {
    const host = url.hostname.toLowerCase();
    return this.#alive()
      .filter(
        ({ domain, hostOnly, path, secure }) =>
          (domain === undefined || (hostOnly ? host === domain : domainMatches(host, domain))) &&
          pathMatches(url.pathname, path) &&
          (!secure || url.protocol === "https:"),
      )
      .sort((one, other) => other.path.length - one.path.length)
      .map(({ name, value }) => [name, value]);
  }

  #put(cookie: StoredCookie): void {
    const { name, domain, path } = cookie;
    const place = this.#cookies.findIndex(
      (other) => other.name === name && other.domain === domain && other.path === path,
    );
    if (place < 0) this.#cookies.push(cookie);
    else this.#cookies[place] = cookie;
  }

  #alive(): StoredCookie[] {
    const now = Date.now();
    this.#cookies = this.#cookies.filter((cookie) => cookie.expires > now);
    return this.#cookies.slice();
  }
}

function splitAttribute(attribute: string): [key: string, value: string] {
  const equals = attribute.indexOf("=");
  if (equals < 0) return [attribute.trim().toLowerCase(), ""];
  return [attribute.slice(0, equals).trim().toLowerCase(), attribute.slice(equals + 1).trim()];
}

/** RFC 6265 §5.1.4 */
function defaultPath(pathname: string): string {
  const slash = pathname.lastIndexOf("/");
  return slash <= 0 ? "/" : pathname.slice(0, slash);
}

function pathMatches(pathname: string, path: string): boolean {
  if (!pathname.startsWith(path)) return false;
  return pathname.length === path.length || path.endsWith("/") || pathname[path.length] === "/";
}

/** RFC 6265 §5.1.3: addresses have no subdomains. */
function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(`.${domain}`) && !/^[\d.]+$|:/.test(host);
}
