import { busyMachine, type Environment } from "../reporting/environment.ts";
import { markdownTable } from "../reporting/table.ts";
import { columns, groups, type HttpReport, waitingServers } from "./report.ts";

/** The report as a page of the documentation. */
export function markdownReport(report: HttpReport): string {
  return `# Benchmarks

Made by \`${report.command}\`; [bench/README.md](../bench/README.md) says how to read and repeat it.

${caveats(report)}

## Results

Medians of ${report.rounds} rounds of ${report.duration} s after a warm-up of ${report.warmUp} s, the servers taking turns in each round.
Ratios are to ${report.base}, taken within each round: of CPU per request less is better, of requests per second more.

${groups(report).map(groupSection(report)).join("\n\n")}

## Made with

${machine(report.environment, report)}

${markdownTable(["Package", "Version"], Object.entries(report.environment.versions))}
`;
}

function groupSection({ base, titles }: HttpReport) {
  return ({ workload, connections, rows }: ReturnType<typeof groups>[number]) => {
    const named = rows.map(([name = "", ...cells]) => [titles.contestants[name] ?? name, ...cells]);
    const title = `### ${titles.workloads[workload]}; ${connections} connections`;
    return `${title}\n\n${markdownTable(columns(base), named)}`;
  };
}

function caveats(report: HttpReport): string {
  const { environment, pinned, skipped } = report;
  const warnings = [busyMachine(environment), waitingServers(report)].filter((line) => line !== undefined);
  const absent = Object.entries(skipped).map(([name, reason]) => `${name} did not take part: ${reason}.`);
  return [
    "- Only ratios within one table mean something: the numbers themselves belong to this machine and this day.",
    "- CPU per request is what a request costs: user and system time of the server's processes, whatever the client was able to send. It is the number that capacity is planned with.",
    "- The clients send the next request as soon as they have an answer, so p50 and p99 tell how long the queue of a saturated server is, not how fast a server with time to spare answers.",
    "- One process on one core, over the loopback interface, without TLS, a database or a proxy.",
    pinned
      ? "- Server and client each had a core of their own."
      : "- Server and client were not pinned to cores of their own, and took time from each other.",
    ...[...warnings, ...absent].map((line) => `- ${line}`),
  ].join("\n");
}

function machine(environment: Environment, { client }: HttpReport): string {
  const gigabytes = Math.round(environment.memoryBytes / 2 ** 30);
  return [
    `- ${environment.processor}, ${environment.cores} cores, ${gigabytes} GB; ${environment.system}`,
    `- Node.js ${environment.node}; load from ${client}`,
    `- ${environment.date.slice(0, 10)}`,
  ].join("\n");
}
