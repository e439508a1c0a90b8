import type { ServeOptions } from "../server/index.ts";
import { defineCommand } from "./command.ts";
import type { OptionTable, OptionValues } from "./options.ts";
import { countOf } from "./parse-arguments.ts";
import { SERVER_OPTIONS, serverSettings } from "./server-options.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";
import type { MasterSettings } from "./workers/master.ts";
import { workerCount } from "./workers/worker-count.ts";

const OPTIONS = {
  port: {
    kind: "count",
    most: 65_535,
    placeholder: "PORT",
    summary: "the TCP port; 0 lets the system choose a free one",
    fallback: "$PORT, else 8000",
  },
  host: {
    kind: "text",
    placeholder: "ADDRESS",
    summary: "the address to listen on; 0.0.0.0 or :: for all of them",
    fallback: "$HOST, else 127.0.0.1",
  },
  unixSocket: {
    kind: "text",
    placeholder: "PATH",
    summary: "listen on a Unix socket instead of a port",
  },
  unixSocketMode: {
    kind: "text",
    placeholder: "MODE",
    summary: "the permissions of the Unix socket in octal digits, such as 660",
    fallback: "by the umask",
  },
  descriptor: {
    kind: "count",
    placeholder: "N",
    summary: "listen on a socket that this process was given open; systemd's first one is 3",
  },
  rootPath: {
    kind: "text",
    placeholder: "PATH",
    summary: "the path under which a proxy serves the application",
  },
  accessLog: {
    kind: "choice",
    choices: ["on", "off"],
    summary: "whether a line of JSON is written to standard output for each request",
    fallback: "off",
  },
  shutdownTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time that running requests get to finish when the server stops",
    fallback: "10000",
  },
  idleGrace: {
    kind: "count",
    placeholder: "MS",
    summary: "time that idle connections stay open when the server stops, for requests on their way",
    fallback: "1000",
  },
  workers: {
    kind: "text",
    placeholder: "N|auto",
    summary: "processes that serve; auto: one for each core",
    fallback: "$WEB_CONCURRENCY, else 1",
  },
  workerStartTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time in which a worker has to be ready",
    fallback: "30000",
  },
  workerTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time for which the event loop of a worker may be blocked; 0 for no limit",
    fallback: "30000",
  },
  metricsPort: {
    kind: "count",
    most: 65_535,
    placeholder: "PORT",
    summary: "serve metrics of the workers on this port",
    fallback: "none",
  },
  metricsHost: {
    kind: "text",
    placeholder: "ADDRESS",
    summary: "the address of the metrics",
    fallback: "127.0.0.1",
  },
  ...SERVER_OPTIONS,
} as const satisfies OptionTable;

/** `saluki run` */
export const run = defineCommand({
  name: "run",
  description: `Serves an application in production. SIGTERM and Ctrl-C stop it gracefully: running requests are
finished, then the application is shut down. A second signal ends it at once. With several workers
SIGHUP replaces them, one by one, by such as load the application anew.`,
  options: OPTIONS,
  async run({ target, values }) {
    const { port, host, unixSocket, unixSocketMode, descriptor, ...rest } = values;
    const { rootPath = "", accessLog = "off", shutdownTimeout = 10_000, idleGrace = 1000, ...others } = rest;
    const {
      workers: wanted,
      workerStartTimeout,
      workerTimeout,
      metricsPort,
      metricsHost,
      ...server
    } = others;
    const address = addressOf({ port, host, unixSocket, unixSocketMode, descriptor }, process.env);
    const settings = serverSettings(server, process.env);
    checkRootPath(rootPath);
    const workers = workerCount(wanted, process.env);
    if (metricsHost !== undefined && metricsPort === undefined) {
      throw new UsageError("--metrics-host needs --metrics-port");
    }
    if (metricsPort !== undefined && metricsPort === address.port && metricsPort !== 0) {
      throw new UsageError("--metrics-port is the port of the application; metrics have one of their own");
    }
    const { findTarget } = await import("./load-app.ts");
    const found = findTarget(target);
    const serves = `Saluki ${version()} serves ${found.file} on`;
    if (workers === 1 && metricsPort === undefined) {
      const { serve } = await import("./serve.ts");
      const log =
        accessLog === "on" ? await (await import("../observability/index.ts")).pinoAccessLog() : undefined;
      const running = await serve(found, {
        ...settings,
        ...address,
        rootPath,
        shutdownTimeout,
        idleGrace,
        accessLog: log,
      });
      console.log(`${serves} ${running.server.url}${reach(address)}`);
      return undefined;
    }
    const { runMaster } = await import("./workers/master.ts");
    const master: MasterSettings = {
      target,
      rootPath,
      address,
      server: settings,
      accessLog,
      workers,
      startTimeout: workerStartTimeout ?? 30_000,
      workerTimeout: workerTimeout ?? 30_000,
      stop: { deadline: shutdownTimeout, idleGrace },
      metrics:
        metricsPort === undefined ? undefined : { port: metricsPort, host: metricsHost ?? "127.0.0.1" },
    };
    return runMaster(master, (url, metricsUrl) => {
      const many = `${workers} ${workers === 1 ? "worker" : "workers"}`;
      console.log(`${serves} ${url} with ${many}${reach(address)}`);
      if (metricsUrl !== undefined) console.log(`metrics are on ${metricsUrl}/metrics`);
    });
  },
});

/** What the URL hides, which is one that this machine can use. */
function reach({ host }: Address): string {
  return host === "0.0.0.0" || host === "::" ? `, open to every network (${host})` : "";
}

type GivenAddress = Partial<
  Pick<OptionValues<typeof OPTIONS>, "port" | "host" | "unixSocket" | "unixSocketMode" | "descriptor">
>;
type Address = Pick<ServeOptions, "port" | "host" | "unixSocket" | "unixSocketMode" | "descriptor">;

/**
 * Where to listen: what the options say, else the environment.
 *
 * @throws UsageError for options that exclude each other, or a `PORT` that is none
 */
export function addressOf(given: GivenAddress, env: Readonly<Record<string, string | undefined>>): Address {
  const { port, host, unixSocket, unixSocketMode, descriptor } = given;
  const ways = [
    unixSocket !== undefined && "--unix-socket",
    descriptor !== undefined && "--descriptor",
    port !== undefined && "--port",
    host !== undefined && "--host",
  ].filter((way) => way !== false);
  if (ways.length > 1 && (unixSocket !== undefined || descriptor !== undefined)) {
    throw new UsageError(`${ways[0]} says where to listen, and so does ${ways[1]}`);
  }
  if (unixSocket === undefined && unixSocketMode !== undefined) {
    throw new UsageError("--unix-socket-mode needs --unix-socket");
  }
  if (unixSocket !== undefined) {
    return unixSocketMode === undefined
      ? { unixSocket }
      : { unixSocket, unixSocketMode: modeOf(unixSocketMode) };
  }
  if (descriptor !== undefined) return { descriptor };
  const envPort = env["PORT"] || undefined;
  return {
    port: port ?? (envPort === undefined ? 8000 : countOf("the environment variable PORT", envPort, 65_535)),
    host: host ?? (env["HOST"] || "127.0.0.1"),
  };
}

function modeOf(digits: string): number {
  if (/^0?[0-7]{3}$/.test(digits)) return Number.parseInt(digits, 8);
  throw new UsageError(`--unix-socket-mode is three octal digits, and not ${JSON.stringify(digits)}`);
}

function checkRootPath(path: string): void {
  if (path === "" || path.startsWith("/")) return;
  throw new UsageError(`--root-path starts with a slash, and ${JSON.stringify(path)} does not`);
}
