import { arch, platform } from "node:os";
import { join } from "node:path";
import { benchFolder } from "../paths.ts";
import { firstLine } from "../processes/command.ts";

const name = `@oven/bun-${platform()}-${arch() === "arm64" ? "aarch64" : arch()}`;

/** The program of Bun, which comes as a package for each platform and is installed with the peers. */
export const bun = join(benchFolder, "node_modules", name, "bin", "bun");

/** Its version; `undefined` where it cannot be had. */
export const bunVersion = (): string | undefined => firstLine(bun, ["--version"]);

/** @returns Why it cannot be had; `undefined` when it runs. */
export function bunIsMissing(): string | undefined {
  return bunVersion() === undefined ? `Bun does not run here (${name})` : undefined;
}
