import { busyMachine } from "../reporting/environment.ts";
import { textTable } from "../reporting/table.ts";
import { columns, groups, type HttpReport, waitingServers } from "./report.ts";

/** The report for the terminal. */
export function textReport(report: HttpReport): string {
  const tables = groups(report).map(({ workload, connections, rows }) => {
    const title = `${workload}: ${report.titles.workloads[workload]} (${connections} connections)`;
    return `${title}\n${textTable(columns(report.base), rows)}`;
  });
  const { environment, client, pinned, rounds, duration, base } = report;
  const notes = [
    `${environment.processor}, ${environment.cores} cores, ${environment.system}, Node.js ${environment.node}, ${client}.`,
    `Medians of ${rounds} interleaved rounds of ${duration} s; ratios are to ${base} within each round.`,
    pinned
      ? "Server and client each had a core of their own."
      : "Server and client shared the cores: not pinned.",
    busyMachine(environment),
    waitingServers(report),
    ...Object.entries(report.skipped).map(([name, reason]) => `${name} did not take part: ${reason}.`),
  ];
  return [...tables, notes.filter((note) => note !== undefined).join("\n")].join("\n\n");
}
