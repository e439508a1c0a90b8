import { checkParams, type Dependency, type LifespanState } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import type { Handler } from "../http/index.ts";
import type { Params } from "../params/index.ts";
import { declaredAt } from "./declared-at.ts";
import { declaredPathNames } from "./declared-names.ts";
import type {
  CallbackSource,
  OperationOptions,
  OutgoingVerb,
  ResponseSpecs,
  Route,
  RouteVerb,
  Verb,
} from "./operation.ts";
import { parsePathTemplate } from "./path-template.ts";
import type { WebSocketRoute, WebSocketVerb } from "./websocket-route.ts";

type AnyDependency = Dependency<unknown, string>;

/** What a router, or including one, adds to its routes. */
export interface RouterOptions {
  /** Put before the path of every route. It starts with a slash and does not end with one. */
  prefix?: string | undefined;
  /** Put before the tags of every route. */
  tags?: readonly string[] | undefined;
  /** Run before the dependencies of every route. */
  dependencies?: readonly AnyDependency[] | undefined;
  /** Further documented answers of every route. */
  responses?: ResponseSpecs | undefined;
  /** Marks every route as deprecated. */
  deprecated?: boolean | undefined;
  /** `false` leaves every route out of the document. @default true */
  includeInSchema?: boolean | undefined;
  callbacks?: Readonly<Record<string, CallbackSource>> | undefined;
  /** The `responseMediaType` of every route that has none of its own; the innermost router's wins. */
  responseMediaType?: string | null | undefined;
  /**
   * Whether a JSON body needs a JSON content type. `"lax"` reads a body without any content type as JSON.
   * @default what surrounds it says; `"strict"` for an application
   */
  contentType?: "strict" | "lax" | undefined;
  /** The `maxBodySize` of every route that has none of its own, in bytes; the innermost router's wins. */
  maxBodySize?: number | undefined;
  /** The `timeout` of every route that has none of its own, in milliseconds; the innermost router's wins. */
  timeout?: number | undefined;
}

/** Something that is mounted under a path and answers all requests below it. */
export type Mountable = { readonly handle: Handler } | ((request: Request) => Response | Promise<Response>);

/** A router within a router, with what its inclusion adds. */
export interface Inclusion {
  readonly router: Router<never>;
  readonly options: RouterOptions;
  readonly declaredAt: string;
}

/** An application below a path. */
export interface Mount {
  readonly path: string;
  readonly target: Mountable;
  readonly name: string | undefined;
  readonly declaredAt: string;
}

/** The methods that have a function of their own (RFC 9110 §9.3, RFC 5789). */
export const VERBS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/**
 * A set of routes to be included in an application or another router.
 *
 * @example
 * ```ts
 * const items = new Router({ prefix: "/items", tags: ["items"] });
 * items.get("/{id}", { id: z.int() }, ({ id }) => ({ id }));
 * app.include(items);
 * ```
 */
export class Router<State extends LifespanState = Record<string, unknown>> {
  declare readonly get: Verb<"GET", State>;
  declare readonly put: Verb<"PUT", State>;
  declare readonly post: Verb<"POST", State>;
  declare readonly delete: Verb<"DELETE", State>;
  declare readonly options: Verb<"OPTIONS", State>;
  declare readonly head: Verb<"HEAD", State>;
  declare readonly patch: Verb<"PATCH", State>;
  declare readonly trace: Verb<"TRACE", State>;
  /** Declares a route of several methods, or of one that has no function of its own: `router.route(["QUERY"], ...)`. */
  declare readonly route: RouteVerb<State>;
  /** Declares a WebSocket route. */
  declare readonly websocket: WebSocketVerb<State>;

  /** How many declarations there were, on all routers: whoever has compiled some sees that he may have to look again. */
  static declarations = 0;

  readonly settings: Readonly<RouterOptions>;
  /** What was declared here, in order. */
  readonly routes: readonly Route[] = [];
  readonly websocketRoutes: readonly WebSocketRoute[] = [];
  readonly inclusions: readonly Inclusion[] = [];
  readonly mounts: readonly Mount[] = [];

