import { bareNet } from "../http/servers.ts";
import type { Environment } from "../reporting/environment.ts";
import { megabytes, number } from "../reporting/format.ts";
import { median } from "../reporting/statistics.ts";
import { markdownTable, textTable } from "../reporting/table.ts";
import type { Target } from "../reporting/targets.ts";

/** A whole run, as it is written to the JSON file. */
export interface IdleReport {
  command: string;
  environment: Environment;
  /** How many connections were opened. */
  connections: number;
  rounds: number;
  rows: { name: string; title: string; memory: Memory[] }[];
}

/** Resident bytes of a process. */
export interface Memory {
  before: number;
  after: number;
}

export function idleTargets(report: IdleReport | undefined): Target[] {
  return [
    {
      promise: "memory of an idle connection above that of a bare socket of node:net",
      limit: 10,
      side: "at most",
      measured:
        report === undefined
          ? Number.NaN
          : perConnection(report, "saluki") - perConnection(report, bareNet.name),
      unit: "kB",
    },
  ];
}

/** kB of 1,000 bytes; NaN for who did not take part. */
function perConnection({ rows, connections }: IdleReport, name: string): number {
  const memory = rows.find((row) => row.name === name)?.memory ?? [];
  return median(memory.map(({ before, after }) => (after - before) / connections / 1000));
}

const columns = ["server", "before MB", "after MB", "kB/connection", "above a bare socket"];

function cells(report: IdleReport, label: "name" | "title"): string[][] {
  return report.rows.map(({ memory, ...row }) => {
    const each = perConnection(report, row.name);
    return [
      row[label],
      megabytes(median(memory.map(({ before }) => before))),
      megabytes(median(memory.map(({ after }) => after))),
      number(each),
      number(each - perConnection(report, bareNet.name)),
    ];
  });
}

export function idleText(report: IdleReport): string {
  const title = `Resident memory with ${report.connections} idle connections, each after one request`;
  return `${title}\n${textTable(columns, cells(report, "name"))}`;
}

/** A section of the page of the documentation. */
export function idleMarkdown(report: IdleReport): string {
  return `## Idle connections

Resident memory of the server's process before and after ${report.connections.toLocaleString("en-US")} connections were
opened, each of which sent one request and waits for the next; garbage was collected before each reading. Medians of
${report.rounds} processes of each server. The bare socket reads the request and answers with a constant: what it takes,
Node.js takes. Memory of the system's kernel is not in it.

${markdownTable(columns, cells(report, "title"))}`;
}
