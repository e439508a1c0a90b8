import { SalukiError } from "../errors.ts";

/** Something that gives one piece after the other: an array, a generator, a Web or Node stream ... */
export type Source<T> = AsyncIterable<T> | Iterable<T> | ReadableStream<T>;

/** What Node's streams have beyond being iterable. */
interface Destroyable {
  destroy(): unknown;
  on(event: "error", listener: () => void): unknown;
}

const FINISHED: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Pulls pieces from a source, one when asked for one, and turns each into what is sent.
 *
 * It ends the source whatever way the reading ends: also before the first piece was asked for, and without waiting
 * for a piece that the source is still working on, which may never come.
 */
export class SourceIterator<T, Piece> implements AsyncIterableIterator<Piece, undefined> {
  readonly #source: Source<T>;
  readonly #encode: (item: T) => Piece;
  #iterator: Iterator<T> | AsyncIterator<T> | undefined = undefined;
  #waiting = false;
  #done = false;

  constructor(source: Source<T>, encode: (item: T) => Piece) {
    this.#source = source;
    this.#encode = encode;
    // A Node stream that fails before it is read would end the process; reading it reports the error again.
    if (isDestroyable(source)) source.on("error", () => {});
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Piece, undefined>> {
    if (this.#done) return FINISHED;
    try {
      this.#waiting = true;
      this.#iterator ??= open(this.#source);
      const { done, value } = await this.#iterator.next();
      this.#waiting = false;
      if (done) this.#done = true;
      return this.#done ? FINISHED : { done: false, value: this.#encode(value) };
    } catch (error) {
      // Once the reader has left, the source may well fail for having been ended.
      if (this.#done) return FINISHED;
      this.#waiting = false;
      await this.#end()?.catch(() => {});
      throw error;
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    const waiting = this.#waiting;
    const ended = this.#end();
    // What the source does or says after its reader left concerns nobody, unless it can be waited for.
    if (waiting) ended?.catch(() => {});
    else await ended;
    return FINISHED;
  }

  #end(): Promise<unknown> | undefined {
    if (this.#done) return undefined;
    this.#done = true;
    const source = this.#source;
    if (isDestroyable(source)) source.destroy();
    if (this.#iterator !== undefined) return this.#iterator.return && settle(this.#iterator);
    return isWebStream(source) && !source.locked ? source.cancel() : undefined;
  }
}

/**
 * Checks that something is a {@link Source}, where the mistake is made and not while it is being sent.
 * @throws SalukiError INVALID_RESPONSE
 */
export function assertSource(source: unknown, caller: string): void {
  const iterable =
    typeof source === "object" &&
    source !== null &&
    (Symbol.asyncIterator in source || Symbol.iterator in source || isWebStream(source));
  if (iterable && !(source instanceof Uint8Array)) return;
  throw new SalukiError("INVALID_RESPONSE", {
    what: `${caller}() got ${describe(source)}, which does not give pieces one by one`,
    fix:
      typeof source === "function"
        ? "Call the generator function: pass what it returns."
        : "Pass an iterable, an async iterable or a stream.",
  });
}

function open<T>(source: Source<T>): Iterator<T> | AsyncIterator<T> {
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  if (Symbol.iterator in source) return source[Symbol.iterator]();
  return readerOf(source);
}

/** Not every run-time's streams are iterable. */
function readerOf<T>(stream: ReadableStream<T>): AsyncIterator<T> {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done: false, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

async function settle(iterator: Iterator<unknown> | AsyncIterator<unknown>): Promise<void> {
  await iterator.return?.();
}

function isDestroyable(source: object): source is Destroyable {
  return "destroy" in source && typeof source.destroy === "function" && "on" in source;
}

function isWebStream(source: object): source is ReadableStream {
  return "getReader" in source && typeof source.getReader === "function";
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return "bytes";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
