import type { Cores } from "../processes/cores.ts";
import type { ServerProcess } from "../processes/server-process.ts";
import { cpuSeconds, residentBytes } from "../processes/usage.ts";
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
    for (const contestant of contestants.filter((one) => takesPart(one, workload) && isChecked(one))) {
      const server = await contestant.start(workload, undefined);
      try {
        await checkAnswers(contestant.name, server.origin, workload);
      } finally {
        await server.stop();
      }
    }
  }
}

/** Workloads that are measured in the same rounds. */
export interface Session {
  workloads: readonly Workload[];
  connections: number;
}

/** @param asked Numbers of connections for all of them, in place of each one's own. */
export function sessions(workloads: readonly Workload[], asked?: readonly number[]): Session[] {
  const own = ({ connections = [64] }: Workload) => asked ?? connections;
  const names = new Set(workloads.map(({ name }) => name));
  const followers = workloads.filter(({ beside }) => beside !== undefined && names.has(beside));
  return workloads
    .filter((workload) => !followers.includes(workload))
    .flatMap((first) => {
      const together = [first, ...followers.filter(({ beside }) => beside === first.name)];
      return own(first).map((connections) => ({ workloads: together, connections }));
    });
}

/**
 * Measures the servers side by side: all run at once, idle but for the one whose turn it is, and each round gives
 * every one of them its turn, so that whatever slows the machine meets all of them alike. They start anew for each
 * session and workload, so that what went before leaves no trace.
 */
export async function measure(
  contestants: readonly Contestant[],
  { workloads, connections }: Session,
  settings: RoundSettings,
): Promise<Measurement[]> {
  const { client, cores, duration, warmUp, rounds } = settings;
  const running: { workload: Workload; name: string; server: ServerProcess; samples: Sample[] }[] = [];
  const load = { connections, core: cores?.client };
  try {
    for (const contestant of contestants) {
      for (const workload of workloads.filter((one) => takesPart(contestant, one))) {
        const server = await contestant.start(workload, cores?.server);
        running.push({ workload, name: contestant.name, server, samples: [] });
        if (isChecked(contestant)) await checkAnswers(contestant.name, server.origin, workload);
        await client.run({ ...load, workload, origin: server.origin, seconds: warmUp });
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const { workload, name, server, samples } of running) {
        if (server.ended !== undefined) {
          samples.push(NO_ANSWER);
          continue;
        }
        const before = cpuSeconds(server.pid);
        const result = await client.run({ ...load, workload, origin: server.origin, seconds: duration });
        const cpu = cpuSeconds(server.pid) - before;
        samples.push({
          requests: result.requests,
          failures: result.failures,
          requestsPerSecond: result.requests / result.seconds,
          cpuPerRequest: known((cpu * 1e6) / result.requests),
          busy: known(cpu / result.seconds),
          // Of no answers a client gives 0, which no server can beat.
          p50: result.requests === 0 ? Number.NaN : result.p50,
          p99: result.requests === 0 ? Number.NaN : result.p99,
          residentBytes: known(residentBytes(server.pid)),
        });
        if (server.ended !== undefined) console.error(`${name}, ${workload.name}: ${server.ended}`);
      }
    }
  } finally {
    await Promise.all(running.map(({ server }) => server.stop()));
  }
  return running.map(({ workload, name, samples }) => ({
    workload: workload.name,
    connections,
    contestant: name,
    samples,
  }));
}

/** Of a server that is no more. */
const NO_ANSWER: Sample = {
  requests: 0,
  failures: 1,
  requestsPerSecond: 0,
  p50: Number.NaN,
  p99: Number.NaN,
};

const known = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

function takesPart({ server }: Contestant, { tls = false, floor = false }: Workload): boolean {
  if (server.constant) return floor;
  return !tls || server.speaksTls !== false;
}

function isChecked({ server }: Contestant): boolean {
  return !server.constant;
}
