import type { Comparison } from "./compare.ts";

/** A kind of disagreement that is on purpose. */
export interface Disagreement {
  readonly reason: string;
  readonly covers: (comparison: Comparison) => boolean;
}

/** What Saluki does otherwise than FastAPI on purpose; ../differences.ts has the same for the recorded exchanges. */
export const DISAGREEMENTS: readonly Disagreement[] = [];
