import type { Environment } from "../reporting/environment.ts";
import { megabytes, number, percent, times } from "../reporting/format.ts";
import { median, medianRatio, spread } from "../reporting/statistics.ts";
import type { Measurement, Sample } from "./rounds.ts";

/** A whole run, as it is written to the JSON file. */
export interface HttpReport {
  command: string;
  environment: Environment;
  client: string;
  pinned: boolean;
  duration: number;
  warmUp: number;
  rounds: number;
  /** Name of the contestant that ratios refer to. */
  base: string;
  titles: { contestants: Record<string, string>; workloads: Record<string, string> };
  /** Why servers that were asked for did not take part. */
  skipped: Record<string, string>;
  measurements: Measurement[];
}

/** The measurements that stand in one table: same workload, same number of connections. */
export interface Group {
  workload: string;
  connections: number;
  rows: string[][];
}

export const columns = (base: string): string[] => [
  "server",
  "CPU µs/req",
  `vs ${base}`,
  "req/s",
  `vs ${base}`,
  "p50 ms",
  "p99 ms",
  "spread",
  "busy",
  "RSS MB",
];

/** The tables' rows: medians over the rounds, and the medians of each round's ratios to the base. */
export function groups({ measurements, base }: HttpReport): Group[] {
  const byKey = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const key = `${measurement.workload} ${measurement.connections}`;
    byKey.set(key, [...(byKey.get(key) ?? []), measurement]);
  }
  return [...byKey.values()].map((group) => {
    const baseSamples = group.find(({ contestant }) => contestant === base)?.samples ?? [];
    return {
      workload: group[0]!.workload,
      connections: group[0]!.connections,
      rows: group.map((measurement) => row(measurement, baseSamples)),
    };
  });
}

/** What went wrong under load: each line names a server and a workload. */
export function failed({ measurements }: HttpReport): string[] {
  return measurements.flatMap(({ contestant, workload, connections, samples }) => {
    const where = `${contestant}, ${workload} with ${connections} connections`;
    const failures = samples.reduce((total, sample) => total + sample.failures, 0);
    if (failures > 0) return `${where}: ${failures} requests failed`;
    return samples.some(({ requests }) => requests === 0) ? `${where}: no answer in a whole round` : [];
  });
}

/** Warns when servers had time left: then requests per second tell of the client, or of other work on the machine. */
export function waitingServers({ measurements }: HttpReport): string | undefined {
  const waiting = measurements.filter(({ samples }) => median(samples.map(({ busy = 1 }) => busy)) < 0.85);
  if (waiting.length === 0) return undefined;
  const names = new Set(waiting.map(({ contestant }) => contestant));
  return `Not busy all the time, so that their requests per second are not the most they can: ${[...names].join(", ")}.`;
}

function row({ contestant, samples }: Measurement, baseSamples: readonly Sample[]): string[] {
  const values = (field: keyof Sample) => samples.map((sample) => sample[field] ?? Number.NaN);
  const ratio = (field: keyof Sample) =>
    medianRatio(
      values(field),
      baseSamples.map((sample) => sample[field] ?? Number.NaN),
    );
  return [
    contestant,
    number(median(values("cpuPerRequest"))),
    times(ratio("cpuPerRequest")),
    number(median(values("requestsPerSecond"))),
    times(ratio("requestsPerSecond")),
    number(median(values("p50"))),
    number(median(values("p99"))),
    percent(spread(values("cpuPerRequest"))),
    percent(median(values("busy"))),
    megabytes(median(values("residentBytes"))),
  ];
}
