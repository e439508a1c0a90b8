import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import type { Server } from "../http/servers.ts";
import { benchFolder } from "../paths.ts";
import { firstLine } from "../processes/command.ts";
import { bunVersion } from "../setup/bun.ts";
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
  /** Node.js, and the others that servers ran on. */
  runtimes: Record<string, string>;
  /** Of Saluki the commit, with `+` where files were changed since. */
  versions: Record<string, string>;
}

/**
 * @param node The Node.js that the servers run on.
 * @param servers Those that take part: their packages are in `bench/node_modules` or in its Python environment.
 * @param versions Of what is no such package.
 */
export function describeEnvironment(
  node: string,
  servers: readonly Server[],
  versions: Record<string, string>,
): Environment {
  const runtimes: Record<string, string> = { "Node.js": firstLine(node, ["--version"]) ?? "unknown" };
  const uses = (runtime: Server["runtime"]) => servers.some((server) => server.runtime === runtime);
  if (uses("bun")) runtimes["Bun"] = bunVersion() ?? "unknown";
  if (uses("python")) {
    runtimes["Python"] = firstLine(python, ["--version"])?.replace("Python ", "") ?? "unknown";
  }
  const packages = ["zod", ...servers.flatMap((server) => server.packages)];
  const installed = packages.map((name) => [name, installedVersion(name) ?? "unknown"]);
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()} ${arch()}`,
    loadAverage: loadavg()[0] ?? 0,
    runtimes,
    versions: { ...versions, ...Object.fromEntries(installed) },
  };
}

/** The command that a run was started with. Of paths only the end is kept: where things are is the machine's matter. */
export function commandLine(name: string, args: readonly string[]): string {
  const shown = args.map((arg) => (isAbsolute(arg) ? `path/to/${basename(arg)}` : arg));
  return ["npm run bench --", ...(name === "" ? [] : [name]), ...shown].join(" ").replace(/ --$/, "");
}

/** Warns when something else uses the machine: its work comes and goes, and spoils what is compared. */
export function busyMachine({ loadAverage, cores }: Environment): string | undefined {
  if (loadAverage < cores / 4) return undefined;
  return `The machine was busy before the run began (load average ${loadAverage.toFixed(1)} on ${cores} cores).`;
}

/** Machine, system and run-times on one line. */
export function describeMachine({ processor, cores, memoryBytes, system, runtimes }: Environment): string {
  const gigabytes = Math.round(memoryBytes / 2 ** 30);
  const running = Object.entries(runtimes).map(([name, version]) => `${name} ${version}`);
  return [`${processor}, ${cores} cores, ${gigabytes} GB`, system, ...running].join("; ");
}

function installedVersion(name: string): string | undefined {
  try {
    const manifest = readFileSync(join(benchFolder, "node_modules", name, "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
  } catch {
    return firstLine(python, ["-c", `import importlib.metadata as m; print(m.version("${name}"))`]);
  }
}
