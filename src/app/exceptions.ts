import type { Context, RequestContext } from "../dependencies/index.ts";
import {
  type Handler,
  HeaderList,
  HTTPException,
  type HttpRequest,
  HttpResponse,
  isAbort,
  isBodyless,
  isWebResponse,
  reasonPhrase,
} from "../http/index.ts";
import { type Logger, requestIdOf } from "../observability/index.ts";
import {
  RequestValidationError,
  ResponseValidationError,
  WebSocketValidationError,
} from "../params/index.ts";
import { encodeJson } from "../responses/index.ts";
import { compileResponder } from "../routing/index.ts";
import { debugPage } from "./debug-page.ts";
import type { ResolvedValidationErrors } from "./validation-errors.ts";

/** A class of errors, abstract ones too. */
// biome-ignore lint/suspicious/noExplicitAny: any constructor will do, whatever its arguments
export type ErrorClass<E> = abstract new (...args: any[]) => E;

/** Answers an error: with a response, or a plain value that is sent as JSON with the error's status. */
export type ErrorHandler<E> = (error: E, context: Context) => unknown;

/** What the handling of errors needs of the application. */
export interface ExceptionOptions {
  readonly validationErrors: ResolvedValidationErrors;
  readonly debug: boolean;
  readonly logger: Logger;
  readonly contextOf: (request: HttpRequest) => RequestContext;
}

type AnyHandler = ErrorHandler<never>;

const respond = compileResponder({}, "an error handler");

/**
 * Turns errors into responses: by the handler that was declared for the most specific class, else by status, else in
 * the way of FastAPI.
 */
export class ExceptionHandlers {
  readonly #byClass = new Map<unknown, AnyHandler>();
  readonly #byStatus = new Map<number, AnyHandler>();

  set(key: ErrorClass<unknown> | number, handler: AnyHandler): void {
    if (typeof key === "number") this.#byStatus.set(key, handler);
    else this.#byClass.set(key, handler);
  }

  /** Wraps a handler so that no error gets past it. */
  guard(inner: Handler, options: ExceptionOptions): Handler {
    return (request) => {
      try {
        const response = inner(request);
        return response instanceof Promise
          ? response.catch((error: unknown) => this.#answer(error, request, options))
          : response;
      } catch (error) {
        return this.#answer(error, request, options);
      }
    };
  }

  #answer(
    error: unknown,
    request: HttpRequest,
    options: ExceptionOptions,
  ): HttpResponse | Promise<HttpResponse> {
    const status = statusOf(error, options);
    const { handler, isSpecific } = this.#find(error, status);
    if (status === 500 && !isSpecific && !(error instanceof HTTPException))
      note(error, request, options.logger);
    if (handler === undefined) return fallback(error, request, options);
    return this.#custom(handler, error, status, request, options);
  }

  async #custom(
    handler: AnyHandler,
    error: unknown,
    status: number,
    request: HttpRequest,
    options: ExceptionOptions,
  ): Promise<HttpResponse> {
    try {
      const context = options.contextOf(request);
      const result = await (handler as ErrorHandler<unknown>)(error, context);
      const response = await respond(result, context);
      if (!(result instanceof HttpResponse) && !isWebResponse(result))
        response.status = context.draft?.status ?? status;
      context.draft?.applyTo(response);
      const { tasks } = context;
      if (tasks !== undefined)
        request.after(() => tasks.run((failure) => note(failure, request, options.logger)));
      return response;
    } catch (another) {
      // An error handler may throw an HTTPException on purpose; anything else is a mistake in it.
      if (!(another instanceof HTTPException)) note(another, request, options.logger);
      return fallback(another, request, options);
    }
  }

  /** The handler of the most specific class. One of `Error`, `HTTPException` or a status takes what nobody foresaw. */
  #find(error: unknown, status: number): { handler: AnyHandler | undefined; isSpecific: boolean } {
    const byStatus = this.#byStatus.get(status);
    if (typeof error !== "object" || error === null) return { handler: byStatus, isSpecific: false };
    for (let proto = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
      const handler = this.#byClass.get(proto.constructor);
      if (handler === undefined) continue;
      const isGeneral = proto.constructor === Error || proto.constructor === HTTPException;
      return isGeneral ? { handler: byStatus ?? handler, isSpecific: false } : { handler, isSpecific: true };
    }
    return { handler: byStatus, isSpecific: false };
  }
}

function statusOf(error: unknown, options: ExceptionOptions): number {
  if (error instanceof HTTPException) return error.status;
  if (error instanceof RequestValidationError) return options.validationErrors.status;
  // What a server answers to a handshake that the application closes (RFC 6455 §4.2.2 leaves the status open).
  if (error instanceof WebSocketValidationError) return 403;
  return 500;
}

function fallback(error: unknown, request: HttpRequest, options: ExceptionOptions): HttpResponse {
  if (error instanceof HTTPException) return exceptionResponse(error);
  if (error instanceof RequestValidationError || error instanceof WebSocketValidationError) {
    const { mediaType, build } = options.validationErrors;
    const status = statusOf(error, options);
    return new HttpResponse(encodeJson(build(error.errors)), {
      status,
      headers: { "content-type": mediaType },
    });
  }
  if (options.debug) return debugPage(error, request);
  return new HttpResponse(reasonPhrase(500), {
    status: 500,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

function exceptionResponse(error: HTTPException): HttpResponse {
  const headers = new HeaderList(error.headers);
  if (isBodyless(error.status)) return new HttpResponse(null, { status: error.status, headers });
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return new HttpResponse(encodeJson({ detail: error.detail }), { status: error.status, headers });
}

/** Logs an unforeseen error, and leaves it with the request for test clients. */
function note(error: unknown, request: HttpRequest, logger: Logger): void {
  // The client went away, and something that waited for it or worked for it gave up: nobody's mistake.
  if (isAbort(error, request)) return;
  request.serverError = error;
  const requestId = requestIdOf(request);
  logger.error(
    {
      err: error,
      method: request.method,
      path: request.path,
      route: request.route,
      ...(requestId !== undefined && { requestId }),
    },
    error instanceof ResponseValidationError ? "response does not match its schema" : "unhandled error",
  );
}
