import { SalukiError } from "../errors.ts";
import { HeaderList, HttpResponse, type ResponseInit } from "../http/index.ts";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";
import { formatEvent, type ServerSentEvent } from "./server-sent-event.ts";
import { assertSource, type Source, SourceIterator } from "./source.ts";
import { withContentType } from "./text.ts";

/** Settings of {@link events}. */
export interface EventsInit extends ResponseInit {
  /**
   * Milliseconds of silence after which a comment is sent, so that nothing between here and the client takes the
   * connection for dead; `Infinity` for never.
   * @default 15_000
   */
  pingInterval?: number | undefined;
}

const EVENT_STREAM = new HeaderList({ "content-type": "text/event-stream; charset=utf-8" });
const PING = ": ping\n\n";

/**
 * A response of Server-Sent Events (WHATWG HTML §9.2): each item of the source is sent as an event, a string as its
 * data. When the client goes away the source's `return()` is called; a source that waits for something else
 * should also listen to the `signal` of the context.
 *
 * @throws SalukiError INVALID_RESPONSE for something that is no source; the response breaks off at an event that
 * cannot be written
 * @example
 * ```ts
 * app.get("/clock", (_, { signal }) =>
 *   events((async function* () {
 *     for await (const _ of setInterval(1000, undefined, { signal })) {
 *       yield { event: "tick", data: { now: new Date() } };
 *     }
 *   })()),
 * );
 * ```
 */
export function events(source: Source<string | ServerSentEvent>, init: EventsInit = {}): HttpResponse {
  assertSource(source, "events");
  const { pingInterval = 15_000 } = init;
  if (!(pingInterval > 0)) {
    throw new SalukiError("INVALID_OPTION", {
      what: `pingInterval is ${pingInterval}, not a number of milliseconds above 0`,
      fix: "Pass Infinity to send no pings.",
    });
  }
  const headers = withContentType(init.headers, EVENT_STREAM);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-cache");
  // nginx gathers a response before it passes it on, unless it is told not to.
  if (!headers.has("x-accel-buffering")) headers.set("x-accel-buffering", "no");
  const pieces = new SourceIterator(source, formatEvent);
  const body = pingInterval <= LONGEST_TIMEOUT ? new WithPings(pieces, pingInterval) : pieces;
  return new HttpResponse(body, { status: init.status, headers });
}

type Piece = IteratorResult<string, undefined>;

/** Gives a ping whenever the pieces have kept the reader waiting for the interval. */
class WithPings implements AsyncIterableIterator<string, undefined> {
  readonly #pieces: SourceIterator<string | ServerSentEvent, string>;
  readonly #interval: number;
  /** The piece that was asked for and has not been handed over, be it here or still to come. */
  #coming: Promise<Piece> | undefined = undefined;
  #arrived = false;
  #left = false;
  /** Ends the reader's waiting, for a ping or for what has arrived. */
  #wake: ((reason: "ping" | "piece") => void) | undefined = undefined;

  constructor(pieces: SourceIterator<string | ServerSentEvent, string>, interval: number) {
    this.#pieces = pieces;
    this.#interval = interval;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<Piece> {
    const coming = this.#coming ?? this.#ask();
    if (!this.#arrived && (await this.#wait()) === "ping") return { done: false, value: PING };
    if (this.#left) return { done: true, value: undefined };
    this.#coming = undefined;
    return coming;
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#left = true;
    this.#wake?.("piece");
    return this.#pieces.return();
  }

  /** One pair of reactions for each piece, however many pings pass: Promise.race would leave a pair for each ping. */
  #ask(): Promise<Piece> {
    const arrive = () => {
      this.#arrived = true;
      this.#wake?.("piece");
    };
    this.#arrived = false;
    this.#coming = this.#pieces.next();
    this.#coming.then(arrive, arrive);
    return this.#coming;
  }

  #wait(): Promise<"ping" | "piece"> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.("ping"), this.#interval);
      timer.unref?.();
      this.#wake = (reason) => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(reason);
      };
    });
  }
}
