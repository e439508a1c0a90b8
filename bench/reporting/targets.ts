import { textTable } from "./table.ts";

/** Something that Saluki promises to be, and what a run says about it. */
export interface Target {
  promise: string;
  limit: number;
  /** Which side of the limit is good. */
  side: "at most" | "at least";
  /** NaN where the run did not measure what it takes. */
  measured: number;
  unit: "x" | "ms" | "kB";
}

export type Verdict = "met" | "missed" | "not measured";

export function verdict({ limit, side, measured }: Target): Verdict {
  if (!Number.isFinite(measured)) return "not measured";
  return (side === "at most" ? measured <= limit : measured >= limit) ? "met" : "missed";
}

export const targetColumns = ["target", "limit", "measured", "verdict"];

export function targetRow(target: Target): string[] {
  const { promise, limit, side, measured, unit } = target;
  const value = (amount: number, digits: number) =>
    `${amount.toFixed(digits)}${unit === "x" ? "x" : ` ${unit}`}`;
  // A limit is written as it was set; what was measured so that it shows on which side of it it lies.
  const shown = Number.isFinite(measured) ? value(measured, unit === "x" && measured < 10 ? 3 : 1) : "-";
  const sign = side === "at most" ? "≤" : "≥";
  return [promise, `${sign} ${limit}${unit === "x" ? "x" : ` ${unit}`}`, shown, verdict(target)];
}

/** For the terminal: what was measured. The page of the documentation shows the others, too. */
export function textTargets(targets: readonly Target[]): string | undefined {
  const measured = targets.filter((target) => verdict(target) !== "not measured");
  if (measured.length === 0) return undefined;
  const met = measured.filter((target) => verdict(target) === "met").length;
  const title = `Targets: ${met} of ${measured.length} met`;
  return `${title}\n${textTable(targetColumns, measured.map(targetRow))}`;
}
