import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../../src/cli/workers/clock.ts";
import type { StopSettings, WorkerReport } from "../../../src/cli/workers/messages.ts";
import { Pool, type PoolSettings } from "../../../src/cli/workers/pool.ts";
import type { Worker } from "../../../src/cli/workers/worker.ts";
import type { ProcessListener, WorkerProcess } from "../../../src/cli/workers/worker-process.ts";

/** A clock that only the test moves. */
export class FakeClock implements Clock {
  #now = 0;
  #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Whether nothing waits for a time. */
  get isIdle(): boolean {
    return this.#timers.size === 0;
  }

  /** Lets time pass, and what was due in it happen. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
      await turn();
    }
    this.#now = until;
    await turn();
  }
}

/** A process that does what the test says. */
export class FakeProcess implements WorkerProcess {
  readonly pid: number;
  readonly listener: ProcessListener;
  readonly stops: StopSettings[] = [];
  kills = 0;

  constructor(pid: number, listener: ProcessListener) {
    this.pid = pid;
    this.listener = listener;
  }

  give(): void {}

  stop(settings: StopSettings): void {
    this.stops.push(settings);
  }

  kill(): void {
    this.kills += 1;
  }

  // What it does.

  async ready(): Promise<void> {
    this.listener.message({ type: "ready" });
    await turn();
  }

  async fail(reason: string): Promise<void> {
    this.listener.message({ type: "failed", reason });
    await this.end(1);
  }

  report(report: Partial<WorkerReport> = {}): void {
    this.listener.message({ type: "report", report: { ...NOTHING, ...report } });
  }

  async leave(signal: NodeJS.Signals): Promise<void> {
    this.listener.message({ type: "leaving", signal });
    await turn();
  }

  async disconnect(): Promise<void> {
    this.listener.unreachable();
    await turn();
  }

  async end(code: number): Promise<void> {
    this.listener.unreachable();
    this.listener.ended({ code, signal: null });
    await turn();
  }

  async die(signal: NodeJS.Signals): Promise<void> {
    this.listener.unreachable();
    this.listener.ended({ code: null, signal });
    await turn();
  }
}

const NOTHING: WorkerReport = {
  answers: { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 },
  requestsInFlight: 0,
  openConnections: 0,
  eventLoopUtilization: 0,
  eventLoopLag: 0,
  residentMemory: 0,
};

export const STOP: StopSettings = { deadline: 10_000, idleGrace: 1000 };

/** A pool whose processes and time are in the hand of the test. */
export class PoolUnderTest {
  readonly clock = new FakeClock();
  readonly processes: FakeProcess[] = [];
  /** Who gets connections. */
  readonly takers = new Set<number | undefined>();
  /** Whose last connection was given to another one. */
  readonly gone: (number | undefined)[] = [];
  lines: string[] = [];
  readonly pool: Pool;

  constructor(settings: Partial<PoolSettings> = {}) {
    this.pool = new Pool(
      { workers: 2, startTimeout: 30_000, workerTimeout: 3000, stop: STOP, ...settings },
      (listener) => {
        const process = new FakeProcess(this.processes.length + 1, listener);
        this.processes.push(process);
        return process;
      },
      {
        join: ({ pid }: Worker) => this.takers.add(pid),
        taken: () => {},
        leave: ({ pid }: Worker) => this.takers.delete(pid),
        gone: ({ pid }: Worker) => this.gone.push(pid),
        say: (line) => this.lines.push(line),
        warn: (line) => this.lines.push(`warning: ${line}`),
      },
      this.clock,
    );
  }

  /** The process with this number, which is its pid, too. */
  process(pid: number): FakeProcess {
    const process = this.processes[pid - 1];
    if (process === undefined) throw new Error(`only ${this.processes.length} processes were started`);
    return process;
  }

  /** What was said since it was asked for last. */
  takeLines(): string[] {
    return this.lines.splice(0);
  }
}

/** A pool of this many workers, all of them ready; their pids are 1 and so on. */
export async function readyPool(workers = 2, settings: Partial<PoolSettings> = {}): Promise<PoolUnderTest> {
  const test = new PoolUnderTest({ workers, ...settings });
  const started = test.pool.start();
  await test.process(1).ready();
  await started;
  for (let pid = 2; pid <= workers; pid++) await test.process(pid).ready();
  return test;
}
