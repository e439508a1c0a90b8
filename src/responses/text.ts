import { HeaderList, HttpResponse, type ResponseInit } from "../http/index.ts";

const PLAIN = new HeaderList({ "content-type": "text/plain; charset=utf-8" });

/**
 * A response of plain text.
 *
 * @example
 * ```ts
 * app.get("/health", () => text("ok"));
 * ```
 */
export function text(body: string, init: ResponseInit = {}): HttpResponse {
  return new HttpResponse(body, { status: init.status, headers: withContentType(init.headers, PLAIN) });
}

/** The headers given, with the content type of `defaults` where they have none; `defaults` themselves where none are given. */
export function withContentType(headers: ResponseInit["headers"], defaults: HeaderList): HeaderList {
  if (headers === undefined) return defaults.share();
  const list = new HeaderList(headers);
  if (!list.has("content-type")) list.set("content-type", defaults.get("content-type")!);
  return list;
}
