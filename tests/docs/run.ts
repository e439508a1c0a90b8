import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./page.ts";

/** Below the repository, so that `saluki` is found; git and the compiler leave out folders of this name. */
const PLACE = fileURLToPath(new URL("./.data/", import.meta.url));

/** Runs a program as a module. @returns what it exports: its default, or else what it calls `app` */
export async function run({ code }: Program): Promise<unknown> {
  const exportsDefault = /^export default /m.test(code);
  const isApplication = /^(?:export )?const app = /m.test(code);
  mkdirSync(PLACE, { recursive: true });
  const folder = mkdtempSync(join(PLACE, "run-"));
  try {
    const file = join(folder, "program.ts");
    writeFileSync(file, exportsDefault || !isApplication ? code : `${code}\nexport { app as default };\n`);
    return ((await import(/* @vite-ignore */ file)) as { default?: unknown }).default;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
