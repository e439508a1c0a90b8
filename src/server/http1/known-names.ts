/**
 * Method and field names that are met all the time. Reading one of them makes no new string, and comparing it
 * with a literal compares two pointers.
 */
import { TOKEN } from "./grammar.ts";

const FIELD_NAMES = [
  ..."accept accept-charset accept-encoding accept-language access-control-request-headers".split(" "),
  ..."access-control-request-method age authorization baggage cache-control cdn-loop connection".split(" "),
  ..."content-disposition content-encoding content-language content-length content-type cookie".split(" "),
  ..."date dnt expect forwarded from host if-match if-modified-since if-none-match if-range".split(" "),
  ..."if-unmodified-since idempotency-key keep-alive last-event-id link origin pragma priority".split(" "),
  ..."proxy-authorization range referer sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform".split(" "),
  ..."sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc sec-websocket-extensions".split(
    " ",
  ),
  ..."sec-websocket-key sec-websocket-protocol sec-websocket-version te traceparent tracestate".split(" "),
  ..."trailer transfer-encoding true-client-ip upgrade upgrade-insecure-requests user-agent via".split(" "),
  ..."x-amzn-trace-id x-api-key x-client-ip x-correlation-id x-csrf-token x-forwarded-for".split(" "),
  ..."x-forwarded-host x-forwarded-port x-forwarded-prefix x-forwarded-proto x-real-ip".split(" "),
  ..."x-request-id x-requested-with x-trace-id".split(" "),
];

// Each name has a slot of its own: a power of two that is large enough is looked for once, here.
const MASK = freeOfClashes(1024) - 1;
const SLOTS: string[] = new Array(MASK + 1).fill("");
for (const name of FIELD_NAMES) SLOTS[hashOf(name) & MASK] = name;

/** One step of the hash, over the octets of a name in lower case. Starts at 0. */
export function hashStep(hash: number, octet: number): number {
  return (Math.imul(hash, 31) + octet) | 0;
}

/**
 * The known field name of this hash that stands, in any case, at `start` and is `length` octets long; `""` if
 * there is none.
 */
export function knownFieldName(hash: number, bytes: Uint8Array, start: number, length: number): string {
  const name = SLOTS[hash & MASK]!;
  if (name.length !== length) return "";
  for (let i = 0; i < length; i++) {
    if (name.charCodeAt(i) !== TOKEN[bytes[start + i]!]) return "";
  }
  return name;
}

const METHODS = new Map<number, readonly string[]>([
  [3, ["GET", "PUT"]],
  [4, ["POST", "HEAD"]],
  [5, ["PATCH", "QUERY"]],
  [6, ["DELETE"]],
  [7, ["OPTIONS"]],
]);

/**
 * The method as the constant of that name, where it is a known one (methods are case-sensitive, RFC 9110
 * §9.1).
 */
export function knownMethod(method: string): string {
  const candidates = METHODS.get(method.length);
  if (candidates !== undefined) for (const known of candidates) if (known === method) return known;
  return method;
}

function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = hashStep(hash, name.charCodeAt(i));
  return hash;
}

function freeOfClashes(least: number): number {
  for (let size = least; ; size *= 2) {
    const used = new Set(FIELD_NAMES.map((name) => hashOf(name) & (size - 1)));
    if (used.size === FIELD_NAMES.length) return size;
  }
}
