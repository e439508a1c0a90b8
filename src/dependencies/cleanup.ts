import { SalukiError } from "../errors.ts";

/** A generator that has yielded its value and waits for its clean-up. */
export type Suspended = AsyncGenerator<unknown, unknown, unknown> | Generator<unknown, unknown, unknown>;

/** Whether a dependency's function returned a generator, synchronous or asynchronous. */
export function isGenerator(value: unknown): value is Suspended {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Suspended).next === "function" &&
    typeof (value as Suspended).throw === "function"
  );
}

/**
 * Runs the clean-up of suspended generators in reverse order after a success. A clean-up that throws is passed to
 * those outside of it, as an error of the handler would be; the error that comes out last is thrown.
 */
export async function cleanUp(suspended: Suspended[]): Promise<void> {
  while (suspended.length > 0) {
    const generator = suspended.pop()!;
    try {
      const { done } = await generator.next();
      if (!done) await generator.return(undefined);
    } catch (error) {
      throw await unwind(suspended, error);
    }
  }
}

/**
 * Throws `error` at the `yield` of suspended generators, in reverse order. One may throw another error instead, which
 * the next one gets; one that keeps it to itself does not hide it from the client.
 *
 * @returns the error that came out last
 */
export async function unwind(suspended: Suspended[], error: unknown): Promise<unknown> {
  let current = error;
  while (suspended.length > 0) {
    const generator = suspended.pop()!;
    try {
      const { done } = await generator.throw(current);
      if (!done) await generator.return(undefined);
    } catch (thrown) {
      current = thrown;
    }
  }
  return current;
}

/** The error for a generator that ended without giving a value. */
export function neverYielded(): SalukiError {
  return new SalukiError("INVALID_DEPENDENCY", {
    what: "a generator dependency ended without a yield",
    fix: "Every way through the generator has to yield one value, or throw",
  });
}
