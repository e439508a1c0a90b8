// `npm run bench`: README.md in this folder tells what it measures and how to read it.
import { benchHttp } from "./http/index.ts";
import { httpHelp } from "./http/options.ts";
import { benchPage, pageHelp } from "./page/index.ts";
import { benchIdle, idleHelp } from "./startup/idle-memory.ts";
import { benchStartup, startupHelp } from "./startup/index.ts";
import { benchTransfers, transfersHelp } from "./transfers/index.ts";
import { benchTypes, typesHelp } from "./types/index.ts";

const benchmarks: Record<string, (args: readonly string[]) => Promise<void>> = {
  http: benchHttp,
  types: benchTypes,
  startup: benchStartup,
  idle: benchIdle,
  page: benchPage,
  transfers: benchTransfers,
};

// Servers and temporary folders are cleaned up when the process exits, which a signal alone would not make it do.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const args = process.argv.slice(2);
const name = args[0]?.startsWith("-") === false ? args.shift()! : "http";
const benchmark = benchmarks[name];
try {
  if (args.includes("--help"))
    console.log([httpHelp, typesHelp, startupHelp, idleHelp, pageHelp, transfersHelp].join("\n\n"));
  else if (benchmark === undefined)
    throw new Error(`There is ${Object.keys(benchmarks).join(", ")}; no "${name}"`);
  else await benchmark(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
