import { knownAcrossCopies } from "./across-copies.ts";
import { HeaderList, type HeadersInit } from "./headers.ts";

/**
 * What a response carries: text (sent as UTF-8), bytes, or pieces made while they are sent.
 * An async iterable is asked for its next piece only when the socket has taken the last one, and its
 * `return()` is called when the client goes away.
 */
export type ResponseBody = string | Uint8Array | AsyncIterable<string | Uint8Array> | null;

/** Status and header fields of a response to be made. */
export interface ResponseInit {
  /** @default 200 */
  status?: number | undefined;
  headers?: HeadersInit | undefined;
}

/**
 * A response as plain data. Servers turn it into bytes; middleware may change any part of it.
 *
 * @example
 * ```ts
 * return new HttpResponse("pong", { headers: { "content-type": "text/plain; charset=utf-8" } });
 * ```
 */
export class HttpResponse {
  status: number;
  headers: HeaderList;
  body: ResponseBody;

  constructor(body: ResponseBody = null, init: ResponseInit = {}) {
    const { status = 200, headers } = init;
    if (!Number.isInteger(status) || status < 100 || status > 999) {
      throw new RangeError(`${status} is not an HTTP status code (RFC 9110 §15)`);
    }
    this.status = status;
    this.headers = headers instanceof HeaderList ? headers : new HeaderList(headers);
    this.body = body;
  }
}

knownAcrossCopies(HttpResponse, "HttpResponse");
