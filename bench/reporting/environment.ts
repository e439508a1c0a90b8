import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { benchFolder } from "../paths.ts";
import { firstLine } from "../processes/command.ts";
import { python } from "../setup/python.ts";

/** Where and with what a run was made: numbers say nothing without it. */
export interface Environment {
  date: string;
  processor: string;
  cores: number;
  memoryBytes: number;
  system: string;
  /** Work of the last minute when the run began, in cores. */
  loadAverage: number;
  node: string;
  versions: Record<string, string>;
}

/**
 * @param node The Node.js that the servers run on.
 * @param packages Packages in `bench/node_modules` or in its Python environment.
 */
export function describeEnvironment(node: string, packages: readonly string[]): Environment {
  const versions = packages.map((name) => [name, installedVersion(name) ?? "unknown"]);
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    loadAverage: loadavg()[0] ?? 0,
    node: firstLine(node, ["--version"]) ?? "unknown",
    versions: Object.fromEntries(versions),
  };
}

/** Warns when something else uses the machine: its work comes and goes, and spoils what is compared. */
export function busyMachine({ loadAverage, cores }: Environment): string | undefined {
  if (loadAverage < cores / 4) return undefined;
  return `The machine was busy before the run began (load average ${loadAverage.toFixed(1)} on ${cores} cores).`;
}

function installedVersion(name: string): string | undefined {
  try {
    const manifest = readFileSync(join(benchFolder, "node_modules", name, "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
  } catch {
    return firstLine(python, ["-c", `import importlib.metadata as m; print(m.version("${name}"))`]);
  }
}
