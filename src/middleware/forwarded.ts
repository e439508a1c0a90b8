import { type ForwardedOptions, forwardedRequests, type Middleware } from "../http/index.ts";

/**
 * Believes trusted proxies when they say who asks and by what scheme, as the server option `trustedProxies` does: for `app.fetch`, for tests, and for an application that another one mounts. Put it first.
 *
 * @throws SalukiError `INVALID_OPTION`
 *
 * @example
 * ```ts
 * app.use(forwarded({ trustedProxies: ["loopback", "10.0.0.0/8"] }));
 * ```
 */
export function forwarded(options: ForwardedOptions): Middleware {
  const seen = forwardedRequests(options);
  return (request, next) => next(seen(request));
}
