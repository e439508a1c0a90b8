import { SalukiError } from "../errors.ts";
import {
  type Handler,
  HTTPException,
  type HttpRequest,
  HttpResponse,
  type Middleware,
} from "../http/index.ts";
import {
  compileEndpoint,
  compileWebSocketEndpoint,
  type Endpoint,
  type EndpointHost,
  type OperationList,
  parsePathTemplate,
  RouteTree,
} from "../routing/index.ts";
import { mountHandler } from "./mount.ts";
import type { BuiltInRoute } from "./openapi-routes.ts";
import type { TrailingSlash } from "./options.ts";

/** The pseudo method under which WebSocket routes stand in the tree. */
const WEBSOCKET = "WEBSOCKET";

/** What an application is compiled from. */
export interface CompileSource {
  readonly list: OperationList;
  readonly builtIn: readonly BuiltInRoute[];
  readonly host: EndpointHost;
  readonly middleware: readonly Middleware[];
  readonly trailingSlash: TrailingSlash;
  readonly rootPath: string;
  /** Turns errors into responses. */
  readonly guard: (inner: Handler) => Handler;
}

/**
 * The whole way of a request, in order: root path, errors of middleware, middleware, errors of routes, routes.
 * Made once; a request only runs it.
 */
export function compileApplication(source: CompileSource): Handler {
  const tree = buildTree(source);
  const mounts = source.list.mounts
    .map((mount) => ({ path: mount.path, handle: mountHandler(mount) }))
    .sort((a, b) => b.path.length - a.path.length);

  const routes: Handler = (request) => {
    const websocket = isWebSocketHandshake(request);
    const method = websocket ? WEBSOCKET : request.method;
    const match =
      tree.find(method, request.path) ?? (method === "HEAD" ? tree.find("GET", request.path) : undefined);
    if (match !== undefined) return match.entry(request, match.values);
    for (const mount of mounts) {
      if (!isBelow(request.path, mount.path)) continue;
      const lacksSlash = request.path === mount.path;
      // Links in what is mounted are relative to its first slash.
      if (lacksSlash && source.trailingSlash === "redirect") return redirectTo(`${mount.path}/`, request);
      if (!lacksSlash || source.trailingSlash === "ignore") return mount.handle(request);
    }
    return notFound(request, tree, source.trailingSlash);
  };

  let handler = source.guard(routes);
  for (const middleware of [...source.middleware].reverse()) {
    const next = handler;
    handler = (request) => middleware(request, next);
  }
  if (source.middleware.length > 0) handler = source.guard(handler);
  return source.rootPath === "" ? handler : withinRootPath(handler, source.rootPath);
}

function buildTree({ list, builtIn, host }: CompileSource): RouteTree<Endpoint> {
  const tree = new RouteTree<Endpoint>();
  const declared = new Map<Endpoint, string>();
  const add = (
    path: ReturnType<typeof parsePathTemplate>,
    method: string,
    endpoint: Endpoint,
    where: string,
  ) => {
    const { methods, template } = tree.leaf(path);
    const known = methods.get(method);
    if (known !== undefined) {
      throw new SalukiError("DUPLICATE_ROUTE", {
        what: `${method} ${template.source} is declared twice`,
        where: [declared.get(known)!, where],
        fix: "Rename one path or remove one declaration",
      });
    }
    methods.set(method, endpoint);
    declared.set(endpoint, where);
  };
  for (const operation of list.operations) {
    const endpoint = compileEndpoint(operation, host);
    for (const method of operation.methods) add(operation.template, method, endpoint, operation.where);
  }
  for (const operation of list.websockets) {
    add(operation.template, WEBSOCKET, compileWebSocketEndpoint(operation, host), operation.where);
  }
  for (const { path, endpoint } of builtIn) {
    const template = parsePathTemplate(path);
    // A route of the application's own at the same path wins.
    const { methods } = tree.leaf(template);
    if (!methods.has("GET")) methods.set("GET", endpoint);
  }
  return tree;
}

function isWebSocketHandshake(request: HttpRequest): boolean {
  if (request.method !== "GET") return false;
  const upgrade = request.headers.get("upgrade");
  return upgrade !== undefined && upgrade.toLowerCase() === "websocket";
}

function isBelow(path: string, mount: string): boolean {
  return path.startsWith(mount) && (path.length === mount.length || path[mount.length] === "/");
}

/** No route for this method and path: the other slash, the methods that there are, or 404. */
function notFound(
  request: HttpRequest,
  tree: RouteTree<Endpoint>,
  trailingSlash: TrailingSlash,
): HttpResponse | Promise<HttpResponse> {
  const { path, method } = request;
  const methods = allowed(tree, path);
  if (methods.size > 0 && !isWebSocketHandshake(request)) {
    if (method === "OPTIONS") {
      methods.add("OPTIONS");
      return new HttpResponse(null, { status: 204, headers: { allow: listOf(methods) } });
    }
    throw new HTTPException(405, undefined, { headers: { allow: listOf(methods) } });
  }
  const other = path.endsWith("/") ? withoutLastSlashes(path) : `${path}/`;
  if (trailingSlash !== "strict" && path !== "/" && other !== "") {
    if (allowed(tree, other).size > 0) {
      if (trailingSlash === "redirect") return redirectTo(other, request);
      const found = tree.find(method, other) ?? (method === "HEAD" ? tree.find("GET", other) : undefined);
      if (found !== undefined) return found.entry(request, found.values);
      throw new HTTPException(405, undefined, {
        headers: { allow: listOf(allowed(tree, other)) },
      });
    }
  }
  throw new HTTPException(404);
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function listOf(methods: ReadonlySet<string>): string {
  return [...methods].sort().join(", ");
}

/** The methods that a path has, with HEAD for GET. */
function allowed(tree: RouteTree<Endpoint>, path: string): Set<string> {
  const methods = tree.methods(path);
  methods.delete(WEBSOCKET);
  if (methods.has("GET")) methods.add("HEAD");
  return methods;
}

function redirectTo(path: string, request: HttpRequest): HttpResponse {
  const { connection, host, rootPath, query } = request;
  // An absolute address: a path that starts with two slashes would lead to another host.
  const location = `${connection.scheme}://${host}${rootPath}${path}${query === "" ? "" : `?${query}`}`;
  return new HttpResponse(null, { status: 307, headers: { location } });
}

/** Takes the root path off requests of proxies that leave it on, and makes it known to all of them. */
function withinRootPath(handler: Handler, rootPath: string): Handler {
  return (request) => {
    const path = isBelow(request.path, rootPath) ? request.path.slice(rootPath.length) || "/" : request.path;
    return handler(request.mounted(path, request.rootPath + rootPath));
  };
}
