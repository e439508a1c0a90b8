import { HttpResponse, type Middleware } from "../http/index.ts";
import { hostOf, movedTo, parseHost } from "./host-header.ts";
import { plainText } from "./plain-text.ts";

/**
 * Sends who came over plain http to the same URL over https (`ws` to `wss`) with status 307, which keeps method
 * and body. The ports 80 and 443 are left out of the new URL, any other stays. A request whose `Host` cannot be
 * read is answered 400.
 *
 * Behind a proxy that ends TLS, the server has to trust the proxy, or every request looks like plain http.
 *
 * @example
 * ```ts
 * app.use(httpsRedirect());
 * ```
 */
export function httpsRedirect(): Middleware {
  return (request, next) => {
    if (request.connection.scheme === "https") return next(request);
    const host = parseHost(hostOf(request) ?? "");
    if (host === undefined) return plainText(400, "Invalid host header");
    const { hostname, port } = host;
    const authority = port === undefined || port === 80 || port === 443 ? hostname : `${hostname}:${port}`;
    return new HttpResponse(null, {
      status: 307,
      headers: { location: movedTo(request, "secure", authority) },
    });
  };
}
