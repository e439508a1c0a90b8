import type { HttpRequest } from "./request.ts";

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
  // Most servers ask this of every request: where nothing was put down, nothing is made to look into.
  if (!request.hasState) return undefined;
  const id = request.state.get(REQUEST_ID);
  return typeof id === "string" ? id : undefined;
}
