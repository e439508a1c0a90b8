import { medianRatio } from "../reporting/statistics.ts";
import type { Target } from "../reporting/targets.ts";
import type { HttpReport } from "./report.ts";
import type { Measurement, Sample } from "./rounds.ts";
import { bareNet } from "./servers.ts";

/** What Saluki on its own server promises to be, judged by the rows of a run. */
export function httpTargets(report: HttpReport | undefined): Target[] {
  const { measurements = [], pinned = false } = report ?? {};
  const row = (contestant: string, workload: string, connections?: number) =>
    find(measurements, contestant, workload, connections);
  const cpu = (promise: string, limit: number, one: Measurement | undefined, base: Measurement | undefined) =>
    atMost(promise, limit, ratio("cpuPerRequest", one, base));
  const post = row("saluki", "post");
  const fastapi = row("fastapi", "post");
  return [
    cpu("CPU of a validated POST, to Fastify's", 0.45, post, row("fastify", "post")),
    cpu("CPU of a validated POST, to that of node:net by hand", 1.25, post, row("node-net", "post")),
    cpu(
      "CPU of a GET of JSON, to that of node:http by hand",
      0.5,
      row("saluki", "json"),
      row("node-http", "json"),
    ),
    {
      promise: "requests/s of a validated POST on one core, to FastAPI's",
      limit: 10,
      side: "at least",
      measured: pinned ? ratio("requestsPerSecond", post, fastapi) : Number.NaN,
      unit: "x",
    },
    cpu(
      "CPU of a GET with 1,000 routes, to that with 10",
      1.1,
      row("saluki", "routes-1000"),
      row("saluki", "routes-10"),
    ),
    cpu("CPU of an answer 422, to that of an answer 200", 3, row("saluki", "invalid"), post),
    ...["json", "post"].flatMap((workload) =>
      connectionsOf(measurements, workload).map((connections) =>
        atMost(
          `p99 of \`${workload}\` under saturation with ${connections.toLocaleString("en-US")} connections, to Fastify's`,
          1,
          ratio("p99", row("saluki", workload, connections), row("fastify", workload, connections)),
        ),
      ),
    ),
  ];
}

/** How near to the first targets any server on Node.js could come; `undefined` where that was not measured. */
export function floor(report: HttpReport | undefined): string | undefined {
  const { measurements = [] } = report ?? {};
  const share = (workload: string, contestant: string) =>
    ratio(
      "cpuPerRequest",
      find(measurements, bareNet.name, workload),
      find(measurements, contestant, workload),
    );
  const [get, post] = [share("json", "node-http"), share("post", "fastify")];
  if (Number.isNaN(get) || Number.isNaN(post)) return undefined;
  return `A bare socket of node:net that answers with a constant takes ${get.toFixed(2)}x of the CPU of the GET on node:http by hand, and
${post.toFixed(2)}x of that of the POST on Fastify: no server on Node.js goes below that here.`;
}

function atMost(promise: string, limit: number, measured: number): Target {
  return { promise, limit, side: "at most", measured, unit: "x" };
}

function ratio(field: keyof Sample, one: Measurement | undefined, base: Measurement | undefined): number {
  const values = (measurement: Measurement | undefined) =>
    measurement?.samples.map((sample) => sample[field] ?? Number.NaN) ?? [];
  return medianRatio(values(one), values(base));
}

/** @param connections The first that was measured when left out. */
function find(
  measurements: readonly Measurement[],
  contestant: string,
  workload: string,
  connections = connectionsOf(measurements, workload)[0],
): Measurement | undefined {
  return measurements.find(
    (one) => one.contestant === contestant && one.workload === workload && one.connections === connections,
  );
}

/** With how many connections a workload was measured; where it was not, with how many it should be. */
function connectionsOf(measurements: readonly Measurement[], workload: string): number[] {
  const all = measurements.filter((one) => one.workload === workload).map((one) => one.connections);
  return all.length === 0 ? [64, 1000] : [...new Set(all)];
}
