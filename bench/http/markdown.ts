import { busyMachine } from "../reporting/environment.ts";
import { markdownTable } from "../reporting/table.ts";
import { columns, groups, type HttpReport, waitingServers } from "./report.ts";
import { servers } from "./servers.ts";

/** What took part, and what was asked of it: a section of the page of the documentation. */
export function setUp(report: HttpReport): string {
  const { titles, skipped } = report;
  const took = servers.filter(({ name }) => name in titles.contestants);
  const absent = Object.entries(skipped).map(([name, reason]) => `\n\n${name} did not take part: ${reason}.`);
  const requests = Object.entries(titles.workloads).map(([name, title]) => [`\`${name}\``, title]);
  return `## Servers

${markdownTable(
  ["Name", "Server", "What it is"],
  took.map(({ name, title, about }) => [`\`${name}\``, title, about]),
  3,
)}${absent.join("")}

## Workloads

${markdownTable(["Name", "Request"], requests, 2)}`;
}

/** What holds for this run in particular, as items of a list. */
export function circumstances(report: HttpReport): string[] {
  const { environment, pinned } = report;
  const warnings = [busyMachine(environment), waitingServers(report)].filter((line) => line !== undefined);
  return [
    pinned
      ? "Servers were kept on one core and the client on another."
      : "Server and client were not pinned to cores of their own, and took time from each other.",
    ...warnings,
  ];
}

/** The tables. */
export function results(report: HttpReport): string {
  const { rounds, duration, warmUp, base, titles } = report;
  const tables = groups(report).map(({ workload, connections, rows }) => {
    const title = `### ${titles.workloads[workload]}; ${connections.toLocaleString("en-US")} connections`;
    const named = rows.map(([name = "", ...cells]) => [titles.contestants[name] ?? name, ...cells]);
    return `${title}\n\n${markdownTable(columns(base), named)}`;
  });
  return `## Requests

Medians of ${rounds} rounds of ${duration} s after a warm-up of ${warmUp} s, the servers taking turns in each round.
Ratios are to \`${base}\`, taken within each round: of CPU per request less is better, of requests per second more.

${tables.join("\n\n")}`;
}
