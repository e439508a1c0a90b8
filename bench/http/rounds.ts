import type { Cores } from "../processes/cores.ts";
import type { ServerProcess } from "../processes/server-process.ts";
import { canReadUsage, cpuSeconds, residentBytes } from "../processes/usage.ts";
import { checkAnswers } from "./checks.ts";
import type { LoadClient } from "./clients/client.ts";
import type { Contestant } from "./contestant.ts";
import type { Workload } from "./workloads.ts";

/** One server under load for one round. */
export interface Sample {
  requests: number;
  /** Broken connections, time-outs and answers with a wrong status: any of them fails the run. */
  failures: number;
  requestsPerSecond: number;
  /** Microseconds of the server's CPU, user and system, for each request. Absent where the system doesn't tell. */
  cpuPerRequest?: number | undefined;
  /** The part of the time in which the server computed: well under 1, the client was the limit. */
  busy?: number | undefined;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Memory after the round. */
  residentBytes?: number | undefined;
}

/** All rounds of one server in one workload. */
export interface Measurement {
  workload: string;
  connections: number;
  contestant: string;
  samples: Sample[];
}

export interface RoundSettings {
  client: LoadClient;
  cores: Cores | undefined;
  /** Seconds of each round. */
  duration: number;
  /** Seconds under load before the first round, in which the run time compiles what is hot. */
  warmUp: number;
  rounds: number;
}

/** Starts every server with every workload and checks its answers, before any time is spent on measuring. */
export async function checkAll(
  contestants: readonly Contestant[],
  workloads: readonly Workload[],
): Promise<void> {
  for (const workload of workloads) {
    for (const contestant of contestants) {
      const server = await contestant.start(workload, undefined);
      try {
        await checkAnswers(contestant.name, server.origin, workload);
      } finally {
        await server.stop();
      }
    }
  }
}

/**
 * Measures the servers with one workload, side by side: all run at once, idle but for the one whose turn it is, and
 * each round gives every one of them its turn, so that whatever slows the machine meets all of them alike. They
 * start anew for each workload, so that what went before leaves no trace.
 */
export async function measure(
  contestants: readonly Contestant[],
  workload: Workload,
  connections: number,
  settings: RoundSettings,
): Promise<Measurement[]> {
  const { client, cores, duration, warmUp, rounds } = settings;
  const running: { name: string; server: ServerProcess; samples: Sample[] }[] = [];
  const load = { workload, connections, core: cores?.client };
  try {
    for (const contestant of contestants) {
      const server = await contestant.start(workload, cores?.server);
      running.push({ name: contestant.name, server, samples: [] });
      await checkAnswers(contestant.name, server.origin, workload);
      await client.run({ ...load, origin: server.origin, seconds: warmUp });
    }
    for (let round = 0; round < rounds; round++) {
      for (const { server, samples } of running) {
        const before = canReadUsage ? cpuSeconds(server.pid) : 0;
        const result = await client.run({ ...load, origin: server.origin, seconds: duration });
        const cpu = canReadUsage ? cpuSeconds(server.pid) - before : undefined;
        samples.push({
          requests: result.requests,
          failures: result.failures,
          requestsPerSecond: result.requests / result.seconds,
          cpuPerRequest: cpu === undefined ? undefined : (cpu * 1e6) / result.requests,
          busy: cpu === undefined ? undefined : cpu / result.seconds,
          p50: result.p50,
          p99: result.p99,
          residentBytes: canReadUsage ? residentBytes(server.pid) : undefined,
        });
      }
    }
  } finally {
    await Promise.all(running.map(({ server }) => server.stop()));
  }
  return running.map(({ name, samples }) => ({
    workload: workload.name,
    connections,
    contestant: name,
    samples,
  }));
}
