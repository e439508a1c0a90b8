import type { Dependency } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import type { CallbackSource, OperationOptions, ResponseSpecs, Route } from "./operation.ts";
import { type PathTemplate, parsePathTemplate } from "./path-template.ts";
import type { Mount, Router, RouterOptions } from "./router.ts";
import type { WebSocketRoute } from "./websocket-route.ts";

/** A route with everything that the routers around it add: what is compiled, and what is documented. */
export interface Operation {
  readonly route: Route;
  readonly template: PathTemplate;
  readonly methods: readonly string[];
  readonly options: OperationOptions;
  /** Of the application, inclusions, routers and the route, in the order they run in. */
  readonly dependencies: readonly Dependency<unknown, string>[];
  readonly callbacks: Readonly<Record<string, CallbackSource>>;
  /** Of the innermost router that says so; see {@link RouterOptions}. */
  readonly contentType: "strict" | "lax" | undefined;
  /** Whether other operations have the same handler, so that its name is none of their own: a router is included twice. */
  readonly sharesHandler: boolean;
  /** The route as messages name it. */
  readonly where: string;
}

/** A WebSocket route with what the routers around it add. */
export interface WebSocketOperation {
  readonly route: WebSocketRoute;
  readonly template: PathTemplate;
  readonly dependencies: readonly Dependency<unknown, string>[];
  readonly where: string;
}

/** A mount at its full path. */
export interface MountedPath extends Mount {
  readonly path: string;
}

/** Everything that a router and those in it declare, with full paths, in the order of declaration. */
export interface OperationList {
  readonly operations: readonly Operation[];
  readonly websockets: readonly WebSocketOperation[];
  readonly mounts: readonly MountedPath[];
}

interface Surroundings {
  readonly prefix: string;
  readonly tags: readonly string[];
  readonly dependencies: readonly Dependency<unknown, string>[];
  readonly responses: ResponseSpecs;
  readonly deprecated: boolean;
  readonly includeInSchema: boolean;
  readonly callbacks: Readonly<Record<string, CallbackSource>>;
  readonly responseMediaType: string | null | undefined;
  readonly contentType: "strict" | "lax" | undefined;
  readonly maxBodySize: number | undefined;
  readonly timeout: number | undefined;
}

const NOTHING: Surroundings = {
  prefix: "",
  tags: [],
  dependencies: [],
  responses: {},
  deprecated: false,
  includeInSchema: true,
  callbacks: {},
  responseMediaType: undefined,
  contentType: undefined,
  maxBodySize: undefined,
  timeout: undefined,
};

/**
 * Walks routers within routers and gives each route its full path, tags, dependencies and documented answers.
 *
 * @throws SalukiError `INVALID_ROUTE` when routers include each other in a circle
 */
export function listOperations(root: Router<never>): OperationList {
  const operations: Operation[] = [];
  const websockets: WebSocketOperation[] = [];
  const mounts: MountedPath[] = [];

  const visit = (router: Router<never>, outer: Surroundings, path: readonly Router<never>[]) => {
    const here = within(outer, router.settings);
    for (const route of router.routes) operations.push(operationOf(route, here));
    for (const route of router.websocketRoutes) websockets.push(websocketOf(route, here));
    for (const mount of router.mounts) {
      const path = here.prefix + mount.path;
      if (parsePathTemplate(path).params.length > 0) {
        throw new SalukiError("INVALID_PATH_TEMPLATE", {
          what: `the path of a mount cannot have parameters: ${path}`,
          where: mount.declaredAt,
          fix: "Mount on a router whose prefixes are plain",
        });
      }
      mounts.push({ ...mount, path });
    }
    for (const { router: inner, options, declaredAt } of router.inclusions) {
      if (path.includes(inner)) {
        throw new SalukiError("INVALID_ROUTE", {
          what: "routers include each other in a circle",
          where: declaredAt,
        });
      }
      visit(inner, within(here, options), [...path, inner]);
    }
  };
  visit(root, NOTHING, [root]);
  return { operations: markShared(operations), websockets, mounts };
}

function markShared(operations: readonly Operation[]): readonly Operation[] {
  const uses = new Map<Function, number>();
  for (const { route, options } of operations) {
    if (options.includeInSchema) uses.set(route.handler, (uses.get(route.handler) ?? 0) + 1);
  }
  return operations.map((operation) =>
    (uses.get(operation.route.handler) ?? 0) > 1 ? { ...operation, sharesHandler: true } : operation,
  );
}

/** A route that a router declares itself, before the routers around it are known. */
export function ownOperation(router: Router<never>, route: Route): Operation {
  return operationOf(route, within(NOTHING, router.settings));
}

function within(outer: Surroundings, added: RouterOptions): Surroundings {
  return {
    prefix: outer.prefix + (added.prefix ?? ""),
    tags: [...outer.tags, ...(added.tags ?? [])],
    dependencies: [...outer.dependencies, ...(added.dependencies ?? [])],
    responses: { ...outer.responses, ...added.responses },
    deprecated: outer.deprecated || (added.deprecated ?? false),
    includeInSchema: outer.includeInSchema && (added.includeInSchema ?? true),
    callbacks: { ...outer.callbacks, ...added.callbacks },
    responseMediaType:
      added.responseMediaType === undefined ? outer.responseMediaType : added.responseMediaType,
    contentType: added.contentType ?? outer.contentType,
    maxBodySize: added.maxBodySize ?? outer.maxBodySize,
    timeout: added.timeout ?? outer.timeout,
  };
}

function operationOf(route: Route, around: Surroundings): Operation {
  const { options } = route;
  const path = around.prefix + route.path;
  const template =
    path.startsWith("/") || path === ""
      ? parsePathTemplate(path || "/")
      : { source: path, segments: [], params: [] };
  return {
    route,
    template,
    methods: route.methods,
    options: {
      ...options,
      tags: [...new Set([...around.tags, ...(options.tags ?? [])])],
      responses: { ...around.responses, ...options.responses },
      deprecated: options.deprecated ?? around.deprecated,
      includeInSchema: (options.includeInSchema ?? true) && around.includeInSchema,
      responseMediaType:
        options.responseMediaType === undefined ? around.responseMediaType : options.responseMediaType,
      ...inherited("maxBodySize", options, around),
      ...inherited("timeout", options, around),
    },
    dependencies: [...around.dependencies, ...(options.dependencies ?? [])],
    callbacks: { ...around.callbacks, ...options.callbacks },
    contentType: around.contentType,
    sharesHandler: false,
    where: `${route.methods.join(", ")} ${template.source} (${route.declaredAt})`,
  };
}

/** What a route says itself, else what is said around it; nothing where nobody says anything. */
function inherited<K extends "maxBodySize" | "timeout">(
  name: K,
  own: OperationOptions,
  around: Surroundings,
): { [name in K]?: number } {
  const value = own[name] ?? around[name];
  return value === undefined ? {} : ({ [name]: value } as { [name in K]: number });
}

function websocketOf(route: WebSocketRoute, around: Surroundings): WebSocketOperation {
  const template = parsePathTemplate(around.prefix + route.path);
  return {
    route,
    template,
    dependencies: [...around.dependencies, ...(route.options.dependencies ?? [])],
    where: `WEBSOCKET ${template.source} (${route.declaredAt})`,
  };
}
