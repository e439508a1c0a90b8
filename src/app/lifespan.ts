import type { LifespanState } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import type { Living } from "./life.ts";

/** Runs the set-up and tear-down that an application was given, and keeps what it yielded. */
export class LifespanRunner implements Living {
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
  async startup(): Promise<void> {
    if (this.#make === undefined) return;
    const generator = this.#make();
    if (typeof generator?.next !== "function") throw notAGenerator();
    const { done, value } = await generator.next();
    if (done) throw notAGenerator();
    this.#running = generator;
    this.#state = value ?? {};
  }

  /** Runs what stands behind the `yield`. */
  async shutdown(): Promise<void> {
    const generator = this.#running;
    this.#running = undefined;
    if (generator === undefined) return;
    const { done } = await generator.next();
    this.#state = {};
    if (!done) await generator.return(undefined);
  }
}

function notAGenerator(): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: "the lifespan has to be an async generator that yields once",
    fix: "Write lifespan: async function* () { /* start */ yield { ... }; /* stop */ }",
  });
}
