import { isHostAndPort } from "../../http/index.ts";
import { isToken, listMembers } from "./grammar.ts";
import type { RequestHead } from "./head.ts";
import type { ParserLimits } from "./limits.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** The body length of a chunked body: it is told only by its last chunk. */
export const CHUNKED = -1;

/** What a whole head says about its message. Decided once, from all of its lines together (RFC 9112 §6.3). */
export class RequestFraming {
  /** Bytes of the body that follows; {@link CHUNKED} when it comes in chunks. */
  bodyLength = 0;
  /** The client takes a further response on this connection (RFC 9112 §9.3). */
  keepAlive = true;
  /** The client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1). */
  expectsContinue = false;
  /** `/path?query`, or `*` of `OPTIONS *`. */
  target = "/";

  /**
   * Decides. Returns why the request is refused, or `undefined`. Sets the authority of an absolute target as
   * Host.
   */
  decide(head: RequestHead, limits: ParserLimits): Refusal | undefined {
    this.target = head.target;
    return (
      this.#decideHost(head) ??
      this.#decideBody(head, limits) ??
      this.#decideConnection(head) ??
      this.#decideTarget(head)
    );
  }

  #decideHost(head: RequestHead): Refusal | undefined {
    const { host } = head;
    if (host === undefined) return head.minorVersion === 0 ? undefined : REFUSALS.missingHost;
    return isHostAndPort(host) ? undefined : REFUSALS.invalidHost;
  }

  #decideBody(head: RequestHead, limits: ParserLimits): Refusal | undefined {
    const { transferEncoding, contentLength } = head;
    if (transferEncoding !== undefined) {
      // All of these are how requests are smuggled: refused, never repaired.
      if (head.minorVersion === 0) return REFUSALS.transferEncodingInHttp10;
      if (contentLength !== undefined) return REFUSALS.lengthAndTransferEncoding;
      this.bodyLength = CHUNKED;
      return transferEncoding === "chunked" ? undefined : checkTransferEncoding(transferEncoding);
    }
    this.bodyLength = 0;
    if (contentLength === undefined) return undefined;
    const length = decimal(contentLength);
    if (length < 0) return REFUSALS.invalidContentLength;
    // Beyond 2^53 digits would be lost, whatever the limit is.
    if (length > limits.maxBodyBytes || length > Number.MAX_SAFE_INTEGER) return REFUSALS.bodyTooLarge;
    this.bodyLength = length;
    return undefined;
  }

  #decideConnection(head: RequestHead): Refusal | undefined {
    const { connection, expect } = head;
    const http11 = head.minorVersion === 1;
    if (connection === undefined || connection === "keep-alive") {
      this.keepAlive = http11 || connection !== undefined;
    } else if (connection === "close") {
      this.keepAlive = false;
    } else {
      const options = listMembers(connection);
      this.keepAlive = !options.includes("close") && (http11 || options.includes("keep-alive"));
    }
    // An HTTP/1.0 client cannot mean it (RFC 9110 §10.1.1), and without a body there is nothing to wait for.
    this.expectsContinue = false;
    if (expect === undefined || !http11) return undefined;
    for (const expectation of listMembers(expect)) {
      if (expectation !== "100-continue") return REFUSALS.expectationFailed;
      this.expectsContinue = this.bodyLength !== 0;
    }
    return undefined;
  }

  #decideTarget(head: RequestHead): Refusal | undefined {
    const { target, method } = head;
    if (method === "CONNECT") {
      const authority = isHostAndPort(target) && /:\d+$/.test(target);
      return authority ? REFUSALS.unsupportedConnect : REFUSALS.invalidTarget;
    }
    if (target.charCodeAt(0) === 0x2f /* / */) return undefined;
    if (target === "*") return method === "OPTIONS" ? undefined : REFUSALS.invalidTarget;

    // The absolute form, for proxies, but every server must take it (RFC 9112 §3.2.2).
    const absolute = /^https?:\/\/([^/?]+)(.*)$/i.exec(target);
    if (absolute === null) return REFUSALS.invalidTarget;
    const authority = absolute[1]!;
    const rest = absolute[2]!;
    if (!isHostAndPort(authority)) return REFUSALS.invalidTarget;
    this.target = rest.startsWith("/") ? rest : `/${rest}`;
    // The authority of the target counts, whatever Host says.
    const { fields } = head;
    let at = 0;
    while (at < fields.length && fields[at] !== "host") at += 2;
    if (at < fields.length) fields[at + 1] = authority;
    else fields.push("host", authority);
    return undefined;
  }
}

/** The value of `1*DIGIT`, not exact (but above it) beyond 2^53; -1 for anything else. */
function decimal(text: string): number {
  const { length } = text;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return length === 0 ? -1 : value;
}

function checkTransferEncoding(value: string): Refusal | undefined {
  const codings = listMembers(value);
  if (codings.length === 1 && codings[0] === "chunked" && !value.includes(",")) return undefined;
  if (codings.length === 0 || !codings.every(isToken) || value.split(",").length !== codings.length) {
    return REFUSALS.invalidTransferEncoding;
  }
  const chunked = codings.indexOf("chunked");
  if (chunked >= 0 && chunked !== codings.length - 1) return REFUSALS.invalidTransferEncoding;
  return REFUSALS.unsupportedTransferEncoding;
}
