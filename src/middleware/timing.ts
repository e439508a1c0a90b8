import type { HttpResponse, Middleware } from "../http/index.ts";
import { onResponse } from "./on-response.ts";
import { checkTokens } from "./option-error.ts";

/** Options of {@link timing}. */
export interface TimingOptions {
  /** The header field that carries the duration. @default "server-timing" */
  readonly header?: string | undefined;
  /** The name of the metric. @default "total" */
  readonly metric?: string | undefined;
}

/**
 * Tells in `Server-Timing` (W3C Server Timing) how many milliseconds the answer took, for the network panel of
 * browsers: `total;dur=1.25`. Of a stream it is the time until its head. Metrics that a handler has put there
 * stay, in front.
 *
 * @throws SalukiError `INVALID_OPTION` for a header or metric that is not a token
 *
 * @example
 * ```ts
 * app.use(timing());
 * ```
 */
export function timing(options: TimingOptions = {}): Middleware {
  const { header = "server-timing", metric = "total" } = options;
  checkTokens("timing({ header })", [header]);
  checkTokens("timing({ metric })", [metric]);
  const prefix = `${metric};dur=`;

  function note(response: HttpResponse, start: number): HttpResponse {
    const duration = Math.round((performance.now() - start) * 1000) / 1000;
    response.headers.append(header, prefix + duration);
    return response;
  }

  return (request, next) => {
    const start = performance.now();
    return onResponse(next(request), note, start);
  };
}
