import { busyMachine, describeMachine } from "../reporting/environment.ts";
import { textTable } from "../reporting/table.ts";
import { textTargets } from "../reporting/targets.ts";
import { columns, groups, type HttpReport, waitingServers } from "./report.ts";
import { httpTargets } from "./targets.ts";

/** The report for the terminal. */
export function textReport(report: HttpReport): string {
  const tables = groups(report).map(({ workload, connections, rows }) => {
    const title = `${workload}: ${report.titles.workloads[workload]} (${connections} connections)`;
    return `${title}\n${textTable(columns(report.base), rows)}`;
  });
  const { environment, client, pinned, rounds, duration, base } = report;
  const notes = [
    `${describeMachine(environment)}; ${client}.`,
    `Medians of ${rounds} interleaved rounds of ${duration} s; ratios are to ${base} within each round.`,
    pinned
      ? "Server and client each had a core of their own."
      : "Server and client shared the cores: not pinned.",
    busyMachine(environment),
    waitingServers(report),
    ...Object.entries(report.skipped).map(([name, reason]) => `${name} did not take part: ${reason}.`),
  ];
  const targets = textTargets(httpTargets(report));
  return [
    ...tables,
    notes.filter((note) => note !== undefined).join("\n"),
    ...(targets === undefined ? [] : [targets]),
  ].join("\n\n");
}
