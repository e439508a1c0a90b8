import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { SalukiError } from "../errors.ts";

type Exports = Readonly<Record<string, unknown>>;

/** What there is to run TypeScript. */
export interface TypeScriptSupport {
  /** Whether this Node takes types off by itself. */
  readonly node: "strips types" | "none";
  /** The module that makes tsx load what is imported from then on, as a URL; `undefined` where tsx is not installed. */
  readonly tsx: string | undefined;
}

const TYPESCRIPT = new Set([".ts", ".mts", ".cts", ".tsx", ".jsx"]);

/** What Node answers to a file that needs more than its types taken off: an enum, JSX. */
const NEEDS_MORE = new Set(["ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", "ERR_UNKNOWN_FILE_EXTENSION"]);

/**
 * Imports a module, TypeScript as it is: by tsx where it is installed, else by Node itself.
 *
 * Not by Node first, and by tsx what Node cannot do (enums, decorators, imports without extension): Node remembers the
 * parts of an import that failed, and a second one in the same process meets them.
 *
 * @throws SalukiError `MISSING_PACKAGE` where tsx is needed and not installed; and what the module throws
 */
export async function importModule(
  path: string,
  support: TypeScriptSupport = typeScriptSupport(),
): Promise<Exports> {
  const { href } = pathToFileURL(path);
  if (!TYPESCRIPT.has(extname(path))) return (await import(href)) as Exports;
  const { node, tsx } = support;
  if (tsx !== undefined) {
    await import(tsx);
    return (await import(href)) as Exports;
  }
  if (node === "none") throw missingTsx(`Node ${process.versions.node} does not run TypeScript by itself`);
  try {
    return (await import(href)) as Exports;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw NEEDS_MORE.has(code ?? "") ? missingTsx(message, error) : error;
  }
}

function typeScriptSupport(): TypeScriptSupport {
  const { typescript } = process.features as { readonly typescript?: false | "strip" | "transform" };
  const users = findTsx(join(process.cwd(), "package.json"));
  if (typescript === "strip" || typescript === "transform") return { node: "strips types", tsx: users };
  return { node: "none", tsx: users ?? findTsx(import.meta.url) };
}

/** tsx as a module at `from` would import it. */
function findTsx(from: string): string | undefined {
  try {
    return pathToFileURL(createRequire(from).resolve("tsx")).href;
  } catch {
    return undefined;
  }
}

function missingTsx(what: string, cause?: unknown): SalukiError {
  return new SalukiError("MISSING_PACKAGE", {
    what: `${what}, and the package tsx, which can, is not installed`,
    fix: "npm install --save-dev tsx",
    cause,
  });
}
