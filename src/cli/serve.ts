import type { Saluki } from "../app/index.ts";
import type { AccessLogger } from "../observability/index.ts";
import { handleSignals, type RunningServer, type ServeOptions } from "../server/index.ts";
import { isSalukiError, UserCodeError } from "./describe-error.ts";
import { loadApplication, type Target } from "./load-app.ts";
import { setRootPath } from "./root-path.ts";

/** Where and how to serve, and what belongs to the process and not to the server. */
export interface ProcessOptions extends StartOptions {
  /** Milliseconds. @default 10_000 */
  readonly shutdownTimeout?: number | undefined;
  /** Milliseconds. @default 0 */
  readonly idleGrace?: number | undefined;
  /** One that can be closed is, when the server has stopped. */
  readonly accessLog?: ClosableAccessLog | undefined;
}

/** Where and how to serve, and below which path. */
export interface StartOptions extends ServeOptions {
  /** @default "" */
  readonly rootPath?: string | undefined;
}

/** An application, and the server that serves it. */
export interface Started {
  readonly app: Saluki;
  readonly server: RunningServer;
}

type ClosableAccessLog = AccessLogger & { close?(): Promise<void> };

/**
 * Loads an application and serves it until a signal ends the process.
 *
 * @throws SalukiError, and UserCodeError for what the application throws
 */
export async function serve(target: Target, options: ProcessOptions): Promise<Started> {
  const { shutdownTimeout, idleGrace, ...startOptions } = options;
  const running = await start(target, startOptions);
  const exit = (code: number) => void exitAfter(options.accessLog, code);
  handleSignals(running.server, { deadline: shutdownTimeout, idleGrace, exit });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, announceStop);
  return running;
}

/**
 * Loads an application and serves it.
 *
 * @throws SalukiError, and UserCodeError for what the application throws
 */
export async function start(target: Target, options: StartOptions): Promise<Started> {
  const { rootPath = "", ...serveOptions } = options;
  const app = await loadApplication(target);
  if (rootPath !== "") setRootPath(app, rootPath);
  return { app, server: await started(target, app.listen(serveOptions)) };
}

/** Says whose error it is when an application does not start. */
export async function started(target: Target, server: Promise<RunningServer>): Promise<RunningServer> {
  try {
    return await server;
  } catch (error) {
    if (isSalukiError(error)) throw error;
    throw new UserCodeError(`${target.file} could not be started`, { cause: error });
  }
}

/** Ends the process when its access log is written. A signal that comes meanwhile ends it at once. */
async function exitAfter(accessLog: ClosableAccessLog | undefined, code: number): Promise<void> {
  try {
    await accessLog?.close?.();
  } finally {
    process.exit(code);
  }
}

function announceStop(): void {
  console.log("stopping: what runs is finished first; a second signal ends it at once");
}
