import {
  ApplicationContext,
  AppScope,
  buildGraph,
  type Context,
  checkParams,
  DependencyOverrides,
  type Graph,
  type LifespanState,
  type PathValues,
  Plan,
  RequestContext,
  type RouteReference,
  Run,
} from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import {
  type Handler,
  HttpRequest,
  type HttpResponse,
  type Middleware,
  reasonPhrase,
  type ServerFetchHandler,
  toFetch,
} from "../http/index.ts";
import { consoleLogger, type Logger } from "../observability/index.ts";
import { buildDocument, type OpenApiDocument } from "../openapi/index.ts";
import { type BodyReading, type Params, RequestValues, type Values } from "../params/index.ts";
import {
  type EndpointHost,
  listOperations,
  type OperationList,
  OutgoingRequests,
  operationGraph,
  ownOperation,
  type Route,
  Router,
  type WebSocketRoute,
} from "../routing/index.ts";
import type { RunningServer, ServeOptions } from "../server/index.ts";
import { compileApplication } from "./compile.ts";
import { type ErrorClass, type ErrorHandler, ExceptionHandlers } from "./exceptions.ts";
import { Life, type Living } from "./life.ts";
import { LifespanRunner } from "./lifespan.ts";
import { Links } from "./links.ts";
import { openapiRoutes } from "./openapi-routes.ts";
import { checkLimits, type SalukiOptions } from "./options.ts";
import { warnOfRefusedBodies } from "./refused-bodies.ts";
import { type ResolvedValidationErrors, resolveValidationErrors } from "./validation-errors.ts";

const MEBIBYTE = 1024 * 1024;

/** An application made ready for requests. */
interface Compiled {
  readonly handle: Handler;
  readonly list: OperationList;
  readonly links: Links;
  /** The count of all declarations, and the size of the application, when it was compiled. */
  declarations: number;
  readonly extent: number;
  document: OpenApiDocument | undefined;
}

/**
 * An application: routes, what surrounds them, and the one door for requests, {@link handle}.
 *
 * @example
 * ```ts
 * const app = new Saluki({ title: "Shop", version: "1.0.0" });
 * app.get("/items/{itemId}", { itemId: z.int() }, ({ itemId }) => ({ itemId }));
 * await app.listen({ port: 8000 });
 * ```
 */
export class Saluki<State extends LifespanState = Record<string, unknown>> extends Router<State> {
  /** Replaces dependencies, mostly in tests. */
  readonly dependencyOverrides = new DependencyOverrides();
  /** Requests that this API will make to its clients: documented, never served. */
  readonly webhooks = new OutgoingRequests();
  /** Where errors go. */
  readonly logger: Logger;

  readonly #options: SalukiOptions;
  readonly #validationErrors: ResolvedValidationErrors;
  readonly #middleware: Middleware[];
  readonly #exceptions = new ExceptionHandlers();
  readonly #lifespan: LifespanRunner;
  readonly #appScope: AppScope;
  readonly #life = new Life(() => this.#parts());
  readonly #host: EndpointHost;
  #compiled: Compiled | undefined = undefined;
  #fetch: ServerFetchHandler | undefined = undefined;

  constructor(options: SalukiOptions<State | void, Saluki> = {}) {
    // For an application it is a default of its own, which leaves multipart forms their limits.
    super({ ...options, maxBodySize: undefined });
    checkLimits(options as SalukiOptions);
    this.#options = options as unknown as SalukiOptions;
    this.logger = options.logger ?? consoleLogger();
    this.#validationErrors = resolveValidationErrors(options.validationErrors);
    this.#middleware = [...(options.middleware ?? [])];
    const { lifespan } = options;
    this.#lifespan = new LifespanRunner(lifespan && (() => lifespan(this as unknown as Saluki)));
    this.#host = this.#makeHost();
    this.#appScope = this.#host.appScope;
  }

