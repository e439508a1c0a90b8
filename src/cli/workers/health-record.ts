import type { RunningServer } from "../../server/index.ts";
import { REPORT_INTERVAL, type WorkerReport } from "./messages.ts";

/** How this process is. It is counted anyway, or asked of the system once a second. */
export class HealthRecord {
  readonly #server: RunningServer;
  #utilization = performance.eventLoopUtilization();
  #lastAt: number | undefined;

  constructor(server: RunningServer) {
    this.#server = server;
  }

  /** The next report. To be asked for in the interval of reports. */
  next(): WorkerReport {
    const now = performance.now();
    const isFirst = this.#lastAt === undefined;
    const late = isFirst ? 0 : Math.max(0, now - this.#lastAt! - REPORT_INTERVAL);
    this.#lastAt = now;
    const utilization = performance.eventLoopUtilization();
    const sinceLast = performance.eventLoopUtilization(utilization, this.#utilization);
    this.#utilization = utilization;
    return {
      ...this.#server.stats(),
      eventLoopUtilization: isFirst ? 0 : sinceLast.utilization,
      eventLoopLag: late / 1000,
      residentMemory: process.memoryUsage.rss(),
    };
  }
}
