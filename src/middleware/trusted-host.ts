import { HttpResponse, type Middleware } from "../http/index.ts";
import { hostOf, movedTo, parseHost } from "./host-header.ts";
import { invalidOption } from "./option-error.ts";
import { plainText } from "./plain-text.ts";

/** Options of {@link trustedHost}. */
export interface TrustedHostOptions {
  /**
   * Names without ports: `"example.com"`, `"*.example.com"` for every subdomain (but not `example.com` itself),
   * `"127.0.0.1"`, `"[::1]"`, or `"*"` for any well-formed host.
   */
  readonly hosts: readonly string[];
  /** Whether `example.com` is sent on to `www.example.com` where only that is listed. @default true */
  readonly wwwRedirect?: boolean | undefined;
}

/**
 * Answers 400 `Invalid host header` to requests that were meant for another host, so that a forged `Host` gets
 * neither into the links that the application makes nor into a cache.
 *
 * @throws SalukiError `INVALID_OPTION` for an empty list or an entry that is not a host
 *
 * @example
 * ```ts
 * app.use(trustedHost({ hosts: ["example.com", "*.example.com"] }));
 * ```
 */
export function trustedHost(options: TrustedHostOptions): Middleware {
  const { hosts, wwwRedirect = true } = options;
  if (!Array.isArray(hosts) || hosts.length === 0) {
    throw invalidOption("trustedHost({ hosts })", "is not a list of hosts", "Name at least one host.");
  }
  const names = new Set<string>();
  const suffixes: string[] = [];
  for (const host of hosts) {
    if (host === "*") suffixes.push("");
    else if (String(host).startsWith("*.")) suffixes.push(`.${checkHost(host.slice(2), host)}`);
    else names.add(checkHost(host, host));
  }

  function trusts(hostname: string): boolean {
    if (names.has(hostname)) return true;
    for (const suffix of suffixes) if (hostname.endsWith(suffix)) return true;
    return false;
  }

  return (request, next) => {
    const sent = hostOf(request);
    if (sent === undefined) return plainText(400, "Invalid host header");
    if (names.has(sent)) return next(request);
    const host = parseHost(sent);
    if (host === undefined) return plainText(400, "Invalid host header");
    if (trusts(host.hostname)) return next(request);
    if (!wwwRedirect || !names.has(`www.${host.hostname}`)) return plainText(400, "Invalid host header");
    const authority = `www.${host.hostname}${host.port === undefined ? "" : `:${host.port}`}`;
    const security = request.connection.scheme === "https" ? "secure" : "plain";
    return new HttpResponse(null, {
      status: 307,
      headers: { location: movedTo(request, security, authority) },
    });
  };
}

/** The host as {@link parseHost} spells it. */
function checkHost(host: unknown, entry: unknown): string {
  if (typeof host === "string") {
    // An IPv6 address may be listed without the brackets that it wears in a Host header.
    const parsed = parseHost(host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);
    if (parsed !== undefined && parsed.port === undefined) return parsed.hostname;
  }
  throw invalidOption(
    "trustedHost({ hosts })",
    `holds ${JSON.stringify(entry)}`,
    'Write the name alone, without scheme, port or path: "example.com", "*.example.com", "[::1]".',
  );
}
