import type { HttpRequest } from "./request.ts";
import type { HttpResponse } from "./response.ts";

/**
 * The one shape of everything that answers requests: an application, a router, a mounted application,
 * a compiled route and a test double are all this function.
 */
export type Handler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/**
 * Code around a {@link Handler}. `next` is bound once, when the application is compiled, never per request.
 *
 * @example
 * ```ts
 * const poweredBy: Middleware = async (request, next) => {
 *   const response = await next(request);
 *   response.headers.set("x-powered-by", "Saluki");
 *   return response;
 * };
 * ```
 */
export type Middleware = (request: HttpRequest, next: Handler) => HttpResponse | Promise<HttpResponse>;
