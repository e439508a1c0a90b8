import { type BodyStream, BodyTooLarge } from "../http/index.ts";

/** Bytes that may wait for a slow reader before the client is made to wait. */
const HIGH_WATER = 131_072;
/**
 * What a piece costs beside its bytes: a client that sends single bytes shall not be able to fill the memory
 * with their wrapping.
 */
const PIECE_COST = 256;
/** Most bytes of room that are made at once for a body whose length is only announced. */
const FIRST_ROOM = 262_144;

/** What a body tells the connection that fills it. */
export interface BodySource {
  /** Somebody waits for more. Called for the first time when the body is first read. */
  bodyWanted(): void;
}

/**
 * The body of a request that was still arriving when its handler was called. The connection fills it; the
 * handler reads it once, as a whole or piece by piece; what nobody reads is thrown away.
 */
export class IncomingBody implements BodyStream {
  readonly length: number | undefined;
  /** Bytes that have arrived. */
  received = 0;
  /** More has come than its reader takes. */
  tooLarge = false;
  readonly #source: BodySource;
  #mode: "unread" | "collected" | "streamed" | "discarded" = "unread";
  #state: "open" | "ended" | "failed" = "open";
  #failure: unknown;
  #mostReceived = Number.POSITIVE_INFINITY;

  // Streamed: pieces that wait, and the reader that waits for one.
  #pieces: Uint8Array[] = [];
  #cost = 0;
  #wake: (() => void) | undefined;

  // Collected: one growing room, so that many small pieces cost no more than their bytes.
  #room: Buffer | undefined;
  #filled = 0;
  #limit = 0;
  #resolve: ((bytes: Uint8Array) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(source: BodySource, length: number | undefined) {
    this.#source = source;
    this.length = length;
  }

  /** As much waits as should: the connection had better stop reading. */
  get full(): boolean {
    return this.#cost >= HIGH_WATER;
  }

  /** Somebody waits for more. */
  get wanted(): boolean {
    return this.#wake !== undefined || this.#resolve !== undefined || this.#mode === "discarded";
  }

  /** More has been thrown away than is worth it. */
  get overrun(): boolean {
    return this.received > this.#mostReceived;
  }

  collect(limit: number): Promise<Uint8Array> {
    if (this.#mode === "discarded") return Promise.reject(this.#failure);
    this.#mode = "collected";
    this.#limit = limit;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      const pieces = this.#pieces;
      this.#pieces = [];
      this.#cost = 0;
      for (const piece of pieces) this.#gather(piece);
      if (this.#state === "open") this.#source.bodyWanted();
      else this.#settle();
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#mode === "discarded") throw this.#failure;
    this.#mode = "streamed";
    try {
      for (;;) {
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          this.#cost -= piece.length + PIECE_COST;
          yield piece;
        } else if (this.#state === "ended") {
          return;
        } else if (this.#state === "failed") {
          throw this.#failure;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
            this.#source.bodyWanted();
          });
        }
      }
    } finally {
      if (this.#mode === "streamed") this.#mode = "unread";
    }
  }

  /** The connection hands over the next bytes. They are lent: what waits for a reader is copied. */
  push(piece: Buffer): void {
    this.received += piece.length;
    if (this.#mode === "discarded") return;
    if (this.#mode === "collected") {
      this.#gather(piece);
      return;
    }
    this.#pieces.push(new Uint8Array(piece));
    this.#cost += piece.length + PIECE_COST;
    this.#wakeReader();
  }

  /** The last byte has been handed over. */
  end(): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#settle();
  }

  /** There will be no more, and the body is not whole. */
  fail(error: unknown): void {
    if (this.#state !== "open") return;
    this.#state = "failed";
    this.#failure = error;
    this.#settle();
  }

  /**
   * The answer is out: throws away what waits, and what is to come; after `limit` further bytes the body is
   * {@link overrun}. A reader that comes now, or waits still, gets `error`.
   */
  discard(limit: number, error: unknown): void {
    this.#mode = "discarded";
    this.#mostReceived = this.received + limit;
    this.#pieces = [];
    this.#cost = 0;
    this.#room = undefined;
    this.#state = "failed";
    this.#failure = error;
    this.#rejectCollector(error);
    this.#wakeReader();
  }

  #settle(): void {
    if (this.#state === "failed") this.#rejectCollector(this.#failure);
    const resolve = this.#resolve;
    if (resolve !== undefined) {
      this.#resolve = this.#reject = undefined;
      const room = this.#room;
      this.#room = undefined;
      resolve(room === undefined ? Buffer.alloc(0) : room.subarray(0, this.#filled));
    }
    this.#wakeReader();
  }

  #gather(piece: Uint8Array): void {
    if (this.#resolve === undefined) return;
    const filled = this.#filled + piece.length;
    if (filled > this.#limit) {
      this.#mode = "unread";
      this.tooLarge = true;
      this.#room = undefined;
      this.#rejectCollector(new BodyTooLarge(this.#limit));
      return;
    }
    if (this.#room === undefined || filled > this.#room.length) this.#grow(filled);
    this.#room!.set(piece, this.#filled);
    this.#filled = filled;
  }

  #grow(needed: number): void {
    const { length } = this;
    // An announced length is not believed before the bytes come.
    const wanted = this.#room === undefined ? Math.min(length ?? 0, FIRST_ROOM) : this.#room.length * 2;
    // Not of the memory that all buffers share: it is handed out.
    const room = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(wanted, length ?? wanted)));
    this.#room?.copy(room, 0, 0, this.#filled);
    this.#room = room;
  }

  #rejectCollector(error: unknown): void {
    const reject = this.#reject;
    this.#resolve = this.#reject = undefined;
    reject?.(error);
  }

  #wakeReader(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
