import { isIPv6 } from "node:net";
import type { HttpRequest } from "../http/index.ts";

/** The parts of a `Host` header (RFC 9110 §7.2). */
export interface HostHeader {
  /** In lower case; an IPv6 address in brackets and in its shortest spelling. */
  readonly hostname: string;
  readonly port: number | undefined;
}

// RFC 3986 §3.2.2: a name or IPv4, or an IPv6 address in brackets. Of what a reg-name may hold, only what names
// of hosts are made of: the rest is never sent but by those who probe.
const HOST = /^(?:([a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)|\[([0-9a-f:.]+)\])(?::([0-9]{1,5}))?$/i;

/** The parts of a `Host` header, or `undefined` where it is none. */
export function parseHost(value: string): HostHeader | undefined {
  const match = HOST.exec(value);
  if (match === null) return undefined;
  const [, name, ipv6, digits] = match;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && port > 65_535) return undefined;
  if (name !== undefined) return { hostname: name.toLowerCase(), port };
  if (!isIPv6(ipv6!)) return undefined;
  // The URL parser knows the one canonical spelling (RFC 5952).
  return { hostname: new URL(`http://[${ipv6}]`).hostname, port };
}

/** The one `Host` of the request, or `undefined`: without it, or with several, nobody knows who was meant. */
export function hostOf(request: HttpRequest): string | undefined {
  const values = request.headers.getAll("host");
  return values.length === 1 ? values[0] : undefined;
}

/** Whether the request asks for a WebSocket (RFC 6455 §4.1). */
export function isWebSocket(request: HttpRequest): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** The same resource at another scheme and authority. */
export function movedTo(request: HttpRequest, security: "secure" | "plain", authority: string): string {
  const scheme = isWebSocket(request) ? "ws" : "http";
  // `OPTIONS *` is the one target without a path.
  const path = request.target.startsWith("/") ? request.target : "/";
  return `${scheme}${security === "secure" ? "s" : ""}://${authority}${path}`;
}
