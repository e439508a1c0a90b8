import { SalukiError } from "../errors.ts";

/** Status codes that an endpoint may put in a Close frame (RFC 6455 §7.4, IANA registry). */
export function isSendableCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)) || (code >= 3000 && code <= 4999);
}

// RFC 6455 §5.5: a control frame carries at most 125 bytes, two of which are the code.
const MAX_REASON_BYTES = 123;

/** Throws for what a Close frame cannot carry. */
export function checkClose(code: number, reason: string): void {
  if (!isSendableCloseCode(code)) {
    throw new SalukiError("INVALID_OPTION", {
      what: `${code} is not a close code that can be sent`,
      fix: "Use 1000 to 1003, 1007 to 1014, or one of your own from 3000 to 4999 (RFC 6455 §7.4).",
    });
  }
  if (new TextEncoder().encode(reason).length > MAX_REASON_BYTES) {
    throw new SalukiError("INVALID_OPTION", {
      what: `the reason of a close is longer than ${MAX_REASON_BYTES} bytes: ${JSON.stringify(reason)}`,
      fix: "Shorten it; details belong into a message sent before (RFC 6455 §5.5).",
    });
  }
}

/**
 * Ends a WebSocket from anywhere in its handler: the connection is closed with the code. Thrown before
 * `accept()` it refuses the handshake with 403.
 *
 * @example
 * ```ts
 * throw new WebSocketException(1008, "Unknown room");
 * ```
 */
export class WebSocketException extends Error {
  override readonly name = "WebSocketException";
  /** RFC 6455 §7.4: 1008 for a message against the rules, 3000 to 4999 for codes of your own. */
  readonly code: number;
  /** At most 123 bytes in UTF-8. */
  readonly reason: string;

  /** @throws SalukiError INVALID_OPTION for a code or reason that cannot be sent */
  constructor(code: number, reason = "") {
    checkClose(code, reason);
    super(reason === "" ? `WebSocket closed with code ${code}` : reason);
    this.code = code;
    this.reason = reason;
  }
}

/** The WebSocket is closed: thrown to whoever waits for a message or wants to send one. */
export class WebSocketDisconnect extends Error {
  override readonly name = "WebSocketDisconnect";
  /**
   * The peer's close code: 1005 when it gave none, 1006 when the connection was lost (RFC 6455 §7.1.5). Where the server
   * has refused a message, as one that is too long, it is what it told the peer: 1009, 1007 or 1002.
   */
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason = "") {
    super(`WebSocket closed with code ${code}${reason === "" ? "" : `: ${reason}`}`);
    this.code = code;
    this.reason = reason;
  }
}
