/** Gathers changes of files until there is a pause: an editor, and even more so `git checkout`, makes several at once. */
export class Changes {
  readonly #pause: number;
  readonly #paths = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #next: Promise<readonly string[]>;
  #resolve!: (paths: readonly string[]) => void;

  /** @param pause milliseconds without a change that end a group of them */
  constructor(pause = 100) {
    this.#pause = pause;
    this.#next = this.#wait();
  }

  add(path: string): void {
    this.#paths.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#resolve([...this.#paths]), this.#pause);
  }

  /** Resolves with the files of the next group of changes, once it is complete. */
  get next(): Promise<readonly string[]> {
    return this.#next;
  }

  /** Forgets what has changed so far. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#paths.clear();
    this.#next = this.#wait();
  }

  #wait(): Promise<readonly string[]> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}
