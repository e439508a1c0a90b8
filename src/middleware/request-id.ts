import type { HttpResponse, Middleware } from "../http/index.ts";
import { REQUEST_ID } from "../observability/index.ts";
import { onResponse } from "./on-response.ts";
import { checkTokens, invalidOption } from "./option-error.ts";

/** Options of {@link requestId}. */
export interface RequestIdOptions {
  /** The header field that carries the id, both ways. @default "x-request-id" */
  readonly header?: string | undefined;
  /** Makes an id. @default a random UUID */
  readonly generate?: (() => string) | undefined;
  /**
   * What becomes of an id that the client sent: `"never"` ignores it, `"valid"` keeps it where it is 1 to 128
   * letters, digits and `- . _ ~ : / + = @`. Trust it behind a proxy that sets the header itself.
   * @default "never"
   */
  readonly trust?: "never" | "valid" | undefined;
}

// Nothing in it can end a header or a log line, close a quotation or start a tag.
const VALID_ID = /^[A-Za-z0-9._~:/+=@-]{1,128}$/;

/**
 * Gives each request an id, found by `requestIdOf(request)` and told in the response, so that what a client
 * reports can be found in the logs. The access log writes it.
 *
 * @throws SalukiError `INVALID_OPTION` for a header that is not a field name or an unknown `trust`
 *
 * @example
 * ```ts
 * app.use(requestId({ trust: "valid" }));
 * ```
 */
export function requestId(options: RequestIdOptions = {}): Middleware {
  const { header = "x-request-id", generate = randomId, trust = "never" } = options;
  checkTokens("requestId({ header })", [header]);
  if (trust !== "never" && trust !== "valid") {
    throw invalidOption("requestId({ trust })", `is ${JSON.stringify(trust)}`, 'Use "never" or "valid".');
  }
  const field = header.toLowerCase();

  function tell(response: HttpResponse, id: string): HttpResponse {
    response.headers.set(field, id);
    return response;
  }

  return (request, next) => {
    const sent = trust === "valid" ? request.headers.get(field) : undefined;
    const id = sent !== undefined && VALID_ID.test(sent) ? sent : generate();
    request.state.set(REQUEST_ID, id);
    return onResponse(next(request), tell, id);
  };
}

function randomId(): string {
  return crypto.randomUUID();
}
