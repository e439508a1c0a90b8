import type { LifespanState } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";

/** Runs the set-up and tear-down of an application, once each. */
export class LifespanRunner {
  readonly #make: (() => AsyncGenerator<LifespanState | void, void, unknown>) | undefined;
  #running: AsyncGenerator<LifespanState | void, void, unknown> | undefined = undefined;
  #state: LifespanState = {};

  constructor(make: (() => AsyncGenerator<LifespanState | void, void, unknown>) | undefined) {
    this.#make = make;
  }

  get state(): LifespanState {
    return this.#state;
  }

  /** Runs what stands before the `yield`. */
  async start(): Promise<void> {
    if (this.#make === undefined) return;
    const generator = this.#make();
    if (typeof generator?.next !== "function") throw notAGenerator();
    const { done, value } = await generator.next();
    if (done) throw notAGenerator();
    this.#running = generator;
    this.#state = value ?? {};
  }

  /** Runs what stands behind the `yield`. */
  async stop(): Promise<void> {
    const generator = this.#running;
    this.#running = undefined;
    if (generator === undefined) return;
    const { done } = await generator.next();
    if (!done) await generator.return(undefined);
    this.#state = {};
  }
}

function notAGenerator(): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: "the lifespan has to be an async generator that yields once",
    fix: "Write lifespan: async function* () { /* start */ yield { ... }; /* stop */ }",
  });
}
