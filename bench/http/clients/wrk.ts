import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstLine, run } from "../../processes/command.ts";
import { pinned } from "../../processes/cores.ts";
import type { Exchange, Workload } from "../workloads.ts";
import type { Load, LoadClient, LoadResult } from "./client.ts";

/** https://github.com/wg/wrk: the least costly of the three, with one thread and a script for the requests. */
export function wrk(path: string): LoadClient {
  return {
    name: "wrk",
    version:
      firstLine(path, ["-v"])
        ?.replace(/^wrk\s+/, "")
        .split(" [")[0] ?? "unknown",
    async run({ origin, workload, connections, seconds, core }: Load): Promise<LoadResult> {
      const folder = mkdtempSync(join(tmpdir(), "saluki-bench-"));
      try {
        const script = join(folder, "requests.lua");
        writeFileSync(script, luaScript(workload));
        const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", script, origin];
        const [program, ...rest] = pinned(core, [path, ...args]);
        const { requests, microseconds, p50, p99, broken, above399 } = summary(await run(program, rest));
        // wrk tells only how many answers were errors of HTTP; that the right ones are is checked before timing.
        const wrongStatus = workload.status < 400 ? above399 : requests - above399;
        return { requests, seconds: microseconds / 1e6, p50, p99, failures: broken + wrongStatus };
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** What the script prints as its last line. */
interface WrkSummary {
  requests: number;
  microseconds: number;
  p50: number;
  p99: number;
  broken: number;
  above399: number;
}

function summary(output: string): WrkSummary {
  const line = output.split("\n").find((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`wrk did not run its script:\n${output}`);
  return JSON.parse(line) as WrkSummary;
}

/** A script that makes the requests before the run and sends them in turn. */
function luaScript(workload: Workload): string {
  return `
local texts = {}
local turn = 0
function init()
  ${workload.exchanges.map((exchange) => `texts[#texts + 1] = ${luaRequest(exchange)}`).join("\n  ")}
end
function request()
  turn = turn % #texts + 1
  return texts[turn]
end
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\\n{"requests":%d,"microseconds":%d,"p50":%f,"p99":%f,"broken":%d,"above399":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
`;
}

function luaRequest({ method, target, headers = {}, body }: Exchange): string {
  const fields = Object.entries(headers).map(
    ([name, value]) => `[ ${luaString(name)} ] = ${luaString(value)}`,
  );
  const content = body === undefined ? "nil" : luaString(body);
  return `wrk.format(${luaString(method)}, ${luaString(target)}, { ["Host"] = wrk.headers["Host"], ${fields.join(", ")} }, ${content})`;
}

/** A long string of Lua, in which nothing is escaped. */
function luaString(text: string): string {
  return `[====[${text}]====]`;
}
