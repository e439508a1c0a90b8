import { pathToFileURL } from "node:url";
import { ServerProcess } from "../processes/server-process.ts";
import type { Tree } from "../setup/build.ts";
import { linkedCopy } from "../setup/link.ts";
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

/** A server as a contestant; Saluki's with the tree whose `dist/` it imports, and that tree's label. */
export function contestant(server: Server, node: string, tree?: Tree, label?: string): Contestant {
  const folder = tree === undefined ? "" : linkedCopy("servers", tree.root, label ?? "this");
  const suffix = label === undefined ? "" : `@${label}`;
  const { command, env } = server.command(node, folder);
  return {
    name: server.name + suffix,
    title: label === undefined ? server.title : `${server.title}, at ${label}`,
    server,
    start(workload, core, preload) {
      const routes = String(workload.numberedRoutes ?? 0);
      const all: Record<string, string> = { ...env, BENCH_ROUTES: routes };
      if (preload !== undefined) all["NODE_OPTIONS"] = `--import=${pathToFileURL(preload)}`;
      return ServerProcess.start({ command, env: all }, core);
    },
  };
}
