import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "../paths.ts";
import { run } from "../processes/command.ts";
import { ServerProcess } from "../processes/server-process.ts";
import type { Tree } from "../setup/build.ts";
import { linkSaluki } from "../setup/link.ts";

/** What the shop talks to its database with. */
export const DATABASE_PACKAGE = "drizzle-orm";

const source = join(benchFolder, "startup", "shop");
const built = join(benchFolder, ".linked", "shop");

/**
 * Compiles the example shop to JavaScript that imports the tree's `dist/`, and takes its database away.
 *
 * @returns The program that serves it.
 */
export async function buildShop({ root }: Tree): Promise<string> {
  rmSync(built, { recursive: true, force: true });
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  await run(process.execPath, [compiler, "--project", source]);
  replacePackage(DATABASE_PACKAGE);
  linkSaluki(built, root);
  const program = join(built, "serve.mjs");
  copyFileSync(join(source, "serve.mjs"), program);
  return program;
}

/** Starts it, as in production and quiet. */
export function startShop(node: string, program: string, core: number | undefined): Promise<ServerProcess> {
  const env = { JWT_SECRET: "only for measuring, known to everyone", LOG_LEVEL: "error" };
  return ServerProcess.start({ command: [node, program], env }, core);
}

/** Puts a package in the way of the real one: it has the names that the shop imports, and they do nothing. */
function replacePackage(name: string): void {
  const exported = [...importedNames(name)].map((one) => `anything as ${one}`).join(", ");
  const folder = join(built, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ type: "module", exports: { ".": "./it.js", "./*": "./it.js" } }),
  );
  writeFileSync(
    join(folder, "it.js"),
    `// Whatever is done with it gives itself.
const anything = new Proxy(function () {}, {
  get: (_, key) => (typeof key === "symbol" || key === "then" ? undefined : anything),
  apply: () => anything,
});
export { ${exported} };
`,
  );
}

/** What the shop's modules import of a package and of its subpaths. */
function importedNames(name: string): Set<string> {
  const files = readdirSync(built, { recursive: true, encoding: "utf8" });
  const names = new Set<string>();
  for (const file of files.filter((one) => one.endsWith(".js"))) {
    const imports = readFileSync(join(built, file), "utf8").matchAll(/import \{([^}]+)\} from "([^"]+)"/g);
    for (const [, list = "", specifier = ""] of imports) {
      if (specifier !== name && !specifier.startsWith(`${name}/`)) continue;
      for (const imported of list.split(",")) names.add(imported.trim().split(" as ")[0]!);
    }
  }
  return names;
}
