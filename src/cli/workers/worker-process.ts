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
  /** It can no longer be reached: it ends, or its application has closed the channel. No message comes after this. */
  unreachable(): void;
  /** Called once, and last. */
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
      child = fork(ENTRY);
    } catch (error) {
      // Out of memory or of processes; it is tried again like after any other death.
      queueMicrotask(() => listener.ended({ code: null, signal: null, error: error as Error }));
      return STILLBORN;
    }
    let isReachable = true;
    let isOver = false;
    const lose = () => {
      if (!isReachable) return;
      isReachable = false;
      listener.unreachable();
    };
    const end = (how: ProcessEnd) => {
      if (isOver) return;
      isOver = true;
      // Node tells of no `disconnect` where a connection was on its way.
      lose();
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
    child.once("disconnect", lose);
    // Not `exit`, which may come before the last messages.
    child.once("close", (code, signal) => end({ code, signal }));
    const send = (message: ToWorker, socket?: Socket) => {
      if (!child.connected) return;
      child.send(envelope(message), socket, { keepOpen: true }, (error) => {
        // What it was to get it will never take. Mostly it is gone already.
        if (error !== null) child.kill("SIGKILL");
      });
    };
    send({ type: "start", settings });
    return {
      pid: child.pid,
      give: (connection) => send({ type: "connection" }, connection),
      stop: (how) => send({ type: "stop", ...how }),
      kill: () => void child.kill("SIGKILL"),
    };
  };
}

const STILLBORN: WorkerProcess = { pid: undefined, give: () => {}, stop: () => {}, kill: () => {} };
