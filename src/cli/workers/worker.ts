import type { Socket } from "node:net";
import type { Clock } from "./clock.ts";
import { REPORT_INTERVAL, type StopSettings, type ToMaster, type WorkerReport } from "./messages.ts";
import type { ProcessEnd, StartProcess, WorkerProcess } from "./worker-process.ts";

/**
 * What is added to the deadline of a worker before it is killed: time for the clean-up of what was cut off, and for the
 * application's own tear-down; in milliseconds.
 */
export const TEAR_DOWN = 5000;

/** How long a worker may take, in milliseconds. */
export interface Patience {
  /** Until it is ready. */
  readonly startTimeout: number;
  /** Between two signs of life; 0 for no limit. */
  readonly workerTimeout: number;
}

/** What a worker tells its master. */
export interface WorkerOwner {
  ready(worker: Worker): void;
  /** It has taken the connection that it was given. */
  taken(worker: Worker): void;
  /** It gets no more connections. */
  unavailable(worker: Worker): void;
  /** What it was given and has not taken, it never will. */
  unreachable(worker: Worker): void;
  /** It was asked by a signal to stop. */
  leaving(worker: Worker, signal: NodeJS.Signals): void;
  /** It is too slow, and killed for that. */
  killed(worker: Worker, reason: string): void;
}

/** How a worker ended. */
export interface WorkerEnd extends ProcessEnd {
  /** Milliseconds for which it served; `undefined` where it was never ready. */
  readonly served: number | undefined;
  /** Why the application could not be loaded or started, as the worker has told already. */
  readonly failure: string | undefined;
}

/**
 * One worker, from its start to its end:
 *
 *     starting ──> ready ──> stopping ──> gone
 *         └──────────┴───────────────────> gone   (it died)
 */
export class Worker {
  state: "starting" | "ready" | "stopping" | "gone" = "starting";
  /** The number of its place among the workers, from 1 on. */
  readonly place: number;
  /** Which state of the code it has loaded: one more with each reload. */
  readonly generation: number;
  readonly startedAt: number;
  /** The last one that it gave. */
  report: WorkerReport | undefined;
  /** Whether it became ready: false when it ended before. */
  readonly started: Promise<boolean>;
  readonly ended: Promise<WorkerEnd>;

  readonly #process: WorkerProcess;
  readonly #owner: WorkerOwner;
  readonly #clock: Clock;
  readonly #patience: Patience;
  #readyAt: number | undefined;
  #failure: string | undefined;
  /** How often the master has looked since the last sign of life. */
  #silentFor = 0;
  #cancelKill: () => void;
  #killAt = Number.POSITIVE_INFINITY;
  #tellStarted: (started: boolean) => void = () => {};
  #tellEnd: (end: WorkerEnd) => void = () => {};

  constructor(
    place: number,
    generation: number,
    start: StartProcess,
    owner: WorkerOwner,
    clock: Clock,
    patience: Patience,
  ) {
    this.place = place;
    this.generation = generation;
    this.#owner = owner;
    this.#clock = clock;
    this.#patience = patience;
    this.startedAt = clock.now();
    this.started = new Promise((resolve) => {
      this.#tellStarted = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    const { startTimeout } = patience;
    this.#cancelKill = clock.after(startTimeout, () => this.#kill(`was not ready within ${startTimeout} ms`));
    this.#process = start({
      message: (message) => this.#hear(message),
      unreachable: () => owner.unreachable(this),
      ended: (end) => this.#end(end),
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  give(connection: Socket): void {
    this.#process.give(connection);
  }

  /**
   * Lets it finish what runs, and kills it where that takes too long. Called again, it may bring the deadline forward.
   */
  stop(settings: StopSettings): Promise<WorkerEnd> {
    if (this.state === "gone") return this.ended;
    // One that is not ready has nothing to finish.
    const deadline = this.#readyAt === undefined ? 0 : settings.deadline;
    if (this.state !== "stopping") {
      this.state = "stopping";
      // Before it is told, so that all it was given until then reaches it before that.
      this.#owner.unavailable(this);
      this.#cancelKill();
    }
    this.#process.stop({ ...settings, deadline });
    const killIn = deadline + TEAR_DOWN;
    const killAt = this.#clock.now() + killIn;
    if (killAt < this.#killAt) {
      this.#killAt = killAt;
      this.#cancelKill();
      this.#cancelKill = this.#clock.after(killIn, () =>
        this.#kill(`has not ended ${TEAR_DOWN} ms after its deadline`),
      );
    }
    return this.ended;
  }

  /**
   * Looks whether there was a sign of life. Called in the interval of the reports: counted, and not measured, since a
   * machine that slept has slept for the master, too.
   */
  look(): void {
    const { workerTimeout } = this.#patience;
    if (this.state !== "ready" || workerTimeout === 0) return;
    this.#silentFor += 1;
    if (this.#silentFor <= Math.ceil(workerTimeout / REPORT_INTERVAL)) return;
    this.#kill(`has given no sign of life for ${workerTimeout} ms: its event loop is blocked`);
    // Once is enough; it may take a moment to die.
    this.#silentFor = Number.NEGATIVE_INFINITY;
  }

  #kill(reason: string): void {
    this.#owner.killed(this, reason);
    this.#process.kill();
  }

  #hear(message: ToMaster): void {
    this.#silentFor = Math.min(this.#silentFor, 0);
    switch (message.type) {
      case "ready":
        if (this.state !== "starting") return;
        this.state = "ready";
        this.#readyAt = this.#clock.now();
        this.#cancelKill();
        this.#owner.ready(this);
        this.#tellStarted(true);
        return;
      case "failed":
        this.#failure = message.reason;
        return;
      case "taken":
        this.#owner.taken(this);
        return;
      case "leaving":
        this.#owner.leaving(this, message.signal);
        return;
      case "report":
        this.report = message.report;
        return;
    }
  }

  #end(end: ProcessEnd): void {
    this.#cancelKill();
    this.state = "gone";
    this.#owner.unavailable(this);
    const served = this.#readyAt === undefined ? undefined : this.#clock.now() - this.#readyAt;
    this.#tellStarted(false);
    this.#tellEnd({ ...end, served, failure: this.#failure });
  }
}
