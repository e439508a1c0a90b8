import { SalukiError } from "../../errors.ts";
import { type LimitRule, most, resolveLimit, time, upTo } from "./limit-rule.ts";

/** What the parser refuses to take. */
export interface ParserLimits {
  /**
   * Most bytes of a request line, its CR LF included; more is answered 414. RFC 9112 §3 asks for 8000 at
   * least.
   * @default 8_192
   */
  readonly maxRequestLineBytes: number;
  /**
   * Most bytes of a head, from the request line to the empty line; more is answered 431 (RFC 6585 §5). It
   * also bounds the trailer section of a chunked body, and its chunk extensions.
   * @default 16_384
   */
  readonly maxHeaderBytes: number;
  /**
   * Most header lines of a request (and trailer lines of its body); more is answered 431.
   * @default 100
   */
  readonly maxHeaderCount: number;
  /**
   * Most bytes of a request body; more is answered 413, at once where Content-Length announces it. This is
   * the server's own bound for anything that anyone may send; what a route reads into memory has a smaller
   * one of its own.
   * @default 104_857_600
   */
  readonly maxBodyBytes: number;
}

/** How much, and for how long, clients may ask of the server. Times are in milliseconds. */
export interface ConnectionLimits {
  /**
   * Most connections at once; further ones are closed at once.
   * @default 10_000
   */
  readonly maxConnections: number;
  /**
   * Most requests of one connection that are answered in one turn of the event loop; the rest of a pipeline
   * waits for the next turn, so that other connections have theirs.
   * @default 64
   */
  readonly maxPipelinedRequests: number;
  /**
   * Longest time that a head may take, from its first byte (for the first request: from the connection) to
   * its last; then 408. A connection that has sent nothing is closed without an answer. 0 for no limit.
   * @default 30_000, or {@link requestTimeout} where that is shorter
   */
  readonly headersTimeout: number;
  /**
   * Longest time from the first byte of a request to the last byte of its body, while the server waits for
   * it; then 408. Not less than {@link headersTimeout}. 0 for no limit.
   * @default 300_000
   */
  readonly requestTimeout: number;
  /**
   * The span in which a body that is waited for must make progress; else 408. See {@link minBodyRate}. 0 for no
   * limit.
   * @default 15_000
   */
  readonly bodyTimeout: number;
  /**
   * Least bytes per second of a body, on the average of each {@link bodyTimeout}. At 0 a single byte is
   * enough.
   * @default 100
   */
  readonly minBodyRate: number;
  /**
   * Longest time that a handler may leave a client without an answer, while nothing is waited for of the client:
   * the body has limits of its own. Then the request is aborted with a TimeoutError, 503 is answered in its place
   * (RFC 9110 §15.6.4) and the connection ends. An answer that has begun is not cut off. 0 for no limit.
   * @default 0
   */
  readonly handlerTimeout: number;
  /**
   * Longest time that a connection may stay idle between two requests. Behind a load balancer it must be
   * longer than the balancer's own, or requests are lost. 0 for no limit.
   * @default 75_000
   */
  readonly keepAliveTimeout: number;
  /**
   * Longest time that a client may take nothing of a response that waits for it; then the connection is
   * dropped. 0 for no limit.
   * @default 30_000
   */
  readonly sendTimeout: number;
  /**
   * How long a connection that was answered for the last time is still read (and what comes thrown away), so
   * that the answer is not lost in a reset (RFC 9112 §9.6). At 0 it is not.
   * @default 2_000
   */
  readonly lingerTimeout: number;
  /**
   * Most bytes of a body that no handler has read, which are read past to keep the connection. Of a longer
   * one the connection is closed after the answer.
   * @default 65_536
   */
  readonly maxUnreadBodyBytes: number;
}

/** Every limit of the HTTP/1.1 engine. */
export interface Http1Limits extends ParserLimits, ConnectionLimits {}

/** The one table of limits: the options of a server, their documentation and the command line go by it. */
export const HTTP1_LIMITS = Object.freeze({
  maxRequestLineBytes: most(8_192),
  maxHeaderBytes: most(16_384),
  maxHeaderCount: most(100),
  maxBodyBytes: upTo(104_857_600),
  maxConnections: most(10_000),
  maxPipelinedRequests: most(64),
  headersTimeout: time(30_000),
  requestTimeout: time(300_000),
  bodyTimeout: time(15_000),
  minBodyRate: { fallback: 100, zero: "itself", infinity: "refused" },
  // How long work may take is the application's to say.
  handlerTimeout: time(0),
  keepAliveTimeout: time(75_000),
  sendTimeout: time(30_000),
  lingerTimeout: upTo(2_000),
  maxUnreadBodyBytes: upTo(65_536),
}) satisfies Readonly<Record<keyof Http1Limits, LimitRule>>;

/**
 * The limits that `given` asks for, over the defaults.
 *
 * @throws SalukiError INVALID_OPTION for a number that cannot be a limit
 */
export function resolveLimits(
  given: { readonly [K in keyof Http1Limits]?: number | undefined } = {},
): Http1Limits {
  const limits = {} as Record<keyof Http1Limits, number>;
  for (const name of Object.keys(HTTP1_LIMITS) as (keyof Http1Limits)[]) {
    limits[name] = resolveLimit(name, HTTP1_LIMITS[name], given[name]);
  }
  const { headersTimeout, requestTimeout } = limits;
  if (headersTimeout > requestTimeout && headersTimeout !== Number.POSITIVE_INFINITY) {
    // Who gives only the time of the whole has said nothing about the head.
    if (given.headersTimeout !== undefined) {
      throw new SalukiError("INVALID_OPTION", {
        what: `the server option headersTimeout is ${headersTimeout}, and requestTimeout only ${requestTimeout}`,
        fix: "A head is a part of its request: give headersTimeout at most requestTimeout.",
      });
    }
    limits.headersTimeout = requestTimeout;
  }
  return limits;
}

export const DEFAULT_LIMITS: Http1Limits = Object.freeze(resolveLimits());
