/** Milliseconds. Whoever loses patience takes longer. */
export const ECHO = 300;

/**
 * The signals that ask a process to end. npm, `timeout` and managers of processes send the same one to a process and to its
 * whole group: what comes again at once is no second wish.
 */
export class AskedToEnd {
  #first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;

  /** Whether a signal was heard. */
  get isAsked(): boolean {
    return this.#first !== undefined;
  }

  /** What a signal that arrives now is: the first, the same one again, or a second one that means it. */
  hear(signal: NodeJS.Signals): "first" | "echo" | "second" {
    const now = performance.now();
    if (this.#first === undefined) {
      this.#first = { signal, at: now };
      return "first";
    }
    return signal === this.#first.signal && now - this.#first.at < ECHO ? "echo" : "second";
  }
}
