import { describe, expect, it } from "vitest";
import { metricsEndpoint } from "../../../src/cli/workers/endpoint.ts";
import type { PlaceStats } from "../../../src/cli/workers/place.ts";
import type { PoolStats } from "../../../src/cli/workers/pool.ts";

function place(number: number, values: Partial<PlaceStats>): PlaceStats {
  return {
    place: number,
    answers: { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 },
    requestsInFlight: 0,
    openConnections: 0,
    residentMemory: 0,
    eventLoopUtilization: 0,
    eventLoopLag: 0,
    uptime: 0,
    ...values,
  };
}

const STATS: PoolStats = {
  workers: { starting: 0, ready: 2, stopping: 1 },
  restarts: 4,
  reloads: { done: 2, abandoned: 1 },
  places: [
    place(1, {
      answers: { "1xx": 0, "2xx": 10, "3xx": 1, "4xx": 2, "5xx": 3 },
      requestsInFlight: 2,
      openConnections: 5,
      residentMemory: 1000,
      eventLoopUtilization: 0.5,
      eventLoopLag: 0.002,
      uptime: 60,
    }),
    place(2, { answers: { "1xx": 1, "2xx": 20, "3xx": 0, "4xx": 0, "5xx": 0 }, residentMemory: 500 }),
  ],
};

async function ask(
  path: string,
  init: RequestInit = {},
  changes: { stats?: PoolStats; isStopping?: boolean } = {},
) {
  const { stats = STATS, isStopping = false } = changes;
  const endpoint = metricsEndpoint({ uptime: 99, isStopping, stats: () => stats });
  const response = endpoint(new Request(`http://master${path}`, init));
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("/metrics", () => {
  it("tells of the master", async () => {
    const { text, headers } = await ask("/metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const line of [
      "saluki_uptime_seconds 99",
      'saluki_workers{state="ready"} 2',
      'saluki_workers{state="stopping"} 1',
      "saluki_worker_restarts_total 4",
      'saluki_reloads_total{outcome="done"} 2',
      'saluki_reloads_total{outcome="abandoned"} 1',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });

  it("tells of each worker, and of all", async () => {
    const { text } = await ask("/metrics");
    for (const line of [
      'saluki_requests_total{status="2xx"} 30',
      'saluki_requests_total{status="1xx"} 1',
      'saluki_worker_requests_total{worker="1",status="2xx"} 10',
      'saluki_worker_requests_total{worker="2",status="2xx"} 20',
      'saluki_worker_requests_total{worker="1",status="5xx"} 3',
      "saluki_requests_in_flight 2",
      "saluki_open_connections 5",
      "saluki_resident_memory_bytes 1500",
      'saluki_worker_requests_in_flight{worker="2"} 0',
      'saluki_worker_open_connections{worker="1"} 5',
      'saluki_worker_event_loop_utilization{worker="1"} 0.5',
      'saluki_worker_event_loop_lag_seconds{worker="1"} 0.002',
      'saluki_worker_resident_memory_bytes{worker="2"} 500',
      'saluki_worker_uptime_seconds{worker="1"} 60',
    ]) {
      expect(text).toContain(`\n${line}\n`);
    }
  });
});

describe("/live", () => {
  it("is 200 as long as the master runs", async () => {
    const workers = { starting: 0, ready: 0, stopping: 0 };
    expect((await ask("/live", {}, { stats: { ...STATS, workers } })).status).toBe(200);
  });
});

describe("/ready", () => {
  it("is 200 while a worker is ready", async () => {
    expect((await ask("/ready")).status).toBe(200);
  });

  it("is 503 while none is", async () => {
    const workers = { starting: 2, ready: 0, stopping: 1 };
    expect((await ask("/ready", {}, { stats: { ...STATS, workers } })).status).toBe(503);
  });

  it("is 503 as soon as all is on its way out", async () => {
    expect((await ask("/ready", {}, { isStopping: true })).status).toBe(503);
  });
});

describe("the metrics endpoint", () => {
  it("has nothing else", async () => {
    for (const path of ["/", "/other", "/constructor"]) expect((await ask(path)).status).toBe(404);
  });

  it("only answers GET and HEAD", async () => {
    const { status, headers } = await ask("/metrics", { method: "POST" });
    expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect((await ask("/metrics", { method: "HEAD" })).status).toBe(200);
  });
});
