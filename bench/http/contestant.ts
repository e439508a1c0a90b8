import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { benchFolder } from "../paths.ts";
import { certificateEnv } from "../processes/certificate.ts";
import { ServerProcess } from "../processes/server-process.ts";
import type { Tree } from "../setup/build.ts";
import { bun } from "../setup/bun.ts";
import { linkedCopy } from "../setup/link.ts";
import { python } from "../setup/python.ts";
import type { Server } from "./servers.ts";
import type { Workload } from "./workloads.ts";

/** A server that takes part in this run, under the name that the report gives it. */
export interface Contestant {
  name: string;
  title: string;
  server: Server;
  /** @param preload A module that the server's Node.js loads first. */
  start(workload: Workload, core: number | undefined, preload?: string): Promise<ServerProcess>;
}

/**
 * A server as a contestant.
 *
 * @param node The Node.js for what runs on it.
 * @param tree Of Saluki, whose `dist/` the server imports, where it does.
 * @param label What that tree is called, where there are two.
 */
export function contestant(server: Server, node: string, tree?: Tree, label?: string): Contestant {
  const { name, title, runtime, program, env, usesSaluki } = server;
  const folder =
    usesSaluki && tree !== undefined
      ? linkedCopy("servers", tree.root, label ?? "this")
      : join(benchFolder, "servers");
  const command = [{ node, bun, python }[runtime], join(folder, program)];
  return {
    name: label === undefined ? name : `${name}@${label}`,
    title: label === undefined ? title : `${title}, at ${label}`,
    server,
    start(workload, core, preload) {
      const all: Record<string, string> = {
        ...env,
        ...(workload.tls ? certificateEnv : {}),
        BENCH_ROUTES: String(workload.numberedRoutes ?? 0),
      };
      if (preload !== undefined) all["NODE_OPTIONS"] = `--import=${pathToFileURL(preload)}`;
      const scheme = workload.tls ? "https" : "http";
      return ServerProcess.start({ command, env: all, scheme }, core);
    },
  };
}