  constructor(settings: RouterOptions = {}) {
    checkPrefix(settings.prefix);
    this.settings = settings;
    for (const verb of VERBS) {
      const declare = (...args: unknown[]) => this.#declare([verb.toUpperCase()], args, declare);
      Object.defineProperty(this, verb, { value: declare });
    }
    const route = (methods: readonly string[], ...args: unknown[]) => this.#declare(methods, args, route);
    Object.defineProperty(this, "route", { value: route });
    const websocket = (...args: unknown[]) => this.#declareWebSocket(args, websocket);
    Object.defineProperty(this, "websocket", { value: websocket });
  }

  /**
   * Takes the routes of another router, those declared later too.
   *
   * @example
   * ```ts
   * app.include(admin, { prefix: "/admin", dependencies: [RequireAdmin] });
   * ```
   */
  include(router: Router<State> | Router, options: RouterOptions = {}): this {
    const at = declaredAt(this.include);
    if (!(router instanceof Router)) {
      throw new SalukiError("INVALID_ROUTE", {
        what: "include() was given something that is not a Router",
        where: at,
        fix: "Pass a Router; use mount() for applications and fetch handlers",
      });
    }
    if ((router as unknown) === this) {
      throw new SalukiError("INVALID_ROUTE", { what: "a router cannot include itself", where: at });
    }
    checkPrefix(options.prefix, at);
    if (!(router as Router).isIncludable) {
      throw new SalukiError("INVALID_ROUTE", {
        what: "an application cannot be included: its middleware, lifespan and error handlers would be lost",
        where: at,
        fix: "Use mount(), or declare the routes on a Router",
      });
    }
    Router.declarations++;
    (this.inclusions as Inclusion[]).push({
      router: router as unknown as Router<never>,
      options,
      declaredAt: at,
    });
    return this;
  }

  /**
   * Gives everything below a path to another application, a fetch handler, or static files.
   * Routes of this router win over it.
   *
   * @example
   * ```ts
   * app.mount("/admin", adminApp);
   * app.mount("/files", StaticFiles("./public"));
   * app.mount("/legacy", honoApp.fetch);
   * ```
   */
  mount(path: string, target: Mountable, options: { name?: string } = {}): this {
    const at = declaredAt(this.mount);
    const trimmed = path.replace(/\/+$/, "");
    const template = parsePathTemplate(trimmed);
    if (template.params.length > 0) {
      throw new SalukiError("INVALID_PATH_TEMPLATE", {
        what: `the path of a mount cannot have parameters: ${path}`,
        where: at,
        fix: "Mount under a plain path",
      });
    }
    if (typeof target !== "function" && typeof target?.handle !== "function") {
      throw new SalukiError("INVALID_ROUTE", {
        what: "mount() takes an application, a fetch handler or StaticFiles",
        where: at,
        fix: "Pass something with a handle(request) method, or a function from Request to Response",
      });
    }
    Router.declarations++;
    (this.mounts as Mount[]).push({ path: trimmed, target, name: options.name, declaredAt: at });
    return this;
  }

  /** How much is declared here and in the routers below: grows with each declaration. */
  protected get extent(): number {
    let extent =
      this.routes.length + this.websocketRoutes.length + this.mounts.length + this.inclusions.length;
    for (const { router } of this.inclusions) if ((router as unknown) !== this) extent += router.extent;
    return extent;
  }

  /** Whether another router may take its routes. */
  protected get isIncludable(): boolean {
    return true;
  }

  /** Whether the routes are served here, and their paths so have to be paths of this application. */
  protected get isServed(): boolean {
    return true;
  }

  /** Looks at a route as soon as it is declared. The application knows the whole path and can check more. */
  protected check(_route: Route | WebSocketRoute): void {}

