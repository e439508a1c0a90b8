import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../paths.ts";
import { firstLine } from "../processes/command.ts";
import { build, type Tree } from "./build.ts";

/** The work tree that this folder is in, built unless told otherwise. */
export async function thisTree({ skipBuild = false } = {}): Promise<Tree> {
  if (!skipBuild) {
    console.error("Building Saluki ...");
    await build(repository);
  } else if (!existsSync(join(repository, "dist", "index.js"))) {
    throw new Error("There is no dist/index.js to measure: leave --no-build out");
  }
  const commit = firstLine("git", ["rev-parse", "--short", "HEAD"], repository) || "unknown commit";
  const changed = firstLine("git", ["status", "--porcelain"], repository) ? "+" : "";
  return { root: repository, version: commit + changed, dispose() {} };
}
