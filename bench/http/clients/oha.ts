import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstLine, run } from "../../processes/command.ts";
import { pinned } from "../../processes/cores.ts";
import { sharedExchange } from "../workloads.ts";
import type { Load, LoadClient, LoadResult } from "./client.ts";

/** https://github.com/hatoo/oha, from version 1.9 on, which has `--output-format`. */
export function oha(path: string): LoadClient {
  return {
    name: "oha",
    version: firstLine(path, ["--version"])?.split(" ").at(-1) ?? "unknown",
    async run({ origin, workload, connections, seconds, core }: Load): Promise<LoadResult> {
      const folder = mkdtempSync(join(tmpdir(), "saluki-bench-"));
      try {
        const { method, headers = {}, body } = sharedExchange(workload);
        // The certificate of a server that speaks TLS is one that only tests trust; wrk and h2load don't ask.
        const args = [
          "--insecure",
          "--no-tui",
          "--output-format",
          "json",
          "-z",
          `${seconds}s`,
          "-c",
          String(connections),
        ];
        args.push("-m", method);
        for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}: ${value}`);
        if (body !== undefined) {
          const file = join(folder, "body");
          writeFileSync(file, body);
          args.push("-D", file);
        }
        const urls = join(folder, "urls");
        writeFileSync(urls, workload.exchanges.map(({ target }) => origin + target).join("\n"));
        const [program, ...rest] = pinned(core, [path, ...args, "--urls-from-file", urls]);
        return summarize(JSON.parse(await run(program, rest)), workload.status);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

interface OhaReport {
  summary: { total: number };
  latencyPercentiles: { p50: number; p99: number };
  statusCodeDistribution: Record<string, number>;
  errorDistribution: Record<string, number>;
}

/** What was under way at the deadline is reported as an error, and is none. */
const AT_DEADLINE = "aborted due to deadline";

function summarize(report: OhaReport, status: number): LoadResult {
  const { [AT_DEADLINE]: _, ...errors } = report.errorDistribution;
  const requests = sum(report.statusCodeDistribution);
  const right = report.statusCodeDistribution[status] ?? 0;
  return {
    requests,
    seconds: report.summary.total,
    p50: report.latencyPercentiles.p50 * 1000,
    p99: report.latencyPercentiles.p99 * 1000,
    failures: requests - right + sum(errors),
  };
}

const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);
