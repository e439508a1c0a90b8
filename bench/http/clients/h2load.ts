import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstLine, run } from "../../processes/command.ts";
import { pinned } from "../../processes/cores.ts";
import { sharedExchange } from "../workloads.ts";
import type { Load, LoadClient, LoadResult } from "./client.ts";

/** https://nghttp2.org/documentation/h2load-howto.html, held to HTTP/1.1. */
export function h2load(path: string): LoadClient {
  return {
    name: "h2load",
    version: firstLine(path, ["--version"])?.split("/").at(-1) ?? "unknown",
    async run({ origin, workload, connections, seconds, core }: Load): Promise<LoadResult> {
      const folder = mkdtempSync(join(tmpdir(), "saluki-bench-"));
      try {
        const { headers = {}, body } = sharedExchange(workload);
        const log = join(folder, "requests.tsv");
        const args = ["--h1", "-t1", `-c${connections}`, `-D${seconds}`, `--log-file=${log}`];
        for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}: ${value}`);
        if (body !== undefined) {
          const file = join(folder, "body");
          writeFileSync(file, body);
          args.push("-d", file);
        }
        for (const { target } of workload.exchanges) args.push(origin + target);
        const [program, ...rest] = pinned(core, [path, ...args]);
        await run(program, rest);
        return summarize(readFileSync(log, "utf8"), seconds, workload.status);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** Older versions print no percentiles: they are taken from the log of start, status and microseconds. */
function summarize(log: string, seconds: number, status: number): LoadResult {
  const lines = log.split("\n").filter((line) => line !== "");
  const durations = new Float64Array(lines.length);
  let failures = 0;
  lines.forEach((line, index) => {
    const [, code, microseconds] = line.split("\t").map(Number);
    durations[index] = (microseconds ?? 0) / 1000;
    if (code !== status) failures++;
  });
  durations.sort();
  const quantile = (part: number) => durations[Math.floor(durations.length * part)] ?? Number.NaN;
  return { requests: lines.length, seconds, p50: quantile(0.5), p99: quantile(0.99), failures };
}
