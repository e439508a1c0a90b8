/** A signal that has arrived. */
export interface Heard {
  readonly signal: NodeJS.Signals;
  /** Milliseconds of a clock that only goes on. */
  readonly at: number;
}

/**
 * Whether a signal only says the first one again. npm, `timeout` and managers of processes send the same one to a process and
 * to its whole group: that is no second wish.
 */
export function isEcho(first: Heard, again: Heard): boolean {
  return again.signal === first.signal && again.at - first.at < ECHO;
}

/** Milliseconds. Whoever loses patience takes longer. */
export const ECHO = 300;
