import { readFileSync } from "node:fs";
import { join } from "node:path";
import { circumstances, results as requestTables, setUp } from "../http/markdown.ts";
import { floor, httpTargets } from "../http/targets.ts";
import { benchFolder, repository } from "../paths.ts";
import { describeMachine, type Environment } from "../reporting/environment.ts";
import { markdownTable } from "../reporting/table.ts";
import { targetColumns, targetRow, verdict } from "../reporting/targets.ts";
import { idleMarkdown, idleTargets } from "../startup/idle-report.ts";
import { startupMarkdown, startupTargets } from "../startup/report.ts";
import { type Results, readResults, writeText } from "./results.ts";

export const pageHelp = `npm run bench -- page [path]        writes the page from the last results, without measuring (default: docs/benchmarks.md)`;

/** `npm run bench -- page` */
export async function benchPage([
  path = join(repository, "docs", "benchmarks.md"),
]: readonly string[]): Promise<void> {
  writePage(path, {});
}

/** Writes the page of the documentation: from these results, and from the last ones of the other benchmarks. */
export function writePage(path: string, results: Results): void {
  writeText(path, page({ ...readResults(), ...results }));
}

function page({ http, startup, idle }: Results): string {
  const reports = [http, startup, idle].filter((report) => report !== undefined);
  if (reports.length === 0)
    throw new Error("There are no results yet to make a page of: run `npm run bench`");
  const sections = [
    "# Benchmarks",
    `What Saluki costs beside hand-written servers and other frameworks: measured on one machine, under one client. This page
is made by a program; [its description](../bench/README.md) says how to run it.`,
    targets({ http, startup, idle }),
    readFileSync(join(benchFolder, "page", "reading.md"), "utf8").trim(),
    http && list("## This run", circumstances(http)),
    http && setUp(http),
    http && requestTables(http),
    startup && startupMarkdown(startup),
    idle && idleMarkdown(idle),
    madeWith(reports),
  ];
  return `${sections.filter((section) => section !== undefined).join("\n\n")}\n`;
}

function targets({ http, startup, idle }: Results): string {
  const all = [...httpTargets(http), ...startupTargets(startup), ...idleTargets(idle)];
  const met = all.filter((target) => verdict(target) === "met").length;
  const rows = all.map((target) => {
    const [promise = "", limit = "", measured = "", word = ""] = targetRow(target);
    return [promise, limit, measured, word === "met" ? word : `**${word}**`];
  });
  const belowThem = floor(http);
  return `## Targets

What Saluki on its own server sets out to be, judged by the numbers below: ${met} of ${all.length} met.
Where no number of connections is said, the first table of the workload is meant.

${markdownTable(targetColumns, rows)}${belowThem === undefined ? "" : `\n\n${belowThem}`}`;
}

interface Report {
  command: string;
  environment: Environment;
  /** The load generator. */
  client?: string;
}

function madeWith(reports: readonly Report[]): string {
  const versions = Object.assign({}, ...reports.map(({ environment }) => environment.versions));
  const runs = reports.map(({ command, environment, client }) => {
    const { date, versions: used } = environment;
    const saluki = used["saluki"] === undefined ? "" : `, Saluki at ${used["saluki"]}`;
    const load = client === undefined ? "" : `; load from ${client}`;
    return `\`${command}\`: ${date.slice(0, 10)}${saluki}; ${describeMachine(environment)}${load}`;
  });
  return `${list("## Made with", runs)}

${markdownTable(["Package", "Version"], Object.entries(versions), 2)}`;
}

function list(title: string, items: readonly string[]): string {
  return `${title}\n\n${items.map((item) => `- ${item}`).join("\n")}`;
}
