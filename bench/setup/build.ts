import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../processes/command.ts";

/** A tree of Saluki's source that is built and can be imported. */
export interface Tree {
  root: string;
  /** How the report calls it: the commit, with `+` where files were changed since. */
  version: string;
  /** Deletes it, where it was made for this run. */
  dispose(): void;
}

/**
 * Builds a tree, so that `dist/` is what its sources say: measured is what users install, without a compiler at
 * run time.
 */
export async function build(root: string): Promise<void> {
  await run("npm", ["run", "--silent", "build"], root);
  if (!existsSync(join(root, "dist", "index.js"))) {
    throw new Error(`The build of ${root} made no dist/index.js`);
  }
}
