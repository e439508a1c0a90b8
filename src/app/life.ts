/** Something that starts and ends with the application. */
export interface Living {
  startup?(): Promise<void>;
  shutdown?(): Promise<void>;
}

/**
 * Starts the parts of an application in order and ends them in reverse, once each. A start that fails ends what had
 * started, and can be tried again.
 */
export class Life {
  readonly #parts: () => readonly Living[];
  #started: Living[] = [];
  #running: Promise<void> | undefined = undefined;
  #ending: Promise<void> = Promise.resolve();
  #isUp = false;

  /** @param parts in the order of their start; asked for at each start */
  constructor(parts: () => readonly Living[]) {
    this.#parts = parts;
  }

  /** Whether everything has started: there is nothing to wait for. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Starts everything; while it runs, does nothing. An end that is under way is waited for. */
  start(): Promise<void> {
    if (this.#running === undefined) {
      const running = this.#begin();
      this.#running = running;
      running.then(
        () => {
          // Unless it has been ended meanwhile.
          if (this.#running === running) this.#isUp = true;
        },
        () => {
          if (this.#running === running) this.#running = undefined;
        },
      );
    }
    return this.#running;
  }

  /** Ends what was started. @throws the first error of a part; the others are ended all the same */
  async stop(): Promise<void> {
    const running = this.#running ?? Promise.resolve();
    this.#running = undefined;
    this.#isUp = false;
    this.#ending = running.catch(() => {}).then(() => this.#end());
    await this.#ending;
  }

  async #begin(): Promise<void> {
    await this.#ending.catch(() => {});
    try {
      for (const part of this.#parts()) {
        this.#started.push(part);
        await part.startup?.();
      }
    } catch (error) {
      // Why it did not start counts, not what went wrong on the way back.
      await this.#end().catch(() => {});
      throw error;
    }
  }

  async #end(): Promise<void> {
    const started = this.#started.reverse();
    this.#started = [];
    const failures: unknown[] = [];
    for (const part of started) await part.shutdown?.().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
