import { knownAcrossCopies } from "./across-copies.ts";
import type { HeadersInit } from "./headers.ts";
import { reasonPhrase } from "./status.ts";

/**
 * An answer that is not a success, thrown from anywhere: handler, dependency or middleware.
 * It is sent as `{"detail": ...}` with the status, unless `app.onError` says otherwise.
 *
 * @example
 * ```ts
 * throw new HTTPException(404, "Item not found");
 * throw new HTTPException(401, "Not authenticated", { headers: { "WWW-Authenticate": "Bearer" } });
 * ```
 */
export class HTTPException extends Error {
  override readonly name: string = "HTTPException";
  readonly status: number;
  /** Any value that JSON can carry. @default the reason phrase of the status (RFC 9110 §15) */
  readonly detail: unknown;
  readonly headers: HeadersInit | undefined;

  constructor(
    status: number,
    detail?: unknown,
    options: { headers?: HeadersInit | undefined; cause?: unknown } = {},
  ) {
    const said = detail === undefined ? reasonPhrase(status) : detail;
    super(
      typeof said === "string" ? said : `HTTP ${status}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.status = status;
    this.detail = said;
    this.headers = options.headers;
  }
}

knownAcrossCopies(HTTPException, "HTTPException");
