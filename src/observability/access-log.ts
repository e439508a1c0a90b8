import {
  contentLength,
  HTTPException,
  type HttpRequest,
  HttpResponse,
  hasContent,
  type Middleware,
  requestIdOf,
} from "../http/index.ts";
import { accessFields, accessPath, addFields } from "./access-fields.ts";
import { consoleLogger } from "./console-logger.ts";
import type { Logger, LogLevel } from "./logger.ts";

/** Options of {@link accessLog}. */
export interface AccessLogOptions {
  /** @default `consoleLogger()` */
  readonly logger?: Logger | undefined;
  /** The level of the lines, or one for each status. @default "info" */
  readonly level?: LogLevel | ((status: number) => LogLevel) | undefined;
  /**
   * Whether the path is logged with its query. Queries often carry names, addresses and tokens.
   * @default "omit"
   */
  readonly query?: "omit" | "include" | undefined;
  /** Requests that are not logged, such as those for health. @default none */
  readonly skip?: ((request: HttpRequest) => boolean) | undefined;
  /**
   * Further fields of the line. `response` is `undefined` where the request failed without one. A field that has the
   * name of one that the line has anyway, or may have, gets a `_` in front.
   */
  readonly fields?: ((request: HttpRequest, response: HttpResponse | undefined) => object) | undefined;
}

/**
 * Writes one line for each request once its response is out: `method`, `path`, `status`, `durationMs` (till the
 * last byte), `bytes` of the body where they are known, `requestId` where the `requestId` middleware runs, `route`, and
 * `aborted` where the client went away before the end.
 *
 * Put it first, so that it sees what the other middleware answers. What never reaches the application is seen by the
 * server's own option `accessLog` only; this is for other run-times, and for a part of an application.
 *
 * @example
 * ```ts
 * app.use(accessLog({ skip: (request) => request.path === "/health" }));
 * // {"level":"info","time":"...","msg":"request","method":"GET","path":"/items","status":200,"durationMs":1.31,"bytes":57}
 * ```
 */
export function accessLog(options: AccessLogOptions = {}): Middleware {
  const { logger = consoleLogger(), level = "info", query = "omit", skip, fields } = options;

  function write(exchange: Exchange): void {
    const { request, response } = exchange;
    const status = response?.status ?? exchange.failedWith;
    const line = accessFields({
      method: request.method,
      path: accessPath(request.target, query),
      status,
      durationMs: performance.now() - exchange.start,
      bytes: response === undefined ? undefined : bodyLength(request, response),
      requestId: requestIdOf(request),
      route: request.route,
      aborted: request.aborted,
    });
    if (fields !== undefined) addFields(line, fields(request, response));
    logger[typeof level === "function" ? level(status) : level](line, "request");
  }

  return (request, next) => {
    if (typeof level === "string" && logger.isLevelEnabled?.(level) === false) return next(request);
    if (skip?.(request) === true) return next(request);
    const exchange: Exchange = { request, response: undefined, failedWith: 500, start: performance.now() };
    // Added before the handler runs: background tasks, which it adds, are no part of the response's time.
    request.after(() => write(exchange));
    try {
      const answer = next(request);
      if (!(answer instanceof HttpResponse)) return settled(exchange, answer);
      exchange.response = answer;
      return answer;
    } catch (error) {
      throw failed(exchange, error);
    }
  };
}

/** What the line will be made of. */
interface Exchange {
  readonly request: HttpRequest;
  readonly start: number;
  response: HttpResponse | undefined;
  failedWith: number;
}

async function settled(exchange: Exchange, answer: Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    exchange.response = await answer;
    return exchange.response;
  } catch (error) {
    throw failed(exchange, error);
  }
}

/** Notes the status with which whoever catches the error will answer. */
function failed(exchange: Exchange, error: unknown): unknown {
  if (error instanceof HTTPException) exchange.failedWith = error.status;
  return error;
}

/** The bytes of content, `undefined` where only the server that sends a stream could count them. */
function bodyLength(request: HttpRequest, response: HttpResponse): number | undefined {
  return hasContent(request.method, response.status) ? contentLength(response, request.method) : 0;
}
