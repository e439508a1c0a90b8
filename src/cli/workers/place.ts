import { Backoff } from "./backoff.ts";
import type { WorkerReport } from "./messages.ts";
import { type Answers, NO_ANSWERS, sumOf } from "./totals.ts";
import type { Worker } from "./worker.ts";

/** What is known of a place and its workers. Its counters only ever grow, whatever becomes of the workers. */
export interface PlaceStats extends WorkerReport {
  readonly place: number;
  /** Seconds since its worker was started. */
  readonly uptime: number;
}

/** One of the places that workers have: they come and go, it stays. */
export class Place {
  readonly number: number;
  /** The one that serves, or is to serve. */
  current: Worker | undefined;
  /** The one that takes over when it is ready. */
  successor: Worker | undefined;
  readonly backoff = new Backoff();
  /** Prevents the restart that is due. */
  cancelRestart: (() => void) | undefined;
  /** All whose processes are there: also those that stop. */
  readonly workers = new Set<Worker>();
  /** Of the workers that are gone. */
  #answers: Answers = NO_ANSWERS;

  constructor(number: number) {
    this.number = number;
  }

  /** A worker is gone; what it has counted is kept. */
  remove(worker: Worker): void {
    this.workers.delete(worker);
    if (worker.report !== undefined) this.#answers = sumOf([this.#answers, worker.report.answers]);
  }

  stats(now: number): PlaceStats {
    const reports = [...this.workers].flatMap(({ report }) => (report === undefined ? [] : [report]));
    const sum = (value: (report: WorkerReport) => number) =>
      reports.reduce((total, report) => total + value(report), 0);
    const { current } = this;
    return {
      place: this.number,
      answers: sumOf([this.#answers, ...reports.map(({ answers }) => answers)]),
      requestsInFlight: sum((report) => report.requestsInFlight),
      openConnections: sum((report) => report.openConnections),
      residentMemory: sum((report) => report.residentMemory),
      eventLoopUtilization: current?.report?.eventLoopUtilization ?? 0,
      eventLoopLag: current?.report?.eventLoopLag ?? 0,
      uptime: current === undefined ? 0 : (now - current.startedAt) / 1000,
    };
  }
}
