import { afterEach, describe, expect, it, vi } from "vitest";
import { HealthRecord } from "../../../src/cli/workers/health-record.ts";
import type { RunningServer, ServerStats } from "../../../src/server/index.ts";

const STATS: ServerStats = {
  answers: { "1xx": 0, "2xx": 3, "3xx": 0, "4xx": 0, "5xx": 0 },
  requestsInFlight: 1,
  openConnections: 2,
};

const server = { stats: () => STATS } as RunningServer;

describe("the health record of a worker", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("tells what the server counts, and how much memory there is", () => {
    const report = new HealthRecord(server).next();
    expect(report).toMatchObject(STATS);
    expect(report.residentMemory).toBeGreaterThan(1_000_000);
  });

  it("tells nothing of an event loop that it has just begun to watch", () => {
    expect(new HealthRecord(server).next()).toMatchObject({ eventLoopUtilization: 0, eventLoopLag: 0 });
  });

  it("tells by how many seconds it is asked too late, and never a time below zero", () => {
    const record = new HealthRecord(server);
    const now = vi.spyOn(performance, "now");
    const lags = [5000, 6000, 7250, 8000].map((time) => {
      now.mockReturnValue(time);
      return record.next().eventLoopLag;
    });
    expect(lags).toEqual([0, 0, 0.25, 0]);
  });

  it("tells how busy the event loop was since it was asked last", () => {
    const record = new HealthRecord(server);
    record.next();
    const until = performance.now() + 20;
    while (performance.now() < until);
    expect(record.next().eventLoopUtilization).toBeGreaterThan(0.5);
  });
});
