import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../paths.ts";

/**
 * Copies a folder of this one next to a `node_modules` in which `saluki` is the given tree, so that the programs in
 * it import `saluki` as those of its users do, and the same programs run with this tree and with another one.
 * `zod` is the tree's own copy: there must be one only.
 *
 * @param folder Name of the folder: `"servers"`.
 * @param root Saluki's tree.
 * @param label Tells copies for several trees apart.
 * @returns The path of the copy.
 */
export function linkedCopy(folder: string, root: string, label: string): string {
  const copy = join(benchFolder, ".linked", label.replaceAll(/[^\w.-]/g, "-"), folder);
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(benchFolder, folder), copy, { recursive: true });
  linkSaluki(copy, root);
  return copy;
}

/** Lets the modules in a folder import this tree's `saluki` and `zod`. */
export function linkSaluki(folder: string, root: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  symlinkSync(root, join(modules, "saluki"));
  symlinkSync(join(root, "node_modules", "zod"), join(modules, "zod"));
}
