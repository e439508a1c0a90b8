import { SalukiError, shown } from "../../errors.ts";

/** What a limit is where it is not given, and what may be given. All are whole numbers, or `Infinity`. */
export interface LimitRule {
  readonly fallback: number;
  /** What 0 stands for; `"refused"` where nothing could go on with it. */
  readonly zero: "itself" | "no limit" | "refused";
  /** What `Infinity` stands for; `"refused"` where it would let nothing pass. */
  readonly infinity: "no limit" | "refused";
}

/** Of something that there has to be. */
export function most(fallback: number): LimitRule {
  return { fallback, zero: "refused", infinity: "no limit" };
}

/** Of something that there may be none of. */
export function upTo(fallback: number): LimitRule {
  return { fallback, zero: "itself", infinity: "no limit" };
}

/** A time after which something is given up. */
export function time(fallback: number): LimitRule {
  return { fallback, zero: "no limit", infinity: "no limit" };
}

/**
 * A limit as it is kept: a whole number, or `Infinity` for none.
 *
 * @throws SalukiError INVALID_OPTION for what the rule does not allow
 */
export function resolveLimit(name: string, rule: LimitRule, given: number | undefined): number {
  const value = given === undefined ? rule.fallback : given;
  if (value === 0 && rule.zero === "no limit") return Number.POSITIVE_INFINITY;
  if (value === Number.POSITIVE_INFINITY && rule.infinity === "no limit") return value;
  const least = rule.zero === "refused" ? 1 : 0;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new SalukiError("INVALID_OPTION", {
    what: `the server option ${name} is ${shown(value)}`,
    fix: `Give a whole number from ${least}${rule.infinity === "refused" ? "" : ", or Infinity for no limit"}.`,
  });
}
