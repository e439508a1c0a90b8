import type { Socket } from "node:net";
import {
  acceptConnections,
  fromFetch,
  type RunningServer,
  type ServeOptions,
  serve,
} from "../../server/index.ts";
import { StopRequest } from "../stop-request.ts";
import { say, warn } from "../terminal.ts";
import { systemClock } from "./clock.ts";
import { Dispatcher } from "./dispatcher.ts";
import { metricsEndpoint } from "./endpoint.ts";
import { REPORT_INTERVAL, type StopSettings } from "./messages.ts";
import { howItEnded, Pool, type PoolSettings } from "./pool.ts";
import type { Worker } from "./worker.ts";
import { workerStarter } from "./worker-process.ts";

/** What is to be served, by how many, and where. */
export interface MasterSettings extends PoolSettings {
  /** `FILE` or `FILE:NAME`. */
  readonly target: string;
  readonly rootPath: string;
  readonly address: Pick<ServeOptions, "port" | "host" | "unixSocket" | "unixSocketMode" | "descriptor">;
  readonly server: ServeOptions;
  readonly accessLog: "on" | "off";
  /** Where the metrics are; nowhere by default. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
}

/**
 * Serves an application by several processes until a signal asks to stop. It loads nothing of the application itself:
 * it accepts the connections, and keeps the processes that serve them.
 *
 * @param announce told, once, that the first worker serves
 * @returns the exit code
 * @throws SalukiError for an address that cannot be had
 */
export async function runMaster(
  settings: MasterSettings,
  announce: (url: string, metricsUrl: string | undefined) => void,
): Promise<number> {
  const dispatcher = new Dispatcher<Socket>((socket) => socket.destroy());
  const acceptor = await acceptConnections(
    { ...settings.address, tls: settings.server.tls },
    (socket) => {
      // A reset, which the worker will see as well.
      socket.on("error", () => {});
      dispatcher.add(socket);
    },
    (error) => warn(`a connection could not be accepted: ${error.message}`),
  );
  const { host, port } = acceptor;
  const { target, rootPath, server, accessLog, stop } = settings;
  const starter = workerStarter({ target, rootPath, server, accessLog, stop, bound: { host, port } });
  const pool = new Pool(settings, starter, poolHost(dispatcher), systemClock);
  const stopRequest = new StopRequest();
  let metrics: RunningServer | undefined;
  const ticks = setInterval(() => pool.look(), REPORT_INTERVAL);
  const unlisten = listenToSignals(pool);
  try {
    if (settings.metrics !== undefined) metrics = await serveMetrics(pool, stopRequest, settings.metrics);
    const isAsked = stopRequest.requested.then(() => undefined);
    const broken = await Promise.race([pool.start(), isAsked]);
    if (broken !== undefined && !stopRequest.isRequested) {
      // Why the application does not start it has told itself.
      if (broken.failure === undefined) warn(`the first worker ${howItEnded(broken)}`);
      return 1;
    }
    if (!stopRequest.isRequested) {
      announce(acceptor.url, metrics?.url);
      await stopRequest.requested;
    }
    acceptor.close();
    return await endWell(pool, dispatcher, stopRequest, stop);
  } finally {
    acceptor.close();
    clearInterval(ticks);
    unlisten();
    stopRequest.close();
    await metrics?.close({ deadline: 0 });
  }
}

function poolHost(dispatcher: Dispatcher<Socket>) {
  return {
    join: (worker: Worker) => dispatcher.join(worker),
    taken: (worker: Worker) => dispatcher.taken(worker),
    leave: (worker: Worker) => dispatcher.leave(worker),
    gone: (worker: Worker) => dispatcher.gone(worker),
    say,
    warn,
  };
}

/** Signals other than those that ask to stop. */
function listenToSignals(pool: Pool): () => void {
  // Windows sends SIGHUP when the window is closed, and has no others.
  if (process.platform === "win32") return () => {};
  const listeners = {
    SIGHUP: () => pool.reload(),
    SIGTTIN: () => pool.resize(1),
    SIGTTOU: () => pool.resize(-1),
  };
  for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of Object.entries(listeners)) process.off(signal, listener);
  };
}

function serveMetrics(
  pool: Pool,
  stopRequest: StopRequest,
  address: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const startedAt = performance.now();
  const endpoint = metricsEndpoint({
    get uptime() {
      return (performance.now() - startedAt) / 1000;
    },
    get isStopping() {
      return stopRequest.isRequested;
    },
    stats: () => pool.stats(),
  });
  return serve(fromFetch(endpoint), address);
}

/** Stops all: gracefully, and at once when asked again. */
async function endWell(
  pool: Pool,
  dispatcher: Dispatcher<Socket>,
  stopRequest: StopRequest,
  stop: StopSettings,
): Promise<number> {
  say("stopping: what runs is finished first; a second signal ends it at once");
  dispatcher.flush();
  stopRequest.onInsist(() => void pool.stop({ deadline: 0, idleGrace: 0 }));
  const isWell = await pool.stop(stop);
  return stopRequest.insistedBy ?? (isWell ? 0 : 1);
}
