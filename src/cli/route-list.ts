import { relative, sep } from "node:path";
import type { Saluki } from "../app/index.ts";
import { type DocumentInfo, operationIdOf } from "../openapi/index.ts";
import { listOperations, type MountedPath, type Router } from "../routing/index.ts";
import { isApplication } from "./application.ts";

/** One line of the list of routes. */
export interface RouteRow {
  /** The HTTP method, or `WEBSOCKET` or `MOUNT`. */
  readonly method: string;
  /** The whole path, with the prefixes of routers and mounts. */
  readonly path: string;
  /** What links call the route: its own name, else its operationId. */
  readonly name: string | undefined;
  /** HTTP routes only. */
  readonly operationId?: string;
  readonly tags: readonly string[];
  /** Whether the OpenAPI document shows it. */
  readonly documented: boolean;
  /** `file:line`, from the working directory on. */
  readonly declaredAt: string;
}

/** The routes of an application and of those mounted in it, in the order of their declaration. */
export function listRoutes(app: Saluki, prefix = ""): RouteRow[] {
  const { operations, websockets, mounts } = listOperations(app as unknown as Router<never>);
  const rows: RouteRow[] = [];
  for (const operation of operations) {
    const { options, template, route } = operation;
    for (const method of operation.methods) {
      const operationId = operationIdOf(operation, method, app.settings as DocumentInfo);
      rows.push({
        method,
        path: prefix + template.source,
        name: options.name ?? operationId,
        operationId,
        tags: options.tags ?? [],
        documented: prefix === "" && options.includeInSchema !== false,
        declaredAt: place(route.declaredAt),
      });
    }
  }
  for (const { template, route } of websockets) {
    rows.push({
      method: "WEBSOCKET",
      path: prefix + template.source,
      name: route.options.name,
      tags: [],
      documented: false,
      declaredAt: place(route.declaredAt),
    });
  }
  for (const mount of mounts) rows.push(...mountRows(mount, prefix));
  return rows;
}

function mountRows({ path, target, name, declaredAt }: MountedPath, prefix: string): RouteRow[] {
  const row: RouteRow = {
    method: "MOUNT",
    path: prefix + path || "/",
    name,
    tags: [],
    documented: false,
    declaredAt: place(declaredAt),
  };
  return isApplication(target) ? [row, ...listRoutes(target, prefix + path)] : [row];
}

/** `src/main.ts:12` for `/project/src/main.ts:12:5`. */
function place(declaredAt: string): string {
  const [, path, line] = /^(.+):(\d+):\d+$/.exec(declaredAt) ?? [];
  if (path === undefined) return declaredAt;
  const near = relative(process.cwd(), decoded(path));
  return `${near.startsWith("..") ? decoded(path) : near.replaceAll(sep, "/")}:${line}`;
}

/** Modules have URLs for names, with `%20` for a space. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
