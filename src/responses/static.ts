import { realpathSync, type Stats, statSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { SalukiError } from "../errors.ts";
import { HTTPException, type HttpRequest, type HttpResponse } from "../http/index.ts";
import { FileResponse } from "./file.ts";
import { redirect } from "./redirect.ts";

/** Settings of {@link StaticFiles}. */
export interface StaticFilesOptions {
  /**
   * Serve a web site: a directory by its `index.html`, and what does not exist with the directory's `404.html`
   * where there is one.
   * @default false
   */
  readonly html?: boolean | undefined;
  /**
   * The `Cache-Control` field, for all files or by path (`"assets/app.js"`).
   * @default none: clients ask each time whether the file has changed, or guess
   */
  readonly cacheControl?: string | ((path: string) => string | undefined) | undefined;
  /** Whether to serve names that begin with a dot, such as `.well-known` (and `.env`). @default "refuse" */
  readonly dotfiles?: "refuse" | "serve" | undefined;
  /** Serve what symbolic links point to outside of the directory. @default false */
  readonly followSymlinks?: boolean | undefined;
}

/** The files of a directory, to be mounted. */
export interface StaticFiles {
  /** The directory, as an absolute path without symbolic links. */
  readonly directory: string;
  /**
   * Answers GET and HEAD, with validators and ranges as {@link FileResponse} does.
   * @throws HTTPException 404 for what is not to be served, 405 for another method
   */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
}

/**
 * Serves the files of a directory. No path leads out of it, whatever way it is written.
 *
 * @throws SalukiError INVALID_OPTION when there is no such directory
 * @example
 * ```ts
 * app.mount("/static", StaticFiles("public"));
 * app.mount("/", StaticFiles(new URL("../site", import.meta.url), { html: true }));
 * ```
 */
export function StaticFiles(directory: string | URL, options: StaticFilesOptions = {}): StaticFiles {
  const root = existingDirectory(typeof directory === "string" ? directory : fileURLToPath(directory));
  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw new HTTPException(405, undefined, { headers: { allow: "GET, HEAD" } });
    }
    return serve(root, request, options);
  };
  return { directory: root, handle };
}

async function serve(root: string, request: HttpRequest, options: StaticFilesOptions): Promise<HttpResponse> {
  const path = relativePath(request.path, options.dotfiles === "serve");
  let found = path === undefined ? undefined : await lookUp(root, path, options);
  if (found?.stats.isDirectory() && options.html) {
    // Relative links of a page count from the last slash, so a directory has to end with one.
    if (!request.path.endsWith("/")) {
      const query = request.query === "" ? "" : `?${request.query}`;
      return redirect(`${request.rootPath}${request.path}/${query}`);
    }
    found = await lookUp(root, join(path!, "index.html"), options);
  } else if (request.path.endsWith("/")) {
    found = undefined;
  }
  if (found?.stats.isFile()) return respond(found, 200, request, options);

  const notFound = options.html ? await lookUp(root, "404.html", options) : undefined;
  if (notFound?.stats.isFile()) return respond(notFound, 404, request, options);
  throw new HTTPException(404);
}

/** A path under the root, with `/` between its names. `""` is the root itself. */
type RelativePath = string;

interface Found {
  readonly path: RelativePath;
  readonly realPath: string;
  readonly stats: Stats;
}

function respond(
  found: Found,
  status: number,
  request: HttpRequest,
  options: StaticFilesOptions,
): Promise<HttpResponse> {
  const { cacheControl } = options;
  const response = new FileResponse(found.realPath, { status });
  const value = typeof cacheControl === "function" ? cacheControl(found.path) : cacheControl;
  if (value !== undefined) response.headers.set("cache-control", value);
  return response.resolveWith(found.stats, request);
}

/**
 * Decodes the request's path name by name, so that an encoded slash never becomes a separator.
 * @returns `undefined` for a path that names nothing that is to be served
 */
function relativePath(encoded: string, servesDotfiles: boolean): RelativePath | undefined {
  const names: string[] = [];
  const segments = encoded.split("/");
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i]!;
    if (segment === "" && (i === 0 || i === segments.length - 1)) continue;
    const name = decodeSegment(segment);
    if (name === undefined || !isPlainName(name)) return undefined;
    if (name.startsWith(".") && !servesDotfiles) return undefined;
    names.push(name);
  }
  return names.join("/");
}

function decodeSegment(segment: string): string | undefined {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** Whether it can only be a name in a directory. A colon is a drive or a stream on Windows, and a backslash a slash. */
function isPlainName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  // A NUL would end the path for the system.
  return !/[/\\\0]/.test(name) && (sep === "/" || !name.includes(":"));
}

async function lookUp(
  root: string,
  path: RelativePath,
  options: StaticFilesOptions,
): Promise<Found | undefined> {
  try {
    const wanted = join(root, path);
    const realPath = options.followSymlinks ? wanted : await realpath(wanted);
    if (
      !options.followSymlinks &&
      realPath !== root &&
      !realPath.startsWith(root.endsWith(sep) ? root : root + sep)
    ) {
      return undefined;
    }
    return { path, realPath, stats: await stat(realPath) };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

const ABSENCES = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ELOOP", "ENAMETOOLONG", "EINVAL"]);

function isAbsence(error: unknown): boolean {
  return error instanceof Error && "code" in error && ABSENCES.has(String(error.code));
}

function existingDirectory(directory: string): string {
  try {
    const root = realpathSync(resolve(directory));
    if (statSync(root).isDirectory()) return root;
  } catch {
    // Said below.
  }
  throw new SalukiError("INVALID_OPTION", {
    what: `StaticFiles cannot serve ${resolve(directory)}: there is no such directory`,
    fix: "Make the path absolute, for instance with new URL(..., import.meta.url), or create the directory.",
  });
}
