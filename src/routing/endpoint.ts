import {
  type AppScope,
  allParams,
  buildGraph,
  type ContextHost,
  type DependencyOverrides,
  type Graph,
  isThenable,
  Plan,
  RequestContext,
  Run,
  readsBody,
} from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import { type HttpRequest, type HttpResponse, isStream } from "../http/index.ts";
import { type BodyFormat, type BodyReading, bodyFormat, RequestValues, readBody } from "../params/index.ts";
import { checkLimits } from "./operation-limits.ts";
import type { Operation, WebSocketOperation } from "./operation-list.ts";
import type { PathTemplate } from "./path-template.ts";
import { compileResponder, type Responder } from "./respond.ts";
import { answerInTime, isTimeLimit } from "./time-limit.ts";
import { WatchedStream } from "./watched-stream.ts";

/** What endpoints need of their application. */
export interface EndpointHost extends ContextHost {
  readonly overrides: DependencyOverrides;
  readonly appScope: AppScope;
  readonly bodyReading: BodyReading;
  /** Hears of errors after the response: of background tasks and of clean-up. */
  reportError(error: unknown, request: HttpRequest, where: string): void;
}

/** A route as a function of a request and the values of its path. */
export type Endpoint = (
  request: HttpRequest,
  pathValues: readonly string[],
) => HttpResponse | Promise<HttpResponse>;

type HandlerFunction = (params: Record<string, unknown>, context: RequestContext) => unknown;

/**
 * Compiles a route.
 *
 * @throws SalukiError for a declaration that cannot work
 */
export function compileEndpoint(operation: Operation, host: EndpointHost): Endpoint {
  const { options, where } = operation;
  checkLimits(options, where);
  const compiled = new CompiledEndpoint(operation, host);
  const endpoint: Endpoint = (request, pathValues) => compiled.answer(request, pathValues);
  const { timeout } = options;
  if (!isTimeLimit(timeout)) return endpoint;
  const report = (error: unknown, request: HttpRequest) => host.reportError(error, request, where);
  return (request, pathValues) => answerInTime(endpoint(request, pathValues), request, timeout, report);
}

/**
 * The one way from a request to a response: read parameters, resolve dependencies, call the handler, respond; then
 * clean up. Nothing on it is a promise unless something in the route is asynchronous.
 */
class CompiledEndpoint {
  readonly #operation: Operation;
  readonly #host: EndpointHost;
  readonly #bodyReading: BodyReading;
  readonly #handler: HandlerFunction;
  readonly #respond: Responder;
  #plan: Plan;
  #version: number;

  constructor(operation: Operation, host: EndpointHost) {
    const { maxBodySize = host.bodyReading.maxBodySize } = operation.options;
    const { contentType = host.bodyReading.contentType } = operation;
    // A limit of the route's own counts for forms with files too.
    const multipart = { ...host.bodyReading.multipart };
    if (operation.options.maxBodySize !== undefined) multipart.maxTotalSize = maxBodySize;
    this.#operation = operation;
    this.#host = host;
    this.#bodyReading = { ...host.bodyReading, maxBodySize, multipart, contentType };
    this.#handler = operation.route.handler as HandlerFunction;
    this.#respond = compileResponder(operation.options, operation.where);
    this.#plan = this.#compilePlan();
    this.#version = host.overrides.version;
  }

