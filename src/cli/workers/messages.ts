import type { BoundAddress, ServeOptions, ServerStats } from "../../server/index.ts";

/**
 * What a worker is told first. Not as an argument: the passphrase of a key may be in it, and everybody may read the
 * arguments of a process.
 */
export interface WorkerSettings {
  /** `FILE` or `FILE:NAME`. */
  readonly target: string;
  readonly rootPath: string;
  /** Where the master accepts connections. */
  readonly bound: BoundAddress;
  /** Limits and time-outs. */
  readonly server: ServeOptions;
  /** Whether each request is a line on standard output. */
  readonly accessLog: "on" | "off";
  /** How it stops when the master is gone. */
  readonly stop: StopSettings;
}

/** How a worker comes to its end; in milliseconds. */
export interface StopSettings {
  readonly deadline: number;
  readonly idleGrace: number;
}

/** What the master tells a worker. A connection comes with its socket. */
export type ToWorker =
  | { readonly type: "start"; readonly settings: WorkerSettings }
  | { readonly type: "connection" }
  | ({ readonly type: "stop" } & StopSettings);

/** What a worker tells the master. */
export type ToMaster =
  | { readonly type: "ready" }
  /** It cannot load or start the application, has said so on standard error, and ends. */
  | { readonly type: "failed"; readonly reason: string }
  /** The connection that it was given last has arrived. */
  | { readonly type: "taken" }
  /** A signal asks it to stop. */
  | { readonly type: "leaving"; readonly signal: NodeJS.Signals }
  | { readonly type: "report"; readonly report: WorkerReport };

/** How a worker is. It comes each second, so it also says that the event loop runs. */
export interface WorkerReport extends ServerStats {
  /** The part of the last second in which the event loop was busy, from 0 to 1. */
  readonly eventLoopUtilization: number;
  /** Seconds by which this report was late. */
  readonly eventLoopLag: number;
  /** Bytes. */
  readonly residentMemory: number;
}

/** Milliseconds between two reports. */
export const REPORT_INTERVAL = 1000;

// The application may use the channel, too: what is not in such an envelope is its own.
interface Envelope<T> {
  readonly saluki: T;
}

export function envelope<T extends ToWorker | ToMaster>(message: T): Envelope<T> {
  return { saluki: message };
}

/** What the other side says; `undefined` for a message that is not for us. */
export function openEnvelope<T extends ToWorker | ToMaster>(received: unknown): T | undefined {
  return (received as Partial<Envelope<T>> | null | undefined)?.saluki;
}
