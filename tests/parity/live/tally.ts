import type { Comparison } from "./compare.ts";
import { DISAGREEMENTS } from "./disagreements.ts";

/** Counts of one kind of parameter, those that are listed as disagreements apart. */
export interface Count {
  requests: number;
  listed: number;
  /** Of the listed ones those that both accept or both refuse. */
  listedSameVerdict: number;
  sameVerdict: number;
  refused: number;
  sameErrors: number;
  accepted: number;
  sameValue: number;
}

/** A way in which the two disagree, with one request that shows it. */
export interface Finding {
  readonly example: Comparison;
  count: number;
}

/** Keeps count of comparisons. */
export class Tally {
  readonly counts = new Map<string, Count>();
  readonly findings = new Map<string, Finding>();
  /** How often each of {@link DISAGREEMENTS} was met. */
  readonly listed = new Map<string, number>();

  add(comparison: Comparison): void {
    const { route, disagreement, fastapi, saluki } = comparison;
    const count = this.#countOf(route.kind);
    const known = disagreement && DISAGREEMENTS.find(({ covers }) => covers(comparison));
    if (known !== undefined) {
      count.listed++;
      if (disagreement !== "verdict") count.listedSameVerdict++;
      this.listed.set(known.reason, (this.listed.get(known.reason) ?? 0) + 1);
      return;
    }
    count.requests++;
    if (disagreement !== "verdict") {
      count.sameVerdict++;
      if (fastapi.accepted) count.accepted++;
      else count.refused++;
    }
    if (disagreement === undefined && fastapi.accepted) count.sameValue++;
    if (disagreement === undefined && !fastapi.accepted) count.sameErrors++;
    if (disagreement === undefined) return;
    const sort = [route.kind, disagreement, verdictSort(fastapi), verdictSort(saluki)].join(" | ");
    const finding = this.findings.get(sort);
    if (finding === undefined) this.findings.set(sort, { example: comparison, count: 1 });
    else finding.count++;
  }

  total(): Count {
    const total = emptyCount();
    for (const count of this.counts.values()) {
      for (const key of Object.keys(total) as (keyof Count)[]) total[key] += count[key];
    }
    return total;
  }

  #countOf(kind: string): Count {
    let count = this.counts.get(kind);
    if (count === undefined) {
      count = emptyCount();
      this.counts.set(kind, count);
    }
    return count;
  }
}

/** Disagreements are of one sort when the same codes stand against each other, wherever they are. */
function verdictSort({ accepted, status, errors }: Comparison["fastapi"]): string {
  if (accepted || status >= 500) return String(status);
  return [...new Set(errors.map((error) => error.split(" at ")[0]))].join();
}

function emptyCount(): Count {
  return {
    requests: 0,
    listed: 0,
    listedSameVerdict: 0,
    sameVerdict: 0,
    refused: 0,
    sameErrors: 0,
    accepted: 0,
    sameValue: 0,
  };
}
