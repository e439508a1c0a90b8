// What the master of `saluki run --workers` starts. Its parent is worker-process.ts.
import type { Socket } from "node:net";
import type { PinoAccessLog } from "../../observability/index.ts";
import type { RunningServer } from "../../server/index.ts";
import { surviveClosedOutput } from "../closed-output.ts";
import { describeError } from "../describe-error.ts";
import { findTarget } from "../load-app.ts";
import { start } from "../serve.ts";
import { warn } from "../terminal.ts";
import { HealthRecord } from "./health-record.ts";
import {
  envelope,
  openEnvelope,
  REPORT_INTERVAL,
  type StopSettings,
  type ToMaster,
  type ToWorker,
  type WorkerSettings,
} from "./messages.ts";
import { TEAR_DOWN } from "./worker.ts";

let settings: WorkerSettings | undefined;
let accept: (socket: Socket) => void = (socket) => socket.destroy();
let server: RunningServer | undefined;
let health: HealthRecord | undefined;
let log: PinoAccessLog | undefined;
let isStopping = false;

surviveClosedOutput();
// A terminal sends these to the whole group of processes. What is to be done the master tells.
process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("SIGTERM", (signal) => tell({ type: "leaving", signal }));
process.on("message", (received, socket) => {
  const message = openEnvelope<ToWorker>(received);
  switch (message?.type) {
    case "start":
      settings = message.settings;
      void begin(settings);
      return;
    case "connection":
      tell({ type: "taken" });
      // It may be closed already; then it does not arrive.
      if (socket !== undefined) accept(socket as Socket);
      return;
    case "stop":
      stop(message);
      return;
  }
});
// The master is gone: nothing may be left behind, and nobody is there to end by force what hangs.
process.on("disconnect", () => {
  if (settings === undefined) process.exit(0);
  stop(settings.stop);
  setTimeout(() => process.exit(1), settings.stop.deadline + TEAR_DOWN);
});
// Gone before anybody could listen.
if (!process.connected) process.exit(0);

async function begin(settings: WorkerSettings): Promise<void> {
  try {
    server = await serve(settings);
    health = new HealthRecord(server);
    setInterval(() => report(), REPORT_INTERVAL);
    report();
    tell({ type: "ready" });
  } catch (error) {
    const text = describeError(error);
    warn(text);
    tell({ type: "failed", reason: text.split("\n", 1)[0]! }, () => process.exit(1));
  }
}

async function serve(settings: WorkerSettings): Promise<RunningServer> {
  const { target, rootPath, bound, accessLog, server } = settings;
  const connections = {
    ...bound,
    start: (take: (socket: Socket) => void) => {
      accept = take;
    },
  };
  if (accessLog === "on") log = await openAccessLog();
  const started = await start(findTarget(target), {
    ...server,
    rootPath,
    connections,
    accessLog: log,
  });
  return started.server;
}

async function openAccessLog() {
  const { pinoAccessLog } = await import("../../observability/index.ts");
  // No more than a pipe takes as a whole: all workers share it.
  return pinoAccessLog({ minLength: 4096 });
}

function stop({ deadline, idleGrace }: StopSettings): void {
  if (server === undefined) process.exit(0);
  const closed = server.close({ deadline, idleGrace });
  if (isStopping) {
    // The first call tells how it ends.
    closed.catch(() => {});
    return;
  }
  isStopping = true;
  closed.then(
    () => end(0),
    (error) => {
      warn(`the application did not shut down cleanly\n\n${describeError(error)}`);
      end(1);
    },
  );
}

/** Ends, when the access log is written and the last counts are told. */
function end(code: number): void {
  const written = log?.close() ?? Promise.resolve();
  void written.finally(() => report(() => process.exit(code)));
}

function report(told?: () => void): void {
  tell({ type: "report", report: health!.next() }, told);
}

function tell(message: ToMaster, told: () => void = () => {}): void {
  // Without a master `disconnect` tells what to do.
  if (process.connected) process.send?.(envelope(message), undefined, undefined, told);
  else told();
}
