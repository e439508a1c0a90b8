import { existsSync, readFileSync } from "node:fs";

/** Ticks per second of the times in `/proc`; it is 100 on every Linux that Node runs on (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;

/** Whether this system tells what a process has used. Without it, CPU and memory are left out of the report. */
export const canReadUsage = existsSync("/proc/self/stat");

/**
 * Seconds of CPU, user and system together, that a process, its threads and its children have taken so far.
 * Asked from outside, it is the same measure for every server, whatever it is written in.
 */
export function cpuSeconds(pid: number): number {
  let ticks = 0;
  for (const each of withDescendants(pid)) {
    const stat = readFileSync(`/proc/${each}/stat`, "utf8");
    // The second field is the program's name, which may hold spaces and brackets: fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
    ticks += (user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Bytes of memory that a process and its children hold, shared pages counted once for each. */
export function residentBytes(pid: number): number {
  let kilobytes = 0;
  for (const each of withDescendants(pid)) {
    const status = readFileSync(`/proc/${each}/status`, "utf8");
    kilobytes += Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

function withDescendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...(children === "" ? [] : children.split(" ").map(Number).flatMap(withDescendants))];
}
