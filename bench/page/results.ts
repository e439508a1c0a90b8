import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { HttpReport } from "../http/report.ts";
import { benchFolder } from "../paths.ts";
import type { IdleReport } from "../startup/idle-report.ts";
import type { StartupReport } from "../startup/report.ts";

/** The last run of each benchmark that the page of the documentation shows. */
export interface Results {
  http?: HttpReport | undefined;
  startup?: StartupReport | undefined;
  idle?: IdleReport | undefined;
}

/** Where the numbers of a benchmark's last run are. */
export const resultFile = (name: keyof Results): string => join(benchFolder, "results", `${name}.json`);

export function readResults(): Results {
  return { http: read("http"), startup: read("startup"), idle: read("idle") };
}

export function writeResult(path: string, report: Results[keyof Results]): void {
  writeText(path, `${JSON.stringify(report, null, 2)}\n`);
}

/** Writes a file and says so. */
export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.error(`Written: ${path}`);
}

function read<Name extends keyof Results>(name: Name): Results[Name] {
  try {
    return JSON.parse(readFileSync(resultFile(name), "utf8")) as Results[Name];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
