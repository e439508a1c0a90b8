import type { Clock } from "./clock.ts";
import type { StopSettings } from "./messages.ts";
import { Place, type PlaceStats } from "./place.ts";
import { type Patience, Worker, type WorkerEnd, type WorkerOwner } from "./worker.ts";
import type { StartProcess } from "./worker-process.ts";

/** How many workers there are, and how they are treated. */
export interface PoolSettings extends Patience {
  readonly workers: number;
  readonly stop: StopSettings;
}

/** Whom the pool tells who can be given connections, and what happens. */
export interface PoolHost {
  join(worker: Worker): void;
  taken(worker: Worker): void;
  leave(worker: Worker): void;
  gone(worker: Worker): void;
  say(line: string): void;
  warn(line: string): void;
}

/** What the pool is doing, and has done. */
export interface PoolStats {
  readonly workers: Readonly<Record<"starting" | "ready" | "stopping", number>>;
  readonly restarts: number;
  readonly reloads: Readonly<Record<ReloadOutcome, number>>;
  readonly places: readonly PlaceStats[];
}

export type ReloadOutcome = "done" | "abandoned";

/**
 * Keeps as many workers as are wanted: starts them, starts others for those that die, replaces them at a reload. It
 * decides; processes and time are given to it.
 */
export class Pool implements WorkerOwner {
  readonly #settings: PoolSettings;
  readonly #startProcess: StartProcess;
  readonly #host: PoolHost;
  readonly #clock: Clock;
  readonly #places: Place[] = [];
  #wanted: number;
  #generation = 1;
  #hasServed = false;
  #stopping = false;
  #restarts = 0;
  readonly #reloads = { done: 0, abandoned: 0 };
  /** The reload that runs, and whether another one was asked for since. */
  #reload: "none" | "running" | "once more" = "none";

  constructor(settings: PoolSettings, startProcess: StartProcess, host: PoolHost, clock: Clock) {
    this.#settings = settings;
    this.#startProcess = startProcess;
    this.#host = host;
    this.#clock = clock;
    this.#wanted = settings.workers;
  }

  /**
   * Starts the first worker, and the others once it is ready: an application that is broken is found out, and says so,
   * once.
   *
   * @returns how the first one ended, where it was never ready
   */
  async start(): Promise<WorkerEnd | undefined> {
    const first = this.#launch(this.#place(1));
    this.#place(1).current = first;
    if (!(await first.started)) return first.ended;
    this.#hasServed = true;
    this.#fill();
    return undefined;
  }

