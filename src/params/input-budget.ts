/** Deeper than this, a refused value is not shown. JSON of any depth can be sent in a few kilobytes. */
const MAX_DEPTH = 100;

/** Of all refused values of a parameter together: about as many characters are shown. */
const TOTAL = 65_536;

/**
 * Decides which refused values an answer shows. Each missing member of an object shows the whole object, so that a
 * small request could ask for a huge answer; what does not fit is shown as `null`.
 */
export class InputBudget {
  #left = TOTAL;

  /** The value, or `null` where it is too large or too deep to be shown. */
  show(value: unknown): unknown {
    if (value === undefined) return null;
    const rest = weigh(value, this.#left, 0);
    if (rest < 0) return null;
    this.#left = rest;
    return value;
  }
}

/** What is left of `budget` after a value, negative where it does not fit. Stops as soon as it knows. */
function weigh(value: unknown, budget: number, depth: number): number {
  if (typeof value === "string") return budget - value.length - 2;
  if (typeof value !== "object" || value === null) return budget - 4;
  if (depth >= MAX_DEPTH) return -1;
  if (ArrayBuffer.isView(value)) return budget - value.byteLength;
  let left = budget - 2;
  for (const [key, member] of Object.entries(value)) {
    left = weigh(member, left - key.length - 4, depth + 1);
    if (left < 0) return left;
  }
  return left;
}
