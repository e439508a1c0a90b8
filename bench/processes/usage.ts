import { existsSync, readFileSync } from "node:fs";

/** Ticks per second of the times in `/proc`; it is 100 on every Linux that Node runs on (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Whether this system tells what a process has used. */
export const canReadUsage = existsSync("/proc/self/stat");

/**
 * Seconds of CPU, user and system together, that a process, its threads and its children have taken so far.
 * Asked from outside, it is the same measure for every server, whatever it is written in.
 *
 * @returns NaN where the system does not tell, or the process has ended.
 */
export function cpuSeconds(pid: number): number {
  const all = ofAll(pid, "stat");
  let ticks = all.length === 0 ? Number.NaN : 0;
  for (const stat of all) {
    // The second field is the program's name, which may hold spaces and brackets: fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
    ticks += (user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Bytes of memory that a process and its children hold, shared pages counted once for each; NaN as above. */
export function residentBytes(pid: number): number {
  const all = ofAll(pid, "status");
  let kilobytes = all.length === 0 ? Number.NaN : 0;
  for (const status of all) {
    kilobytes += Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/** A file of `/proc` of a process and of its descendants. Those of the latter that end meanwhile are passed over. */
function ofAll(pid: number, file: string): string[] {
  const own = read(pid, file);
  const children = read(pid, `task/${pid}/children`)?.trim();
  if (own === undefined || children === undefined) return [];
  const pids = children === "" ? [] : children.split(" ").map(Number);
  return [own, ...pids.flatMap((child) => ofAll(child, file))];
}

function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