  /**
   * Replaces all workers, one by one, by such as load the application anew. Where one of them does not get ready, it is
   * given up. Asked for while it runs, it runs once more afterwards.
   */
  reload(): void {
    if (this.#stopping || !this.#hasServed) return;
    if (this.#reload === "none") void this.#reloadAll();
    else this.#reload = "once more";
  }

  /** From now on there is one worker more, or one less; never none. */
  resize(by: 1 | -1): void {
    if (this.#stopping || !this.#hasServed || this.#wanted + by < 1) return;
    this.#wanted += by;
    this.#host.say(`${this.#wanted} ${this.#wanted === 1 ? "worker is" : "workers are"} wanted now`);
    this.#fill();
    for (const place of this.#places.slice(this.#wanted)) {
      this.#cancelRestart(place);
      place.current = undefined;
      for (const worker of place.workers) void worker.stop(this.#settings.stop);
    }
  }

  /** Looks after all workers. To be called in the interval of their reports. */
  look(): void {
    for (const worker of this.#workers()) worker.look();
  }

  /**
   * Lets all workers finish what runs. Called again, it may bring the deadline forward.
   *
   * @returns whether all of them ended well
   */
  async stop(settings: StopSettings = this.#settings.stop): Promise<boolean> {
    this.#stopping = true;
    for (const place of this.#places) this.#cancelRestart(place);
    const ends = await Promise.all(this.#workers().map((worker) => worker.stop(settings)));
    return ends.every(({ code }) => code === 0);
  }

  stats(): PoolStats {
    const workers = { starting: 0, ready: 0, stopping: 0 };
    for (const { state } of this.#workers()) if (state !== "gone") workers[state] += 1;
    const now = this.#clock.now();
    return {
      workers,
      restarts: this.#restarts,
      reloads: { ...this.#reloads },
      places: this.#places.map((place) => place.stats(now)),
    };
  }

  // What workers tell.

  ready(worker: Worker): void {
    this.#host.join(worker);
  }

  taken(worker: Worker): void {
    this.#host.taken(worker);
  }

  unavailable(worker: Worker): void {
    this.#host.leave(worker);
  }

  unreachable(worker: Worker): void {
    this.#host.gone(worker);
    // Mostly it has ended. Else it stops by itself, as without a master.
    void worker.stop(this.#settings.stop);
  }

  leaving(worker: Worker, signal: NodeJS.Signals): void {
    if (worker.state === "stopping") return;
    const place = this.#place(worker.place);
    void worker.stop(this.#settings.stop);
    if (place.current !== worker) return;
    place.current = undefined;
    this.#restartLater(place, 0, `${nameOf(worker)} was asked to stop by ${signal}`);
  }

  killed(worker: Worker, reason: string): void {
    this.#host.warn(`${nameOf(worker)} ${reason}; it is killed`);
  }

  #workers(): Worker[] {
    return this.#places.flatMap((place) => [...place.workers]);
  }

  #place(number: number): Place {
    this.#places[number - 1] ??= new Place(number);
    return this.#places[number - 1]!;
  }

  /** Starts a worker at every place that has none and waits for none. */
  #fill(): void {
    if (this.#stopping) return;
    for (let number = 1; number <= this.#wanted; number++) {
      const place = this.#place(number);
      if (place.current === undefined && place.cancelRestart === undefined) {
        place.current = this.#launch(place);
      }
    }
  }

  #launch(place: Place): Worker {
    const worker = new Worker(
      place.number,
      this.#generation,
      this.#startProcess,
      this,
      this.#clock,
      this.#settings,
    );
    place.workers.add(worker);
    void worker.ended.then((end) => this.#onEnd(place, worker, end));
    return worker;
  }

  #onEnd(place: Place, worker: Worker, end: WorkerEnd): void {
    place.remove(worker);
    if (place.current !== worker) return;
    place.current = undefined;
    // The one that was to take over takes the place of this one.
    if (place.successor !== undefined) return;
    this.#restartLater(place, end.served ?? 0, `${nameOf(worker)} ${howItEnded(end)}`);
  }

  /** @param served how long the last worker there has served, in milliseconds */
  #restartLater(place: Place, served: number, why: string): void {
    // With a first worker that fails, all ends.
    if (this.#stopping || !this.#hasServed || place.number > this.#wanted) return;
    const delay = place.backoff.next(served);
    this.#host.warn(`${why}; another one is started in ${delay} ms`);
    place.cancelRestart = this.#clock.after(delay, () => {
      place.cancelRestart = undefined;
      this.#restarts += 1;
      place.current = this.#launch(place);
    });
  }

  #cancelRestart(place: Place): void {
    place.cancelRestart?.();
    place.cancelRestart = undefined;
  }

  async #reloadAll(): Promise<void> {
    do {
      this.#reload = "running";
      this.#generation += 1;
      this.#host.say("reloading: each worker is replaced by one that loads the application anew");
      const failure = await this.#replaceAll();
      if (this.#stopping) return;
      if (failure === undefined) {
        this.#reloads.done += 1;
        this.#host.say("reloaded");
      } else {
        this.#reloads.abandoned += 1;
        const old = this.#workers().filter(({ generation }) => generation < this.#generation).length;
        this.#host.warn(
          `the reload is abandoned: the new ${failure}. ${old} of ${this.#wanted} workers go on with the old code`,
        );
      }
    } while ((this.#reload as string) === "once more");
    this.#reload = "none";
  }

  /** @returns why it was given up */
  async #replaceAll(): Promise<string | undefined> {
    for (let number = 1; number <= this.#wanted && !this.#stopping; number++) {
      const failure = await this.#replace(this.#place(number));
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  async #replace(place: Place): Promise<string | undefined> {
    // It has died since, and the one in its place has the new code already.
    if (place.current?.generation === this.#generation && (await place.current.started)) return undefined;
    if (this.#stopping || place.number > this.#wanted) return undefined;
    this.#cancelRestart(place);
    const successor = this.#launch(place);
    place.successor = successor;
    const isReady = await successor.started;
    place.successor = undefined;
    // Nobody wants it any more.
    if (this.#stopping || place.number > this.#wanted) return undefined;
    if (!isReady) {
      const end = await successor.ended;
      const failure = `${nameOf(successor)} ${howItEnded(end)}`;
      if (place.current === undefined) this.#restartLater(place, 0, `there is no worker ${place.number}`);
      return failure;
    }
    place.backoff.reset();
    const old = place.current;
    place.current = successor;
    await old?.stop(this.#settings.stop);
    return undefined;
  }
}

function nameOf({ place, pid }: Worker): string {
  return pid === undefined ? `worker ${place}` : `worker ${place} (pid ${pid})`;
}

/** As the rest of a sentence that begins with the worker. */
export function howItEnded({ code, signal, error, failure, served }: WorkerEnd): string {
  if (failure !== undefined) return `could not start: ${failure}`;
  if (error !== undefined) return `could not be started: ${error.message}`;
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return served === undefined ? `${how} before it was ready` : how;
}
