import { LONGEST_TIMEOUT } from "../../longest-timeout.ts";

/** Time, as the master sees it. */
export interface Clock {
  /** Milliseconds that only ever go on. */
  now(): number;
  /** Calls back after so many milliseconds. Returns a function that prevents it. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    // What is longer than setTimeout knows, some 24 days, would be no time at all.
    if (milliseconds > LONGEST_TIMEOUT) return () => {};
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
