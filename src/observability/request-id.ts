import type { HttpRequest } from "../http/index.ts";

/** The key in `request.state` under which the id of the request stands. */
export const REQUEST_ID: unique symbol = Symbol("saluki.request-id");

/**
 * The id that the `requestId` middleware gave this request, `undefined` where it does not run.
 *
 * @example
 * ```ts
 * app.get("/", (_, { request }) => ({ id: requestIdOf(request) }));
 * ```
 */
export function requestIdOf(request: HttpRequest): string | undefined {
  const id = request.state.get(REQUEST_ID);
  return typeof id === "string" ? id : undefined;
}
