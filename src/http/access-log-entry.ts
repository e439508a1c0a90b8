import type { HttpRequest } from "./request.ts";

/**
 * What the access log of a server is told of one exchange. Plain data, safe to be written out as a whole; what is
 * `undefined` is not known or not the case.
 */
export interface AccessLogEntry {
  /** `undefined` for bytes that were no request. */
  readonly method: string | undefined;
  /**
   * The path that was asked for, without its query, which often carries names and tokens: `request.target` has both.
   * Octets that no URL may hold are percent-encoded (RFC 3986 §2.1). `undefined` for bytes that were no request.
   */
  readonly path: string | undefined;
  /** The status of the answer; 101 for a WebSocket, 499 where the client was gone before there was an answer. */
  readonly status: number;
  /**
   * Milliseconds from the head of the request to the last byte that was handed over, or to the close of a WebSocket.
   * `undefined` for bytes that were no request.
   */
  readonly durationMs: number | undefined;
  /**
   * Bytes of content that were handed over, those of a stream and of an answer that broke off, too. For a WebSocket
   * all that was written.
   */
  readonly bytes: number;
  /** The template of the route that answered, such as `/items/{id}`. */
  readonly route: string | undefined;
  /** What the `requestId` middleware has given it. */
  readonly requestId: string | undefined;
  /**
   * The client's address, which is personal data: as a trusted proxy tells it, else that of the peer. `undefined` on a
   * Unix socket.
   */
  readonly remoteAddress: string | undefined;
  /** `"1.1"` or `"1.0"`. */
  readonly httpVersion: string | undefined;
  /**
   * The client ended the connection before the answer was out, a stream broke, or a WebSocket was closed without a
   * closing handshake.
   */
  readonly aborted: boolean;
  /** Why the server itself refused what came. Never holds anything that the client has sent. */
  readonly refusal: string | undefined;
  /** The code with which a WebSocket was closed (RFC 6455 §7.4). */
  readonly closeCode: number | undefined;
  /**
   * The request, for its header fields and its state; `undefined` for bytes that were none. It is no part of what is
   * written out when the entry is.
   */
  readonly request: HttpRequest | undefined;
}

/**
 * Called once for each exchange, after its answer was handed over.
 *
 * @example
 * ```ts
 * const accessLog: AccessLogger = ({ method, path, status }) => console.log(method, path, status);
 * ```
 */
export type AccessLogger = (entry: AccessLogEntry) => void;

// All but visible ASCII, which is all that a target may hold (RFC 3986 §2).
const UNSAFE = /[^\x21-\x7e]/g;

/**
 * A request target, or a part of it, as it may stand in a log: what no URL may hold, and may steer a terminal or end a
 * line, is percent-encoded. Characters are octets, as they are in a request.
 */
export function loggableTarget(target: string): string {
  // Asked of every request, and never the case where the server itself has read the target.
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i);
    if (code < 0x21 || code > 0x7e) return target.replace(UNSAFE, percentEncoded);
  }
  return target;
}

function percentEncoded(character: string): string {
  const octet = character.charCodeAt(0);
  // No server makes a target of anything but octets: U+FFFD.
  if (octet > 0xff) return "%EF%BF%BD";
  return `%${octet.toString(16).toUpperCase().padStart(2, "0")}`;
}
