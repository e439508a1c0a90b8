import { join } from "node:path";
import { repository } from "../paths.ts";
import { run } from "../processes/command.ts";
import { canReadUsage, cpuSeconds } from "../processes/usage.ts";

/** What the compiler says of one run. */
export interface Diagnostics {
  files: number;
  instantiations: number;
  memoryBytes: number;
  /** Seconds. */
  checkTime: number;
  totalTime: number;
  /** Seconds of CPU of all its threads: steadier than the times where other work takes the cores. */
  cpuTime: number;
}

const compiler = join(repository, "node_modules", ".bin", "tsc");

/**
 * Type-checks a folder with the repository's own compiler.
 *
 * @throws Error with the compiler's messages, where the program has type errors.
 */
export async function typeCheck(folder: string, { singleThreaded = false } = {}): Promise<Diagnostics> {
  const args = ["--noEmit", "--extendedDiagnostics", "--project", folder];
  const before = ownCpu();
  const output = await run(compiler, singleThreaded ? [...args, "--singleThreaded"] : args);
  return {
    files: field(output, "Files"),
    instantiations: field(output, "Instantiations"),
    memoryBytes: field(output, "Memory used") * 1024,
    checkTime: field(output, "Check time"),
    totalTime: field(output, "Total time"),
    cpuTime: ownCpu() - before,
  };
}

/** CPU of this process and of the programs that it ran; while one runs, this process only waits. */
function ownCpu(): number {
  return canReadUsage ? cpuSeconds(process.pid) : Number.NaN;
}

/** The number in a line such as `Check time:   0.512s` or `Memory used:  120345K`. */
function field(output: string, name: string): number {
  const text = new RegExp(`^${name}:\\s+([\\d.]+)[Ks]?$`, "m").exec(output)?.[1];
  if (text === undefined) throw new Error(`The compiler does not tell "${name}":\n${output}`);
  return Number(text);
}
