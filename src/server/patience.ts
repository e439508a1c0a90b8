import { type ConnectionLimits, REFUSALS, type Refusal } from "./http1/index.ts";

/**
 * What a connection waits for:
 * - `first request`, `next request`: a request of which nothing has come
 * - `head`, `body`: the rest of it
 * - `handler`: the answer
 * - `stream`: the next piece of an answer, for which a server knows no limit
 * - `sign of life`: the next piece of an answer to a client that has ended its side, and may be gone
 * - `reader`: a client that does not take what is sent
 * - `close`: a client that is to end its side, as the server has
 */
export type Awaited =
  | "first request"
  | "next request"
  | "head"
  | "body"
  | "handler"
  | "stream"
  | "sign of life"
  | "reader"
  | "close";

/** What to do about a client that takes too long: refuse its request, end the connection, or drop it. */
export type Verdict = Refusal | "end" | "drop";

/**
 * Knows for how long a connection has waited, and when that is too long. It has no timer: it is asked now and
 * then, with the time, so that waiting costs a request nothing but a few assignments.
 */
export class Patience {
  awaited: Awaited = "first request";
  readonly #limits: ConnectionLimits;
  /** Since when; for what makes progress, since the last one. */
  #since: number;
  #requestSince: number;
  /** Bytes of the body that had come, or bytes of answers that had left, at that time. */
  #progress = 0;

  constructor(limits: ConnectionLimits, now: number) {
    this.#limits = limits;
    this.#since = now;
    this.#requestSince = now;
  }

  /** The connection waits for something else from `now` on. */
  await(awaited: Awaited, now: number, progress = 0): void {
    // The time for the first head has run since the connection was made.
    if (!(awaited === "head" && this.awaited === "first request")) this.#since = now;
    this.awaited = awaited;
    this.#progress = progress;
  }

  /** The head of a request is complete. */
  beginRequest(now: number): void {
    this.#requestSince = this.awaited === "head" ? this.#since : now;
    this.#since = now;
    this.awaited = "handler";
  }

  /** Whether it takes too long, and what is to be done then. */
  check(now: number, progress: number): Verdict | undefined {
    const limits = this.#limits;
    const waited = now - this.#since;
    switch (this.awaited) {
      case "first request":
        // Nothing was asked, so nothing is answered.
        return waited > limits.headersTimeout ? "end" : undefined;
      case "next request":
        return waited > limits.keepAliveTimeout ? "end" : undefined;
      case "head":
        return waited > limits.headersTimeout ? REFUSALS.headTimeout : undefined;
      case "body":
        return this.#checkBody(now, progress);
      case "handler":
        return waited > limits.handlerTimeout ? REFUSALS.handlerTimeout : undefined;
      case "stream":
        return undefined;
      case "reader":
      case "sign of life":
        if (progress !== this.#progress) {
          this.#progress = progress;
          this.#since = now;
          return undefined;
        }
        return waited > limits.sendTimeout ? "drop" : undefined;
      case "close":
        return waited > limits.lingerTimeout ? "drop" : undefined;
    }
  }

  #checkBody(now: number, received: number): Refusal | undefined {
    const { requestTimeout, bodyTimeout, minBodyRate } = this.#limits;
    if (now - this.#requestSince > requestTimeout) return REFUSALS.bodyTimeout;
    if (now - this.#since <= bodyTimeout) return undefined;
    const least = Math.max(1, (minBodyRate * bodyTimeout) / 1000);
    if (received - this.#progress < least) return REFUSALS.bodyTimeout;
    this.#progress = received;
    this.#since = now;
    return undefined;
  }
}
