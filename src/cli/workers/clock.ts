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
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
