import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm, ROOT } from "./command.mjs";

/**
 * Installs the packages of the lockfile where they are not, so that every command works in a fresh clone.
 * The content is compared, not the time of the files: a checkout makes every file new.
 */
export function ensureInstalled() {
  if (!isInstalled()) npm(["ci", "--include=dev"]);
}

function isInstalled() {
  // What npm has installed stands in a lockfile of its own.
  const installedLockfile = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(installedLockfile)) return false;
  const wanted = packagesOf(join(ROOT, "package-lock.json"));
  const installed = packagesOf(installedLockfile);
  return Object.entries(wanted).every(([path, entry]) => {
    // "" is the project itself; an optional package may be for another platform.
    if (path === "" || entry.optional) return true;
    const found = installed[path];
    return found?.version === entry.version && found?.integrity === entry.integrity;
  });
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, "utf8")).packages;
}
