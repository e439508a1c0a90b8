import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../paths.ts";
import { run } from "../processes/command.ts";
import { build, type Tree } from "./build.ts";

/**
 * The state of the repository at a git ref, built in a folder of its own. The folder is unpacked from
 * `git archive`, not checked out, so that the work tree, the index and the list of work trees stay untouched.
 *
 * @param ref A branch, tag or commit.
 */
export async function otherTree(ref: string): Promise<Tree> {
  const commit = (await run("git", ["rev-parse", "--short", `${ref}^{commit}`], repository)).trim();
  const root = mkdtempSync(join(tmpdir(), `saluki-${commit}-`));
  const dispose = () => rmSync(root, { recursive: true, force: true });
  process.once("exit", dispose);
  try {
    const archive = join(root, "tree.tar");
    await run("git", ["archive", "--output", archive, commit], repository);
    await run("tar", ["-xf", archive, "-C", root]);
    rmSync(archive);
    await installDependencies(root);
    console.error(`Building Saluki at ${ref} (${commit}) ...`);
    await build(root);
  } catch (error) {
    dispose();
    throw error;
  }
  return { root, version: commit, dispose };
}

/** The same dependencies as here are linked, others installed. */
async function installDependencies(root: string): Promise<void> {
  const lock = (folder: string) => readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lock(root) === lock(repository)) {
    symlinkSync(join(repository, "node_modules"), join(root, "node_modules"));
  } else {
    await run("npm", ["ci"], root);
  }
}
