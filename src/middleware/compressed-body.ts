import type { CompressionStream, Encoder } from "./encoders.ts";

/** When what has been compressed so far is sent on: see `CompressOptions.flush`. */
export type FlushPolicy = "pause" | "piece";

type Piece = string | Uint8Array;

// As much is worth a trip to zlib's thread pool, or a write to the socket, of its own; less waits for what follows,
// or for a flush.
const ENOUGH = 16_384;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The pieces of a body, compressed. The source is asked for its next piece only when this is, so back-pressure
 * goes through; the compressor is made at the first piece that is asked for and freed at the end, at an error,
 * and at `return()`.
 *
 * It is an iterator by hand and no async generator, because the `return()` of a generator waits for the piece
 * that is under way: a client that leaves a silent event stream would never be noticed by its source.
 */
export class CompressedBody implements AsyncIterableIterator<Uint8Array, undefined> {
  readonly #source: AsyncIterable<Piece>;
  readonly #encoder: Encoder;
  readonly #flush: FlushPolicy;
  /** What the compressor has not been given yet. */
  #input: Uint8Array[] = [];
  #inputLength = 0;
  readonly #output: Uint8Array[] = [];
  #outputLength = 0;
  #iterator: AsyncIterator<Piece> | undefined = undefined;
  #compressor: CompressionStream | undefined = undefined;
  /** Asked of the source and not yet here, when the output so far was sent in the meantime. */
  #pending: Promise<IteratorResult<Piece>> | undefined = undefined;
  /** Whether something was taken from the source that cannot be read from the output yet. */
  #unflushed = false;
  #closed = false;

  constructor(source: AsyncIterable<Piece>, encoder: Encoder, flush: FlushPolicy) {
    this.#source = source;
    this.#encoder = encoder;
    this.#flush = flush;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    try {
      while (!this.#closed) {
        const result = await this.#pull();
        if (this.#closed) break;
        if (result === undefined) await this.#sync();
        else if (result.done === true) return await this.#end();
        else await this.#write(result.value);
        if (this.#outputLength > 0 && (!this.#unflushed || this.#outputLength >= ENOUGH)) {
          return { done: false, value: this.#takeOutput() };
        }
      }
      return DONE;
    } catch (error) {
      // After return() nobody is left to be told, and the compressor complains of having been destroyed.
      if (this.#closed) return DONE;
      // The source may be well, and the error that of a piece which cannot be compressed.
      await this.return().catch(ignore);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#closed) return DONE;
    this.#closed = true;
    this.#compressor?.destroy();
    this.#dropOutput();
    // The piece under way may fail for the very reason that nobody waits for it any more.
    this.#pending?.catch(ignore);
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    await this.#iterator.return?.();
    return DONE;
  }

  /** The source's next result, or `undefined` where it pauses and something is held back meanwhile. */
  async #pull(): Promise<IteratorResult<Piece> | undefined> {
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    const pending = this.#pending ?? this.#iterator.next();
    this.#pending = undefined;
    if (!this.#unflushed) return pending;
    const result = await unlessPaused(pending);
    if (result === undefined) this.#pending = pending;
    return result;
  }

  async #write(piece: Piece): Promise<void> {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    if (!(bytes instanceof Uint8Array))
      throw new TypeError("a stream gave a piece that is neither text nor bytes");
    if (bytes.length === 0) return;
    this.#input.push(bytes);
    this.#inputLength += bytes.length;
    this.#unflushed = true;
    if (this.#flush === "piece") await this.#sync();
    else if (this.#inputLength >= ENOUGH) await this.#compress();
  }

  async #compress(): Promise<void> {
    const compressor = this.#started();
    const input = this.#takeInput();
    await settled((done) => compressor.write(input, done));
  }

  async #sync(): Promise<void> {
    if (this.#inputLength > 0) await this.#compress();
    this.#unflushed = false;
    const compressor = this.#started();
    await settled((done) => compressor.flush(this.#encoder.flushKind, done));
  }

  async #end(): Promise<IteratorResult<Uint8Array, undefined>> {
    const compressor = this.#started();
    await new Promise<void>((resolve, reject) => {
      compressor.once("error", reject);
      compressor.once("close", resolve);
      if (this.#inputLength > 0) compressor.end(this.#takeInput());
      else compressor.end();
    });
    this.#closed = true;
    return this.#outputLength === 0 ? DONE : { done: false, value: this.#takeOutput() };
  }

  #started(): CompressionStream {
    if (this.#compressor === undefined) {
      this.#compressor = this.#encoder.stream();
      this.#compressor.on("data", (bytes: Uint8Array) => {
        this.#output.push(bytes);
        this.#outputLength += bytes.length;
      });
      // Each error also reaches the callback of what failed; without a listener it would end the process.
      this.#compressor.on("error", ignore);
    }
    return this.#compressor;
  }

  #takeInput(): Uint8Array {
    const input = this.#input;
    this.#input = [];
    this.#inputLength = 0;
    return input.length === 1 ? input[0]! : Buffer.concat(input);
  }

  #takeOutput(): Uint8Array {
    const output = this.#output;
    const bytes = output.length === 1 ? output[0]! : Buffer.concat(output, this.#outputLength);
    this.#dropOutput();
    return bytes;
  }

  #dropOutput(): void {
    this.#output.length = 0;
    this.#outputLength = 0;
  }
}

function ignore(): void {}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
}

/** The result where it is here before the event loop has turned once, else `undefined`. */
function unlessPaused<T>(promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const pause = setImmediate(resolve, undefined);
    promise.then(
      (value) => {
        clearImmediate(pause);
        resolve(value);
      },
      (error: unknown) => {
        clearImmediate(pause);
        reject(error);
      },
    );
  });
}