  /**
   * Answers a request: the only door. Compiles the application at the first call.
   *
   * @throws SalukiError for declarations that cannot work
   */
  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    return this.#current.handle(request);
  }

  /**
   * For run-times that speak Web `Request` and `Response`: `export default { fetch: app.fetch }`.
   * Starts the application at the first call.
   */
  get fetch(): ServerFetchHandler {
    this.#fetch ??= this.#makeFetch();
    return this.#fetch;
  }

  /**
   * Puts middleware around the routes, inside of what is there already.
   *
   * @example
   * ```ts
   * app.use(cors({ origins: ["https://shop.example"] }));
   * ```
   */
  use(...middleware: Middleware[]): this {
    this.#middleware.push(...middleware);
    this.#compiled = undefined;
    return this;
  }

  /**
   * Answers errors of a class, or answers of a status (404, 405, 500 ...), in another way. The most specific class wins.
   * What the handler returns is the response: a response, or a value that is sent as JSON with the error's status.
   *
   * @example
   * ```ts
   * app.onError(OutOfStock, (error) => json({ detail: error.message }, { status: 409 }));
   * app.onError(404, () => ({ detail: "There is nothing here" }));
   * ```
   */
  onError<E>(kind: ErrorClass<E> | number, handler: ErrorHandler<E>): this {
    if ((typeof kind !== "function" && typeof kind !== "number") || typeof handler !== "function") {
      throw new SalukiError("INVALID_OPTION", {
        what: "onError() was called without a class of errors or a status, and a function",
        fix: "Write app.onError(ErrorClass, (error, context) => response)",
      });
    }
    this.#exceptions.set(kind as ErrorClass<unknown> | number, handler as ErrorHandler<unknown>);
    return this;
  }

  /** Compiles the application now, and so finds mistakes in declarations now. Called by itself at start. */
  compile(): { readonly handle: Handler } {
    const list = listOperations(this as unknown as Router<never>);
    const { trailingSlash = "redirect", rootPath = "" } = this.#options;
    const debug = this.#options.debug ?? isDebug();
    const handle = compileApplication({
      list,
      builtIn: openapiRoutes(
        this.#options,
        (request) => this.#documentFor(request),
        () => this.openapi(),
      ),
      host: this.#host,
      middleware: this.#middleware,
      trailingSlash,
      rootPath: rootPath.replace(/\/+$/, ""),
      guard: (inner) =>
        this.#exceptions.guard(inner, {
          validationErrors: this.#validationErrors,
          debug,
          logger: this.logger,
          contextOf: (request) => new RequestContext(request, this.#host),
        }),
    });
    const links = new Links(list, this.#options);
    const declarations = Router.declarations;
    this.#compiled = { handle, list, links, declarations, extent: this.extent, document: undefined };
    return this.#compiled;
  }

  /**
   * The OpenAPI document, made from the routes once.
   *
   * @throws SalukiError `UNREPRESENTABLE_SCHEMA`, `DUPLICATE_SCHEMA_ID`, `DUPLICATE_OPERATION_ID`
   */
  openapi(): OpenApiDocument {
    const compiled = this.#current;
    compiled.document ??= buildDocument({
      info: this.#options,
      operations: compiled.list.operations,
      webhooks: listOperations(this.webhooks as unknown as Router<never>).operations,
      validationErrors: this.#validationErrors,
      graphOf: (operation) => operationGraph(operation),
      listCallbacks: (source) => listOperations(source as unknown as Router<never>),
    });
    return compiled.document;
  }

  /** The path of a route, percent-encoded, with the prefixes of its routers. Throws `UNKNOWN_ROUTE`. */
  urlPathFor(route: RouteReference | Route, values: PathValues = {}): string {
    return this.#current.links.path(route, values);
  }

  /**
   * Runs a function with injected dependencies, outside of a request: in scripts, jobs and tests. Clean-up has run when
   * the promise settles.
   *
   * @example
   * ```ts
   * await app.run({ db: Db }, ({ db }) => db.vacuum());
   * ```
   */
  async run<P extends Params, T>(
    params: P,
    fn: (values: Values<P>, context: Context<State>) => T | Promise<T>,
  ): Promise<T> {
    const where = "app.run()";
    checkParams(params, where);
    const graph = buildGraph(
      { params },
      { pathNames: new Set(), overrides: this.dependencyOverrides, where },
    );
    const reads = [...graph.nodes, graph.handler].flatMap((node) => node.params);
    if (reads.length > 0) {
      throw new SalukiError("NO_REQUEST", {
        what: `${reads.map(({ name }) => name).join(", ")} would be read from a request, and there is none`,
        where,
        fix: "Override the dependency, or pass the value in another way",
      });
    }
    const plan = new Plan(graph, {
      appScope: this.#appScope,
      pathIndex: new Map(),
      convertors: new Map(),
      embedBody: false,
      jsonCoercion: "strict",
      maxErrors: 0,
      readBody: undefined,
    });
    const context = new ApplicationContext(this.#host);
    const run = new Run(new RequestValues(new HttpRequest({ method: "GET", target: "/" }), []), context);
    try {
      const values = (await plan.resolve(run)) as Values<P>;
      const result = await fn(values, context as unknown as Context<State>);
      await run.endFunction();
      await context.background.run((error) => this.logger.error({ err: error }, "background task failed"));
      await run.endRequest();
      return result;
    } catch (error) {
      throw await run.fail(error);
    }
  }

  /**
   * Starts what lives as long as the application: mounted applications, the lifespan, dependencies of scope `"app"`.
   * Servers call it; calling it again does nothing until {@link shutdown}.
   */
  startup(): Promise<void> {
    return this.#life.start();
  }

  /** Ends what {@link startup} started, in reverse order. */
  async shutdown(): Promise<void> {
    await this.#life.stop();
    // Without a start, dependencies of the application are made at their first use.
    await this.#appScope.close();
  }

  /**
   * Serves the application over HTTP.
   *
   * @throws SalukiError `ADDRESS_IN_USE` when the port is taken, and what {@link compile} throws
   * @example
   * ```ts
   * const server = await app.listen({ port: 8000 });
   * console.log(server.url);
   * await server.close();
   * ```
   */
  async listen(options: ServeOptions = {}): Promise<RunningServer> {
    this.openapi();
    const { HTTP1_LIMITS, serve } = await import("../server/index.ts");
    // node:http has no such limit.
    if (options.engine !== "node") {
      warnOfRefusedBodies(this.logger, {
        operations: this.#current.list.operations,
        maxBodySize: this.#options.maxBodySize,
        maxBodyBytes: options.maxBodyBytes ?? HTTP1_LIMITS.maxBodyBytes.fallback,
      });
    }
    return serve(this, {
      onError: (error, request) => this.#reportOfServer(error, request),
      ...options,
    });
  }

  #reportOfServer(error: unknown, request: HttpRequest | undefined): void {
    if (request === undefined) {
      this.logger.error({ err: error }, "error of the server");
      return;
    }
    const { method, path, route } = request;
    this.logger.error({ err: error, method, path, route }, "error while answering a request");
  }

  protected override get isIncludable(): boolean {
    return false;
  }

  /** The whole path is known here, so mistakes in the parameters are found at the declaration. */
  protected override check(route: Route | WebSocketRoute): void {
    if ("methods" in route) operationGraph(ownOperation(this as unknown as Router<never>, route));
  }

  /** What is compiled, anew where something was declared since: on this application or on a router in it. */
  get #current(): Compiled {
    const compiled = this.#compiled;
    if (compiled === undefined) return this.compile() as Compiled;
    if (compiled.declarations === Router.declarations) return compiled;
    if (compiled.extent !== this.extent) return this.compile() as Compiled;
    // Something was declared somewhere else.
    compiled.declarations = Router.declarations;
    return compiled;
  }

  #makeHost(): EndpointHost {
    const app = this;
    const {
      maxBodySize = 10 * MEBIBYTE,
      jsonCoercion = "strict",
      contentType = "strict",
      unsupportedMediaType = 422,
    } = this.#options;
    const bodyReading: BodyReading = {
      maxBodySize,
      maxErrors: this.#options.maxErrors ?? 1000,
      multipart: this.#options.multipart ?? {},
      jsonCoercion,
      contentType,
      unsupportedMediaType,
    };
    const host: EndpointHost = {
      get state() {
        return app.#lifespan.state;
      },
      overrides: this.dependencyOverrides,
      appScope: undefined as never,
      bodyReading,
      urlPathFor: (route, values) => this.urlPathFor(route, values),
      reportError: (error, request, where) => {
        this.logger.error(
          { err: error, method: request.method, path: request.path },
          `error after the response of ${where}`,
        );
      },
    };
    const appScope = new AppScope(new ApplicationContext(host), this.dependencyOverrides);
    return Object.defineProperty(host, "appScope", { value: appScope, enumerable: true });
  }

  #documentFor(request: HttpRequest): OpenApiDocument {
    const document = this.openapi();
    const { rootPath } = request;
    if (rootPath === "" || this.#options.rootPathInServers === false) return document;
    const servers = document.servers ?? [];
    return servers.some(({ url }) => url === rootPath)
      ? document
      : { ...document, servers: [{ url: rootPath }, ...servers] };
  }

  #makeFetch(): ServerFetchHandler {
    const answer = toFetch((request) => this.handle(request));
    const start = async (request: Request, server: unknown) => {
      try {
        await this.startup();
      } catch (error) {
        this.logger.error({ err: error }, "the application did not start");
        return new Response(reasonPhrase(500), { status: 500 });
      }
      return answer(request, server);
    };
    return (request, server) => (this.#life.isUp ? answer(request, server) : start(request, server));
  }

  /** The dependencies of every route, as they run. */
  *#graphs(): Generator<Graph> {
    const { operations, websockets } = this.#current.list;
    for (const operation of [...operations, ...websockets]) {
      yield operationGraph(operation, this.dependencyOverrides);
    }
  }

  /** What starts with the application, in order: what is mounted, the lifespan, dependencies of scope `"app"`. */
  #parts(): Living[] {
    this.openapi();
    const mounted = this.#current.list.mounts.flatMap(({ target }) =>
      typeof target === "function" ? [] : [target as Living],
    );
    return [
      ...mounted,
      this.#lifespan,
      { startup: () => this.#openAppScope(), shutdown: () => this.#appScope.close() },
    ];
  }

  async #openAppScope(): Promise<void> {
    for (const { nodes } of this.#graphs()) {
      for (const { dependency } of nodes) {
        if (dependency.scope === "app") await this.#appScope.get(dependency);
      }
    }
  }
}

function isDebug(): boolean {
  return typeof process !== "undefined" && process.env?.SALUKI_DEBUG === "1";
}
