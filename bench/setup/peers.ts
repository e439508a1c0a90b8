import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../paths.ts";
import { run } from "../processes/command.ts";

/** Installs what the servers of the peers import into `bench/node_modules`, when it is missing or out of date. */
export async function installPeers(): Promise<void> {
  const installed = join(benchFolder, "node_modules", ".package-lock.json");
  const wanted = join(benchFolder, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.error("Installing the peers in bench/ ...");
  await run("npm", ["ci"], benchFolder);
}