  #declare(methods: readonly string[], args: unknown[], entry: Function): Route {
    const at = declaredAt(entry);
    const { path, params, options, handler } = readArguments(args, methods.join(", "), at);
    if (this.isServed) parsePathTemplate(path);
    if (methods.length === 0 || methods.some((method) => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method))) {
      throw new SalukiError("INVALID_ROUTE", {
        what: `${JSON.stringify(methods)} are not HTTP methods`,
        where: at,
        fix: 'Write for example app.route(["GET", "POST"], path, ...)',
      });
    }
    const upper = methods.map((method) => method.toUpperCase());
    const route: Route = { methods: upper, path, params, options, handler, declaredAt: at };
    this.#checkNames(path, params, options.dependencies, `${upper.join(", ")} ${path} (${at})`);
    this.check(route);
    Router.declarations++;
    (this.routes as Route[]).push(route);
    return route;
  }

  #declareWebSocket(args: unknown[], entry: Function): WebSocketRoute {
    const at = declaredAt(entry);
    const { path, params, options, handler } = readArguments(args, "WEBSOCKET", at);
    const route: WebSocketRoute = { path, params, options, handler, declaredAt: at };
    this.#checkNames(path, params, options.dependencies, `WEBSOCKET ${path} (${at})`);
    this.check(route);
    Router.declarations++;
    (this.websocketRoutes as WebSocketRoute[]).push(route);
    return route;
  }

  #checkNames(path: string, params: Params, own: readonly AnyDependency[] | undefined, where: string): void {
    checkParams(params, where);
    if (!this.isServed) return;
    const declared = declaredPathNames(params, [...(this.settings.dependencies ?? []), ...(own ?? [])]);
    for (const { name } of parsePathTemplate(path).params) {
      if (declared.has(name)) continue;
      throw new SalukiError("UNDECLARED_PATH_PARAMETER", {
        what: `path parameter {${name}} is not declared`,
        where,
        fix: `Add it to the parameters: { ${/^[\w$]+$/.test(name) ? name : JSON.stringify(name)}: z.string() }`,
      });
    }
  }
}

/**
 * Requests that this API makes and its clients answer: callbacks of an operation, and webhooks. They are documented, never
 * served; a path may be a run-time expression (OpenAPI 3.1 §4.8.20.4), and of a webhook it is only a name.
 *
 * @example
 * ```ts
 * const invoicePaid = new OutgoingRequests();
 * invoicePaid.post("{$request.body#/callbackUrl}", { event: InvoicePaid }, () => {});
 * app.post("/invoices", { invoice: Invoice }, { callbacks: { invoicePaid } }, ({ invoice }) => invoice);
 * ```
 */
export class OutgoingRequests extends Router {
  declare readonly get: OutgoingVerb<"GET">;
  declare readonly put: OutgoingVerb<"PUT">;
  declare readonly post: OutgoingVerb<"POST">;
  declare readonly delete: OutgoingVerb<"DELETE">;
  declare readonly options: OutgoingVerb<"OPTIONS">;
  declare readonly head: OutgoingVerb<"HEAD">;
  declare readonly patch: OutgoingVerb<"PATCH">;
  declare readonly trace: OutgoingVerb<"TRACE">;

  protected override get isServed(): boolean {
    return false;
  }
}

interface DeclarationArguments {
  path: string;
  params: Params;
  options: OperationOptions;
  handler: (params: never, context: never) => unknown;
}

function readArguments(args: unknown[], method: string, at: string): DeclarationArguments {
  const [path, ...others] = args;
  const handler = others.pop();
  const [params = {}, options = {}] = others;
  if (typeof path !== "string" || typeof handler !== "function" || others.length > 2) {
    throw new SalukiError("INVALID_ROUTE", {
      what: `${method} ${typeof path === "string" ? path : "route"} was declared with arguments that make no route`,
      where: at,
      fix: "Write (path, handler), (path, params, handler) or (path, params, options, handler)",
    });
  }
  if (typeof options !== "object" || options === null) {
    const where = `${method} ${path} (${at})`;
    throw new SalukiError("INVALID_ROUTE", { what: "the options of a route are not an object", where });
  }
  return {
    path,
    params: params as Params,
    options: options as OperationOptions,
    handler: handler as DeclarationArguments["handler"],
  };
}

function checkPrefix(prefix: string | undefined, where?: string): void {
  if (prefix === undefined || prefix === "") return;
  if (prefix.startsWith("/") && !prefix.endsWith("/")) {
    parsePathTemplate(prefix);
    return;
  }
  throw new SalukiError("INVALID_PATH_TEMPLATE", {
    what: `the prefix ${JSON.stringify(prefix)} has to start with a slash and must not end with one`,
    where,
    fix: `Write "/${prefix.replace(/^\/+|\/+$/g, "")}"`,
  });
}
