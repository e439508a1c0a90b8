import { knownAcrossCopies } from "./across-copies.ts";
import { HTTPException } from "./exception.ts";

/** Pieces of a body that is still arriving. `collect` is a quicker way to all of them, where a server has one. */
export interface BodyStream extends AsyncIterable<Uint8Array> {
  /** Resolves to the whole body, or rejects with {@link BodyTooLarge} as soon as it is longer than `limit`. */
  collect?(limit: number): Promise<Uint8Array>;
  /** The length that `Content-Length` declares. */
  readonly length?: number | undefined;
}

export type RequestBodySource = Uint8Array | BodyStream | null;

/** The body is longer than the limit: answered 413 (RFC 9110 §15.5.14). */
export class BodyTooLarge extends HTTPException {
  override readonly name = "BodyTooLarge";
  readonly limit: number;

  constructor(limit: number) {
    super(413, `Request body is larger than ${limit} bytes`);
    this.limit = limit;
  }
}

/** What reading a body rejects with once its request has been answered. */
export class BodyDiscarded extends TypeError {
  override readonly name = "BodyDiscarded";

  constructor() {
    super("the request has been answered: its body can no longer be read");
  }
}

knownAcrossCopies(BodyDiscarded, "BodyDiscarded");

const EMPTY = new Uint8Array(0);

/** The body of a request: read whole by {@link bytes}, or piece by piece by {@link stream}, but only once from the wire. */
export class RequestBody {
  #source: RequestBodySource;
  #whole: Promise<Uint8Array> | undefined = undefined;
  #streamed = false;

  constructor(source: RequestBodySource) {
    this.#source = source;
  }

  /** Whether the request has no body at all. */
  get isEmpty(): boolean {
    return this.#source === null || (this.#source instanceof Uint8Array && this.#source.length === 0);
  }

  /** The declared or known length in bytes, `undefined` when the body is chunked. */
  get length(): number | undefined {
    return this.#source === null ? 0 : this.#source.length;
  }

  /**
   * The whole body: at once when it is here already, else a promise. Can be called again.
   * Throws (or rejects with) {@link BodyTooLarge} past `limit` bytes, without having read the rest.
   */
  bytes(limit: number): Uint8Array | Promise<Uint8Array> {
    const bytes = this.peek(limit);
    return bytes instanceof Promise ? bytes.then((whole) => this.#keepOwn(whole)) : this.#keepOwn(bytes);
  }

  /**
   * Like {@link bytes}, for who decodes them at once and keeps nothing: their `buffer` may hold other bytes, too, of
   * other clients.
   */
  peek(limit: number): Uint8Array | Promise<Uint8Array> {
    const source = this.#source;
    if (source === null) return EMPTY;
    if (source instanceof Uint8Array) {
      if (source.length > limit) throw new BodyTooLarge(limit);
      return source;
    }
    if (this.#whole !== undefined) return this.#whole;
    if (this.#streamed) throw new TypeError("the body of this request has already been read as a stream");
    if (source.length !== undefined && source.length > limit) throw new BodyTooLarge(limit);
    this.#streamed = true;
    this.#whole = (source.collect?.(limit) ?? collect(source, limit)).then((bytes) => {
      this.#source = bytes;
      return bytes;
    });
    return this.#whole;
  }

  /** The body piece by piece, as it arrives. Throws a `TypeError` when it has been streamed before. */
  async *stream(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#whole !== undefined) await this.#whole;
    const source = this.#source;
    if (source === null) return;
    if (source instanceof Uint8Array) {
      if (source.length > 0) yield this.#keepOwn(source);
      return;
    }
    if (this.#streamed) throw new TypeError("the body of this request has already been read as a stream");
    this.#streamed = true;
    yield* source;
  }

  #keepOwn(bytes: Uint8Array): Uint8Array {
    const own = ownBytes(bytes);
    if (own !== bytes) this.#source = own;
    return own;
  }
}

/**
 * The bytes in memory of their own. Whoever is handed bytes may look at their `buffer`, by mistake mostly, as in `new
 * DataView(bytes.buffer)`; small buffers of Node share theirs, and what others have sent would be there to see.
 */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : new Uint8Array(bytes);
}

async function collect(source: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source) {
    length += piece.length;
    if (length > limit) throw new BodyTooLarge(limit);
    pieces.push(piece);
  }
  return concat(pieces, length);
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
