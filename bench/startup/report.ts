import type { Environment } from "../reporting/environment.ts";
import { number } from "../reporting/format.ts";
import { median } from "../reporting/statistics.ts";
import { markdownTable, textTable } from "../reporting/table.ts";
import type { Target } from "../reporting/targets.ts";

/** A whole run, as it is written to the JSON file. */
export interface StartupReport {
  command: string;
  environment: Environment;
  runs: number;
  tables: StartupTable[];
  skipped: Record<string, string>;
}

export interface StartupTable {
  title: string;
  /** Milliseconds of each run. */
  rows: { name: string; times: number[] }[];
}

/** The name of the example shop in the tables. */
export const SHOP = "example shop";

export function startupTargets(report: StartupReport | undefined): Target[] {
  const tables = report?.tables ?? [];
  const times = tables.flatMap(({ rows }) => rows).find(({ name }) => name === SHOP)?.times ?? [];
  return [
    {
      promise: "from the start of the process to the first answer of the example shop",
      limit: 150,
      side: "at most",
      measured: median(times),
      unit: "ms",
    },
  ];
}

const columns = ["", "median ms", "least ms"];

function rows({ rows: all }: StartupTable): string[][] {
  return all.map(({ name, times }) => [name, number(median(times)), number(Math.min(...times))]);
}

export function startupText({ tables }: StartupReport): string {
  return tables.map((table) => `${table.title}\n${textTable(columns, rows(table))}`).join("\n\n");
}

/** A section of the page of the documentation. */
export function startupMarkdown({ tables, runs, skipped }: StartupReport): string {
  const absent = Object.entries(skipped).map(([name, reason]) => `${name} did not take part: ${reason}.\n\n`);
  const sections = tables.map((table) => `### ${table.title}\n\n${markdownTable(columns, rows(table))}`);
  return `## Start

Medians of ${runs} fresh processes of each kind, which take turns. The example shop is the one of
[examples](../examples/README.md), compiled to JavaScript, with all its routes and middleware. In place of its
database, of the mailer that reads from it and of the library between them, Drizzle ORM, stands nothing; how long that
library takes to be imported is in the last table.

${absent.join("")}${sections.join("\n\n")}`;
}
