import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-5.9";
import { describe, expect, it } from "vitest";

/** Each folder of src/, and the folders it may import, by their faces: only such as stand above it here. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  http: [],
  schema: [],
  responses: ["http"],
  observability: ["http"],
  params: ["http", "schema"],
  tasks: ["http", "schema"],
  // tasks: the context that is injected carries the background tasks of the request.
  dependencies: ["http", "schema", "params", "tasks"],
  // params: OAuth2's password flow sends a form.
  security: ["http", "params", "dependencies"],
  routing: ["http", "schema", "params", "dependencies", "responses", "tasks"],
  // http: the documentation pages answer requests.
  openapi: ["http", "schema", "params", "dependencies", "security", "routing", "responses"],
  // observability: request ids are the log's as well.
  middleware: ["http", "responses", "observability"],
  messaging: ["schema", "dependencies"],
  server: ["http"],
  // All of the above but messaging, which attaches by the lifespan; the server for `app.listen()`.
  app: [
    "http",
    "schema",
    "responses",
    "observability",
    "params",
    "tasks",
    "dependencies",
    "security",
    "routing",
    "openapi",
    "middleware",
    "server",
  ],
  testing: ["http", "server"],
  // routing, openapi: the list of routes; observability: the access log.
  cli: ["observability", "routing", "openapi", "app", "server"],
};

/** Files of src/ itself, which belong to no folder. */
const ROOT_FILES = ["index.ts", "errors.ts", "longest-timeout.ts", "signal-echo.ts"];

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCE = join(ROOT, "src");

interface SourceFile {
  /** From src/, with slashes: `http/headers.ts`. */
  readonly path: string;
  /** As written. */
  readonly specifiers: readonly string[];
  /** The files of src/ among them, from src/. */
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => {
    const absolute = join(SOURCE, path);
    const { importedFiles } = ts.preProcessFile(readFileSync(absolute, "utf8"), true, true);
    const specifiers = importedFiles.map((imported) => imported.fileName);
    const imports = specifiers
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => relative(SOURCE, join(dirname(absolute), specifier)).replaceAll("\\", "/"));
    return { path, specifiers, imports };
  });

const folderOf = (path: string): string => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");

describe("import directions", () => {
  it("are a table in which each folder stands below those that it may import", () => {
    const order = Object.keys(MAY_IMPORT);
    const wrong = Object.entries(MAY_IMPORT).flatMap(([folder, others]) =>
      others
        .filter((other) => !order.slice(0, order.indexOf(folder)).includes(other))
        .map((other) => arrow([folder, other])),
    );
    expect(wrong).toEqual([]);
  });

  it("knows every folder of src/, and every file that lies beside them", () => {
    const folders = new Set(files.map((file) => folderOf(file.path)).filter((folder) => folder !== ""));
    expect([...folders].filter((folder) => !Object.hasOwn(MAY_IMPORT, folder))).toEqual([]);
    const loose = files.map((file) => file.path).filter((path) => folderOf(path) === "");
    expect(loose.filter((path) => !ROOT_FILES.includes(path))).toEqual([]);
  });

  it("lead from a folder only to those below it, and to the files beside them", () => {
    const wrong = imports().filter(([from, to]) => {
      const [own, other] = [folderOf(from), folderOf(to)];
      if (from === "index.ts" || own === other || ROOT_FILES.slice(1).includes(to)) return false;
      return !(MAY_IMPORT[own] ?? []).includes(other);
    });
    expect(wrong.map(arrow)).toEqual([]);
  });

  it("lead to another folder only by its face, index.ts", () => {
    const wrong = imports().filter(([from, to]) => {
      const other = folderOf(to);
      return other !== folderOf(from) && other !== "" && to !== `${other}/index.ts`;
    });
    expect(wrong.map(arrow)).toEqual([]);
  });

  it.each(ROOT_FILES.slice(1))("lead out of %s nowhere", (path) => {
    expect(files.find((file) => file.path === path)?.specifiers).toEqual([]);
  });

  it("lead to files that are there", () => {
    const known = new Set(files.map((file) => file.path));
    expect(
      imports()
        .filter(([, to]) => !known.has(to))
        .map(arrow),
    ).toEqual([]);
  });

  it("never lead back to where they came from: no circles between files, of types neither", () => {
    expect(circles().map((circle) => circle.join(" -> "))).toEqual([]);
  });

  it("lead to packages that users get: dependencies, not tools", () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
    const given = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
    const wrong = files.flatMap(({ path, specifiers }) =>
      specifiers
        .filter((specifier) => !specifier.startsWith("."))
        .filter((specifier) => !given.has(packageOf(specifier)) && !isBuiltin(specifier))
        .map((specifier) => arrow([path, specifier])),
    );
    expect(wrong).toEqual([]);
  });
});

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function imports(): [from: string, to: string][] {
  return files.flatMap((file) => file.imports.map((to): [string, string] => [file.path, to]));
}

function arrow([from, to]: readonly [string, string]): string {
  return `${from} -> ${to}`;
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isBuiltin(specifier: string): boolean {
  return (
    specifier.startsWith("node:") && builtinModules.includes(specifier.slice("node:".length).split("/")[0]!)
  );
}

/** Every circle that a walk along the imports closes, as the files on it. */
function circles(): string[][] {
  const importsOf = new Map(files.map((file) => [file.path, file.imports]));
  const found: string[][] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (path: string): void => {
    const start = way.indexOf(path);
    if (start >= 0) found.push([...way.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    way.push(path);
    for (const next of importsOf.get(path) ?? []) visit(next);
    way.pop();
    done.add(path);
  };
  for (const file of files) visit(file.path);
  return found;
}
