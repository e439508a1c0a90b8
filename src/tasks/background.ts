/**
 * Work to be done after the response is sent, one task after the other, in the order of {@link add}.
 * The server waits for it when it stops. A task that throws is logged, and the next one runs.
 *
 * @example
 * ```ts
 * app.post("/orders", { order: Order }, ({ order }, { background }) => {
 *   background.add(sendConfirmation, order.email);
 *   return { ok: true };
 * });
 * ```
 */
export class BackgroundTasks {
  readonly #tasks: (() => unknown)[] = [];

  add<Args extends readonly unknown[]>(task: (...args: Args) => unknown, ...args: Args): void {
    this.#tasks.push(() => task(...args));
  }

  /** Runs everything that was added, and what that adds. `onError` hears of each task that failed. */
  async run(onError: (error: unknown) => void): Promise<void> {
    for (let i = 0; i < this.#tasks.length; i++) {
      try {
        await this.#tasks[i]!();
      } catch (error) {
        onError(error);
      }
    }
    this.#tasks.length = 0;
  }
}
