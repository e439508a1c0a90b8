import { isMarker } from "../params/index.ts";
import { isGenerator, neverYielded, type Suspended } from "./cleanup.ts";
import type { Context } from "./context.ts";
import { type Dependency, originOf } from "./depends.ts";

type AnyDependency = Dependency<unknown, string>;

/**
 * The values of dependencies of scope `"app"`: made once, in order, and cleaned up in reverse. Without a start they are
 * made at their first use.
 */
export class AppScope {
  readonly #values = new Map<AnyDependency, unknown>();
  readonly #opening = new Set<Promise<unknown>>();
  readonly #suspended: Suspended[] = [];
  readonly #context: Context;
  readonly #overrides: { get(dependency: AnyDependency): AnyDependency | undefined };

  constructor(context: Context, overrides: { get(dependency: AnyDependency): AnyDependency | undefined }) {
    this.#context = context;
    this.#overrides = overrides;
  }

  /** The value, or a promise of it while it is being made. */
  get(declared: AnyDependency): unknown {
    const dependency = this.#overrides.get(declared) ?? declared;
    const identity = originOf(dependency);
    if (this.#values.has(identity)) return this.#values.get(identity);
    const opening = this.#open(dependency).then(
      (value) => {
        this.#opening.delete(opening);
        this.#values.set(identity, value);
        return value;
      },
      (error: unknown) => {
        this.#opening.delete(opening);
        // The next one to ask tries again.
        this.#values.delete(identity);
        throw error;
      },
    );
    this.#values.set(identity, opening);
    this.#opening.add(opening);
    return opening;
  }

  async #open(dependency: AnyDependency): Promise<unknown> {
    const values: Record<string, unknown> = {};
    for (const [name, declared] of Object.entries(dependency.params)) {
      if (isMarker(declared) && declared["~kind"] === "dependency") {
        values[name] = await this.get(declared as AnyDependency);
      }
    }
    const result = await (dependency.call as (params: unknown, context: Context) => unknown)(
      values,
      this.#context,
    );
    if (!isGenerator(result)) return result;
    const first = await result.next();
    if (first.done) throw neverYielded();
    this.#suspended.push(result);
    return first.value;
  }

  /**
   * Cleans everything up, the last one made first; what is just being made is waited for. A later {@link get} makes the
   * values anew.
   *
   * @throws the first error of a clean-up, when all of them have run
   */
  async close(): Promise<void> {
    // One that is being made may begin others.
    while (this.#opening.size > 0) await Promise.allSettled(this.#opening);
    this.#values.clear();
    const errors: unknown[] = [];
    // They have nothing to do with each other's errors, unlike those of a request: each ends as after a success.
    for (const generator of this.#suspended.splice(0).reverse()) {
      try {
        const { done } = await generator.next();
        if (!done) await generator.return(undefined);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
