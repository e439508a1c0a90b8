import { defineCommand } from "./command.ts";
import type { OptionValues } from "./options.ts";
import { countOf } from "./parse-arguments.ts";
import { LIMITS, serverSettings, WEBSOCKET } from "./server-options.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

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
  rootPath: {
    kind: "text",
    placeholder: "PATH",
    summary: "the path under which a proxy serves the application",
  },
  shutdownTimeout: {
    kind: "count",
    placeholder: "MS",
    summary: "time that running requests get to finish when the server stops",
    fallback: "10000",
  },
  ...LIMITS,
  ...WEBSOCKET,
} as const;

/** `saluki run` */
export const run = defineCommand({
  name: "run",
  description: `Serves an application in production. SIGTERM and Ctrl-C stop it gracefully: running requests are
finished, then the application is shut down. A second signal ends it at once.`,
  options: OPTIONS,
  async run({ target, values }) {
    const address = addressOf(values, process.env);
    const rootPath = rootPathOf(values.rootPath);
    const { findTarget } = await import("./load-app.ts");
    const { serve } = await import("./serve.ts");
    const found = findTarget(target);
    const { server } = await serve(found, {
      ...serverSettings(values),
      ...address,
      rootPath,
      shutdownTimeout: values.shutdownTimeout,
    });
    console.log(`Saluki ${version()} serves ${found.file} on ${server.url}`);
    return undefined;
  },
});

type Values = OptionValues<typeof OPTIONS>;

/** Where to listen: what the options say, else the environment. */
export function addressOf(
  { port, host, unixSocket }: Pick<Values, "port" | "host" | "unixSocket">,
  env: Readonly<Record<string, string | undefined>>,
): { port?: number; host?: string; unixSocket?: string } {
  if (unixSocket !== undefined) {
    if (port !== undefined || host !== undefined) {
      throw new UsageError("--unix-socket stands in place of --port and --host, not beside them");
    }
    return { unixSocket };
  }
  const envPort = env["PORT"] || undefined;
  return {
    port: port ?? (envPort === undefined ? 8000 : countOf("the environment variable PORT", envPort, 65_535)),
    host: host ?? (env["HOST"] || "127.0.0.1"),
  };
}

function rootPathOf(given: string | undefined): string {
  if (given === undefined || given.startsWith("/")) return given ?? "";
  throw new UsageError(`--root-path starts with a slash, and ${JSON.stringify(given)} does not`);
}
