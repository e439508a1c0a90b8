import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  envelope,
  openEnvelope,
  type StopSettings,
  type ToMaster,
  type ToWorker,
  type WorkerSettings,
} from "./messages.ts";

// .ts in src/, .js in dist/
const ENTRY = fileURLToPath(new URL(`./worker-main${extname(import.meta.url)}`, import.meta.url));

/** How a process ended. */
export interface ProcessEnd {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started at all. */
  readonly error?: Error | undefined;
}

/** What a process tells whoever started it. */
export interface ProcessListener {
  message(message: ToMaster): void;
  /** Called once, after the last message. */
  ended(end: ProcessEnd): void;
}

/** A process that serves, as the master sees it. */
export interface WorkerProcess {
  /** `undefined` where it could not be started. */
  readonly pid: number | undefined;
  /** Gives it a connection. The master's own hold on it has to last until the worker says that it has taken it. */
  give(connection: Socket): void;
  stop(settings: StopSettings): void;
  kill(): void;
}

export type StartProcess = (listener: ProcessListener) => WorkerProcess;

/** Starts processes that load the application and serve it. */
export function workerStarter(settings: WorkerSettings): StartProcess {
  return (listener) => {
    let child: ChildProcess;
    try {
      child = fork(ENTRY, [JSON.stringify(settings)]);
    } catch (error) {
      // Out of memory or of processes; it is tried again like after any other death.
      queueMicrotask(() => listener.ended({ code: null, signal: null, error: error as Error }));
      return STILLBORN;
    }
    let isOver = false;
    const end = (how: ProcessEnd) => {
      if (isOver) return;
      isOver = true;
      listener.ended(how);
    };
    child.on("message", (received) => {
      const message = openEnvelope<ToMaster>(received);
      if (message !== undefined) listener.message(message);
    });
    child.once("error", (error) => {
      // Else a signal could not be sent: it is gone, and tells so itself.
      if (child.pid === undefined) end({ code: null, signal: null, error });
    });
    // Not `exit`, which may come before the last messages.
    child.once("close", (code, signal) => end({ code, signal }));
    // It may be gone in this moment, which `close` tells.
    const send = (message: ToWorker, socket?: Socket) => {
      if (child.connected) child.send(envelope(message), socket, { keepOpen: true }, () => {});
    };
    return {
      pid: child.pid,
      give: (connection) => send({ type: "connection" }, connection),
      stop: (how) => send({ type: "stop", ...how }),
      kill: () => void child.kill("SIGKILL"),
    };
  };
}

const STILLBORN: WorkerProcess = { pid: undefined, give: () => {}, stop: () => {}, kill: () => {} };
