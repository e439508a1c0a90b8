import type { PathValues, RouteReference } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import { type DocumentInfo, operationIdOf } from "../openapi/index.ts";
import { buildPath, type OperationList, type PathTemplate, type Route } from "../routing/index.ts";

/** The paths of an application's routes, by the route and by all that it is called. */
export class Links {
  readonly #templates = new Map<unknown, PathTemplate>();
  readonly #mounts = new Map<string, string>();

  constructor({ operations, websockets, mounts }: OperationList, info: DocumentInfo) {
    for (const operation of operations) {
      const { route, options, template, methods } = operation;
      this.#add(route, template);
      if (options.name !== undefined) {
        this.#add(options.name, template);
        continue;
      }
      for (const method of methods) this.#add(operationIdOf(operation, method, info), template);
      this.#add(route.handler.name, template);
    }
    for (const { route, template } of websockets) {
      this.#add(route, template);
      if (route.options.name !== undefined) this.#add(route.options.name, template);
    }
    for (const { name, path } of mounts) if (name !== undefined) this.#mounts.set(name, path);
  }

  /** The path, percent-encoded. @throws SalukiError `UNKNOWN_ROUTE` */
  path(route: RouteReference | Route, values: PathValues): string {
    const template = this.#templates.get(route);
    if (template !== undefined) return buildPath(template, values);
    const mount = typeof route === "string" ? this.#mounts.get(route) : undefined;
    if (mount !== undefined) return mount + pathBelow(String(values.path ?? ""));
    throw new SalukiError("UNKNOWN_ROUTE", {
      what: `there is no route ${typeof route === "string" ? JSON.stringify(route) : route.path} in this application`,
      fix: "Pass the route itself, its name, its operationId, or the name of its handler",
    });
  }

  /** The first of a name counts. */
  #add(name: unknown, template: PathTemplate): void {
    if (name !== "" && !this.#templates.has(name)) this.#templates.set(name, template);
  }
}

function pathBelow(path: string): string {
  return `/${path
    .split("/")
    .filter((segment, index) => index > 0 || segment !== "")
    .map(encodeURIComponent)
    .join("/")}`;
}
