/** Milliseconds before the first restart: soon, since most deaths are single ones. */
const FIRST = 100;
/** Milliseconds between two tries at most: what is repaired shall be noticed within half a minute. */
const LONGEST = 30_000;
/** A worker that has served for so many milliseconds did not die of its start: the next delay is the first again. */
const STABLE = 10_000;

/** How long a worker that has died stays dead: longer each time that it comes to nothing, so that nothing storms. */
export class Backoff {
  #failures = 0;

  /**
   * The milliseconds until the next try.
   *
   * @param served for how many milliseconds the last one has served
   */
  next(served: number): number {
    if (served >= STABLE) this.#failures = 0;
    const delay = Math.min(FIRST * 2 ** this.#failures, LONGEST);
    this.#failures += 1;
    return delay;
  }

  /** Forgets the failures: something has changed. */
  reset(): void {
    this.#failures = 0;
  }
}
