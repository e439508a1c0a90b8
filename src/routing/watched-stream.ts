/** A stream that remembers what it failed with, for those who clean up behind it. */
export class WatchedStream<T> implements AsyncIterable<T> {
  readonly #source: AsyncIterable<T>;
  #failed = false;
  #failure: unknown = undefined;

  constructor(source: AsyncIterable<T>) {
    this.#source = source;
  }

  /** The error, wrapped: anything can be thrown. `undefined` where it came to its end or was left. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failed ? { error: this.#failure } : undefined;
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    const iterator = this.#source[Symbol.asyncIterator]();
    return {
      next: async () => {
        try {
          return await iterator.next();
        } catch (error) {
          this.#failed = true;
          this.#failure = error;
          throw error;
        }
      },
      return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    };
  }
}