  answer(request: HttpRequest, pathValues: readonly string[]): HttpResponse | Promise<HttpResponse> {
    if (this.#version !== this.#host.overrides.version) {
      this.#plan = this.#compilePlan();
      this.#version = this.#host.overrides.version;
    }
    request.route = this.#operation.template.source;
    const context = new RequestContext(request, this.#host);
    const run = new Run(new RequestValues(request, pathValues), context);
    try {
      const values = this.#plan.resolve(run);
      if (values instanceof Promise) {
        return this.#settle(
          run,
          context,
          values.then((settled) => this.#call(settled, context)),
        );
      }
      const response = this.#call(values, context);
      if (response instanceof Promise || run.hasFunctionCleanup) return this.#settle(run, context, response);
      return this.#complete(run, context, response);
    } catch (error) {
      if (!run.hasFunctionCleanup && !run.hasRequestCleanup) throw error;
      return this.#settle(run, context, Promise.reject(error));
    }
  }

  #call(values: Record<string, unknown>, context: RequestContext): HttpResponse | Promise<HttpResponse> {
    const result = this.#handler(values, context);
    if (result instanceof Promise) return result.then((settled) => this.#respond(settled, context));
    if (isThenable(result)) return Promise.resolve(result).then((settled) => this.#respond(settled, context));
    return this.#respond(result, context);
  }

  /** Suspended dependencies see an error before the client does, and end before a success is sent. */
  async #settle(
    run: Run,
    context: RequestContext,
    pending: HttpResponse | Promise<HttpResponse>,
  ): Promise<HttpResponse> {
    try {
      const response = await pending;
      if (run.hasFunctionCleanup) await run.endFunction();
      return this.#complete(run, context, response);
    } catch (error) {
      throw await run.fail(error);
    }
  }

  /** Adds what was said to `context.response`, and leaves what has to happen after the response with the request. */
  #complete(run: Run, context: RequestContext, response: HttpResponse): HttpResponse {
    context.draft?.applyTo(response);
    const { tasks } = context;
    if (tasks !== undefined || run.hasRequestCleanup) {
      const { request } = context;
      const report = (error: unknown) => this.#host.reportError(error, request, this.#operation.where);
      const stream =
        run.hasRequestCleanup && isStream(response.body) ? new WatchedStream(response.body) : undefined;
      if (stream !== undefined) response.body = stream;
      request.after(async () => {
        await tasks?.run(report);
        // A transaction must not be committed for a stream that broke off.
        if (stream?.failure !== undefined) await run.fail(stream.failure.error);
        else await run.endRequest().catch(report);
      });
    }
    return response;
  }

  #compilePlan(): Plan {
    const { template, where } = this.#operation;
    const graph = operationGraph(this.#operation, this.#host.overrides);
    return compilePlan(
      graph,
      template,
      { appScope: this.#host.appScope, bodyReading: this.#bodyReading },
      where,
    );
  }
}

/** The dependencies of a route, as they are documented, or as they run with overrides. */
export function operationGraph(
  operation: Operation | WebSocketOperation,
  overrides?: DependencyOverrides,
): Graph {
  return buildGraph(
    { params: operation.route.params, dependencies: operation.dependencies },
    {
      pathNames: new Set(operation.template.params.map(({ name }) => name)),
      overrides: overrides?.size ? overrides : undefined,
      where: operation.where,
    },
  );
}

/** What {@link compilePlan} needs of the application. */
export type PlanHost = Pick<EndpointHost, "appScope" | "bodyReading">;

/** Compiles the plan of a graph whose names come from a path template. */
export function compilePlan(graph: Graph, template: PathTemplate, host: PlanHost, where: string): Plan {
  const params = allParams(graph);
  const body = params.filter(({ source }) => readsBody(source));
  const format = bodyFormat(body);
  if (format === "form" && body.some(({ source }) => source === "body")) {
    throw new SalukiError("INVALID_PARAMETER", {
      what: "a route reads its body both as a form and as JSON",
      where,
      fix: "Declare every part of the body with Form(...) and File(...), or every part with Body(...)",
    });
  }
  return new Plan(graph, {
    appScope: host.appScope,
    pathIndex: new Map(template.params.map(({ name }, index) => [name, index])),
    convertors: new Map(template.params.map(({ name, convertor }) => [name, convertor])),
    embedBody: isEmbedded(body),
    jsonCoercion: host.bodyReading.jsonCoercion,
    maxErrors: host.bodyReading.maxErrors,
    readBody: format === undefined ? undefined : bodyReader(format, host.bodyReading),
  });
}

/** Whether the body is an object whose keys are the body's parameters. */
export function isEmbedded(
  body: readonly { wire: string; source: string; options: { embed?: boolean | undefined } }[],
): boolean {
  const json = body.filter(({ source }) => source === "body");
  return new Set(json.map(({ wire }) => wire)).size > 1 || json.some(({ options }) => options.embed === true);
}

function bodyReader(
  format: BodyFormat,
  reading: BodyReading,
): (values: RequestValues) => void | Promise<void> {
  return (values) => {
    const body = readBody(values.request, format, reading);
    if (body instanceof Promise) {
      return body.then((read) => {
        values.body = read;
      });
    }
    values.body = body;
  };
}
