import { HeaderList, type HeadersInit, HttpResponse } from "../http/index.ts";

/** Statuses that send the client elsewhere (RFC 9110 §15.4). 307 and 308 keep the method, 303 makes it GET. */
export type RedirectStatus = 301 | 302 | 303 | 307 | 308;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const CONTROL = /[\x00-\x1f\x7f]/;
/** What may not stand in a URI reference (RFC 3986 §2); a percent sign is taken for an encoding that is there already. */
const UNSAFE = /[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]+/g;

/**
 * Sends the client to another URL, absolute or relative. Characters that no URL may hold are percent-encoded as UTF-8.
 *
 * A URL that comes from outside needs a check of where it leads: `//evil.example` is another host.
 *
 * @param status @default 307
 * @throws TypeError for a URL with control characters, such as a line break
 * @example
 * ```ts
 * app.get("/old", () => redirect("/new", 308));
 * ```
 */
export function redirect(
  url: string | URL,
  status: RedirectStatus = 307,
  init: { headers?: HeadersInit | undefined } = {},
): HttpResponse {
  const headers = new HeaderList(init.headers);
  headers.set("location", safeUrl(String(url)));
  return new HttpResponse(null, { status, headers });
}

function safeUrl(url: string): string {
  if (CONTROL.test(url)) {
    throw new TypeError(`cannot redirect to a URL with control characters: ${JSON.stringify(url)}`);
  }
  // Buffer.from makes U+FFFD of a lone surrogate, on which encodeURIComponent would throw.
  return url.replaceAll(UNSAFE, (run) => encodeURIComponent(Buffer.from(run).toString()));
}
