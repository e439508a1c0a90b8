import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import type { Saluki } from "../app/index.ts";
import { SalukiError } from "../errors.ts";
import { isApplication } from "./application.ts";
import { closest } from "./closest.ts";
import { UserCodeError } from "./describe-error.ts";
import { importModule } from "./import-module.ts";
import { locateSyntaxError } from "./syntax-error.ts";

/** A module, and which of its exports is meant. */
export interface Target {
  /** As it was given. */
  readonly file: string;
  /** The absolute path. */
  readonly path: string;
  /** @default `default`, else `app` */
  readonly exportName: string | undefined;
}

/**
 * Reads `FILE` or `FILE:NAME`, and makes sure that the file is there.
 *
 * @throws SalukiError `APP_NOT_FOUND`
 */
export function findTarget(text: string): Target {
  const [, file, exportName] = /^(.+):([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u.exec(text) ?? [];
  // A file may have a colon in its name.
  if (file === undefined || isFile(resolve(text)))
    return existing({ file: text, path: resolve(text), exportName: undefined });
  return existing({ file, path: resolve(file), exportName });
}

function existing(target: Target): Target {
  if (isFile(target.path)) return target;
  const { file, path } = target;
  throw new SalukiError("APP_NOT_FOUND", {
    what: isDirectory(path)
      ? `${file} is a folder, and not the file of an application`
      : `there is no file ${file}`,
    fix: similarFile(path),
  });
}

function similarFile(path: string): string | undefined {
  const folder = isDirectory(path) ? path : dirname(path);
  if (!isDirectory(folder)) return undefined;
  const modules = readdirSync(folder).filter((name) => /^\.[cm]?[jt]sx?$/.test(extname(name)));
  const wanted = basename(path);
  const found =
    modules.find((name) => basename(name, extname(name)) === basename(wanted, extname(wanted))) ??
    closest(wanted, modules);
  return found === undefined ? undefined : `There is ${found} in the same folder`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Imports the module of a target and takes the application out of it.
 *
 * @throws SalukiError `APP_NOT_FOUND`, `MISSING_PACKAGE`; UserCodeError for what the module throws
 */
export async function loadApplication(target: Target): Promise<Saluki> {
  const { file, path, exportName } = target;
  const exports = await inUserCode(target, `${file} could not be loaded`, () => importModule(path));
  if (exportName === undefined) return defaultApplication(file, exports);

  const found = memberOf(exports, exportName);
  if (found === undefined) {
    const meant = closest(exportName, Object.keys(exports));
    throw new SalukiError("APP_NOT_FOUND", {
      what: `${file} has no export ${exportName}`,
      fix: meant && `Did you mean ${file}:${meant}?`,
    });
  }
  const application =
    typeof found === "function"
      ? await inUserCode(target, `${exportName} of ${file} failed`, () => (found as () => unknown)())
      : await found;
  if (isApplication(application)) return application;
  throw new SalukiError("APP_NOT_FOUND", {
    what: `${exportName} of ${file} ${typeof found === "function" ? "returned" : "is"} no application`,
    fix: "It has to be what `new Saluki()` makes",
  });
}

async function defaultApplication(file: string, exports: Exports): Promise<Saluki> {
  for (const name of ["default", "app"]) {
    const found = await memberOf(exports, name);
    if (isApplication(found)) return found;
  }
  const others = Object.entries(exports);
  const named =
    others.find(([, value]) => isApplication(value)) ?? others.find(([, value]) => isFactory(value));
  throw new SalukiError("APP_NOT_FOUND", {
    what: `${file} exports no application as default or as \`app\``,
    fix:
      named === undefined
        ? "Write `export default app` at its end"
        : `For its export ${named[0]} write ${file}:${named[0]}`,
  });
}

type Exports = Readonly<Record<string, unknown>>;

/** An export, also one of a CommonJS module that was compiled from ES syntax: those are members of its default. */
function memberOf(exports: Exports, name: string): unknown {
  const inner = exports["default"] as Exports | null | undefined;
  const isCompiled = typeof inner === "object" && inner !== null && inner["__esModule"] === true;
  return isCompiled ? (inner[name] ?? exports[name]) : exports[name];
}

function isFactory(value: unknown): boolean {
  return typeof value === "function" && value.length === 0 && /^(make|create|build)/.test(value.name);
}

/** What goes wrong in here is the user's error, and told as such. What Saluki has an explanation for explains itself. */
async function inUserCode<T>(target: Target, message: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SalukiError && error.code === "MISSING_PACKAGE") throw error;
    throw new UserCodeError(message, { cause: await locateSyntaxError(error, target.path) });
  }
}
