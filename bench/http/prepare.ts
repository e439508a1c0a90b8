import type { Tree } from "../setup/build.ts";
import { bunIsMissing } from "../setup/bun.ts";
import { otherTree } from "../setup/other-tree.ts";
import { installPeers } from "../setup/peers.ts";
import { installPython } from "../setup/python.ts";
import { thisTree } from "../setup/this-tree.ts";
import { type Contestant, contestant } from "./contestant.ts";
import type { Server } from "./servers.ts";

/** Which servers are to run, and how. */
export interface Preparation {
  servers: readonly Server[];
  /** The Node.js for those that run on it. */
  node: string;
  /** A git ref to measure Saluki against. */
  against?: string | undefined;
  /** Takes `dist/` as it is. */
  skipBuild: boolean;
}

export interface Prepared {
  contestants: Contestant[];
  /** Why servers that were asked for do not take part. */
  skipped: Record<string, string>;
  /** Saluki, where one of the servers imports it. */
  tree: Tree | undefined;
  /** Of Saluki's trees. */
  versions: Record<string, string>;
  dispose(): void;
}

/** Installs and builds what the chosen servers need, and leaves out those that cannot be had. */
export async function prepare({ servers, node, against, skipBuild }: Preparation): Promise<Prepared> {
  await installPeers();
  const runs = (runtime: Server["runtime"]) => servers.some((server) => server.runtime === runtime);
  const missing: Partial<Record<Server["runtime"], string | undefined>> = {
    python: runs("python") ? await installPython() : undefined,
    bun: runs("bun") ? bunIsMissing() : undefined,
  };
  const tree = servers.some(({ usesSaluki }) => usesSaluki) ? await thisTree({ skipBuild }) : undefined;
  let other: Tree | undefined;
  if (against !== undefined) other = await otherTree(against);

  const skipped: Record<string, string> = {};
  const contestants = servers.flatMap((server) => {
    const reason = missing[server.runtime];
    if (reason !== undefined) {
      skipped[server.name] = reason;
      return [];
    }
    if (!server.usesSaluki || other === undefined) return contestant(server, node, tree);
    return [contestant(server, node, other, against), contestant(server, node, tree)];
  });
  for (const [name, reason] of Object.entries(skipped)) console.error(`Without ${name}: ${reason}.`);
  if (contestants.length === 0) throw new Error("None of the chosen servers can take part");
  const versions: Record<string, string> = {};
  if (tree !== undefined) versions["saluki"] = tree.version;
  if (other !== undefined) versions[`saluki@${against}`] = other.version;
  return { contestants, skipped, tree, versions, dispose: () => other?.dispose() };
}
