import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A user's project in a folder of its own, which is removed after the test. */
export interface Project {
  readonly folder: string;
  /** Runs a command there. */
  readonly at: { readonly cwd: string };
  write(file: string, text: string): void;
}

export interface ProjectSettings {
  /** The other packages that are installed in it; all projects have saluki and zod. */
  readonly packages?: readonly string[];
  /** Whether its saluki is the one of this checkout, or a copy. @default "linked" */
  readonly saluki?: "linked" | "copied";
  readonly manifest?: object;
}

/** Makes a project of these files. */
export function project(files: Readonly<Record<string, string>>, settings: ProjectSettings = {}): Project {
  const { packages = [], saluki = "linked", manifest = { type: "module" } } = settings;
  // As the system names it: macOS's is behind a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "saluki-cli-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write("package.json", JSON.stringify(manifest));
  for (const [file, text] of Object.entries(files)) write(file, text);

  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  for (const name of ["zod", ...packages]) link(join(ROOT, "node_modules", name), join(modules, name));
  link(saluki === "linked" ? ROOT : copyOfSaluki(folder), join(modules, "saluki"));
  return { folder, at: { cwd: folder }, write };
}

/** Beside node_modules and not in it, where Node would refuse to run TypeScript. */
function copyOfSaluki(folder: string): string {
  const copy = join(folder, "saluki-copy");
  cpSync(join(ROOT, "src"), join(copy, "src"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(copy, "package.json"));
  link(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

function link(target: string, path: string): void {
  // A junction needs no rights on Windows; elsewhere the word is ignored.
  symlinkSync(target, path, "junction");
}
