import { readFileSync } from "node:fs";
import { findProgram } from "./command.ts";

/** The cores that the servers and the load generator are kept on, so that neither takes time from the other. */
export interface Cores {
  server: number;
  client: number;
}

/** The first core for servers and the last for the client, or `undefined` where there is one core or no `taskset`. */
export function chooseCores(): Cores | undefined {
  if (findProgram("taskset") === undefined) return undefined;
  const allowed = allowedCores();
  const server = allowed.at(0);
  const client = allowed.at(-1);
  if (server === undefined || client === undefined || server === client) return undefined;
  return { server, client };
}

/** A command line that runs on one core; as it is where nothing is pinned. */
export function pinned(core: number | undefined, command: readonly string[]): [string, ...string[]] {
  const [program, ...args] = command;
  if (program === undefined) throw new RangeError("A command line needs a program");
  return core === undefined ? [program, ...args] : ["taskset", "-c", String(core), program, ...args];
}

/** The kernel's list of cores for this process: `0-3,8`. Containers often have fewer than the machine. */
function allowedCores(): number[] {
  const status = readFileSync("/proc/self/status", "utf8");
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "0";
  return list.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
