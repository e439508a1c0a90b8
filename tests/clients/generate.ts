import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the generators, of what they make and of what is written with it. It is a package of its own. */
export const CONSUMERS = join(dirname(fileURLToPath(import.meta.url)), "consumers");
const ROOT = join(CONSUMERS, "../../..");

/** What a command printed, on both streams, and how it ended. */
export interface Run {
  readonly status: number | null;
  readonly output: string;
}

/** Installs the generators where the lockfile has others than those that are there. */
export function installGenerators(): void {
  const stamp = join(CONSUMERS, "node_modules", ".installed-lockfile");
  const lockfile = readFileSync(join(CONSUMERS, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, output } = run(npm, ["ci", "--no-audit", "--no-fund"], process.platform === "win32");
  if (status !== 0) throw new Error(`npm ci in tests/clients/consumers failed:\n${output}`);
  writeFileSync(stamp, lockfile);
}

/** Writes the document of an application, and makes the clients of it: `.generated/NAME/`. */
export function generateClients(name: string, document: object): Record<"heyApi" | "openapiTypescript", Run> {
  const folder = join(CONSUMERS, ".generated", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const input = join(folder, "openapi.json");
  writeFileSync(input, JSON.stringify(document, undefined, 2));
  return {
    heyApi: run(process.execPath, [
      command("@hey-api/openapi-ts", "openapi-ts"),
      ...["--input", input, "--output", join(folder, "hey-api")],
      ...["--plugins", "@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk", "--no-log-file"],
    ]),
    openapiTypescript: run(process.execPath, [
      command("openapi-typescript"),
      ...[input, "--output", join(folder, "schema.d.ts")],
      // What has a default may be left out of what is sent.
      "--default-non-nullable=false",
    ]),
  };
}

/** Type-checks the clients and what is written with them. */
export function checkTypes(): Run {
  return run(process.execPath, [
    join(ROOT, "node_modules/typescript-5.9/bin/tsc"),
    ...["--project", join(CONSUMERS, "tsconfig.json")],
  ]);
}

function command(packageName: string, name = packageName): string {
  const folder = join(CONSUMERS, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[name]);
}

function run(file: string, args: readonly string[], shell = false): Run {
  const { status, stdout, stderr } = spawnSync(file, args, {
    cwd: CONSUMERS,
    encoding: "utf8",
    shell,
    env: { ...process.env, NO_COLOR: "1", CI: "true" },
  });
  return { status, output: `${stdout}${stderr}` };
}
