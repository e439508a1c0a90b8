import type { Comparison } from "./compare.ts";
import type { Count, Tally } from "./tally.ts";

interface ReportOptions {
  /** The least percentages of agreement. */
  readonly goal: { readonly verdicts: number; readonly errors: number };
  /** Whether every sort of disagreement is shown. */
  readonly all: boolean;
}

/** Sorts of disagreement that are shown without `--all`. */
const SHOWN = 40;

/** Prints what was counted. Says whether the goal is reached. */
export function printReport(tally: Tally, { goal, all }: ReportOptions): boolean {
  const total = tally.total();
  printFindings(tally, all ? Number.POSITIVE_INFINITY : SHOWN);
  printTable([...[...tally.counts].sort(([a], [b]) => (a < b ? -1 : 1)), ["all", total]]);
  console.log("\nOn purpose (disagreements.ts), not in the percentages:");
  for (const [reason, count] of tally.listed) console.log(`  ${String(count).padStart(5)}  ${reason}`);
  const verdicts = percentage(total.sameVerdict, total.requests);
  const errors = percentage(total.sameErrors, total.refused);
  const everything = percentage(total.sameVerdict + total.listedSameVerdict, total.requests + total.listed);
  console.log(`\naccepted or refused alike: ${verdicts.toFixed(2)} % (goal ${goal.verdicts} %)`);
  console.log(
    `refused with the same codes at the same places: ${errors.toFixed(2)} % (goal ${goal.errors} %)`,
  );
  console.log(
    `accepted or refused alike, the listed disagreements counted as such: ${everything.toFixed(2)} %`,
  );
  return verdicts >= goal.verdicts && errors >= goal.errors;
}

function printFindings({ findings }: Tally, most: number): void {
  const sorted = [...findings].sort(([, a], [, b]) => b.count - a.count);
  for (const [sort, { count, example }] of sorted.slice(0, most)) {
    console.log(`${String(count).padStart(5)}  ${sort}\n${requestText(example)}`);
    console.log(
      `         fastapi ${verdictText(example.fastapi)}\n         saluki  ${verdictText(example.saluki)}`,
    );
  }
  if (sorted.length > most) console.log(`... and ${sorted.length - most} more sorts (--all shows them)`);
}

function requestText({ request: { method, target, headers, body } }: Comparison): string {
  const parts = [method, target, ...(headers.length > 0 ? [JSON.stringify(headers)] : []), body ?? ""];
  return `         ${shortened(parts.join(" "))}`;
}

function verdictText({ status, errors, value }: Comparison["fastapi"]): string {
  return shortened(value === undefined ? `${status} ${errors.join("; ")}` : `${status} ${value}`);
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)} ...` : text;
}

function printTable(rows: readonly (readonly [string, Count])[]): void {
  const columns = ["requests", "alike", "refused", "same errors", "accepted", "same value", "on purpose"];
  console.log(`\n${"kind".padEnd(22)}${columns.map((column) => column.padStart(12)).join("")}`);
  for (const [kind, count] of rows) {
    const cells = [
      String(count.requests),
      percent(count.sameVerdict, count.requests),
      String(count.refused),
      percent(count.sameErrors, count.refused),
      String(count.accepted),
      percent(count.sameValue, count.accepted),
      String(count.listed),
    ];
    console.log(kind.padEnd(22) + cells.map((cell) => cell.padStart(12)).join(""));
  }
}

function percentage(part: number, whole: number): number {
  return whole === 0 ? 100 : (part / whole) * 100;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${percentage(part, whole).toFixed(1)} %`;
}
