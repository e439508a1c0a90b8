import { type CookieOptions, HeaderList, type HttpResponse, serializeCookie } from "../http/index.ts";

/**
 * What a handler or dependency wants of the response that is yet to be made. Headers and cookies are added to
 * whatever the handler returns; `status` replaces the route's own status, but not that of a response which the
 * handler made itself.
 */
export class ResponseDraft {
  /** @default the status of the route */
  status: number | undefined = undefined;
  #headers: HeaderList | undefined = undefined;

  get headers(): HeaderList {
    this.#headers ??= new HeaderList();
    return this.#headers;
  }

  /** Adds a `Set-Cookie` field (RFC 6265 §4.1). @default path "/", SameSite lax */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.headers.append("set-cookie", serializeCookie(name, value, options));
  }

  /** Tells the client to forget a cookie. `path` and `domain` have to be those it was set with. */
  deleteCookie(name: string, options: CookieOptions = {}): void {
    this.setCookie(name, "", { ...options, maxAge: 0, expires: new Date(0) });
  }

  /** Puts the headers and cookies into a response; a field that the response has already stays as it is. */
  applyTo(response: HttpResponse): void {
    if (this.#headers === undefined) return;
    const own = new Set<string>();
    for (const [name] of response.headers) own.add(name);
    for (const [name, value] of this.#headers) {
      if (name === "set-cookie" || !own.has(name)) response.headers.append(name, value);
    }
  }
}
