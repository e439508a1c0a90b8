import {
  type AppScope,
  allParams,
  buildGraph,
  type ContextHost,
  type DependencyOverrides,
  type Graph,
  Plan,
  RequestContext,
  Run,
  readsBody,
} from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import type { HttpRequest, HttpResponse } from "../http/index.ts";
import {
  type BodyFormat,
  type BodyReading,
  bodyFormat,
  parseBody,
  RequestValues,
  readBody,
} from "../params/index.ts";
import type { Operation } from "./operation-list.ts";
import type { PathTemplate } from "./path-template.ts";
import { compileResponder, type Responder } from "./respond.ts";

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
 * Compiles a route: the one way from a request to a response. Read parameters, resolve dependencies, call the
 * handler, respond; then clean up. Nothing on it is a promise unless something in the route is asynchronous.
 *
 * @throws SalukiError for a declaration that cannot work
 */
export function compileEndpoint(operation: Operation, host: EndpointHost): Endpoint {
  const { where } = operation;
  const handler = operation.route.handler as HandlerFunction;
  const respond = compileResponder(operation.options, where);
  const maxBodySize = operation.options.maxBodySize ?? host.bodyReading.maxBodySize;
  const reading = { ...host.bodyReading, maxBodySize };
  const compile = () =>
    compilePlan(
      operationGraph(operation, host.overrides),
      operation.template,
      { ...host, bodyReading: reading },
      where,
    );

  let plan = compile();
  let version = host.overrides.version;

  return (request, pathValues) => {
    if (version !== host.overrides.version) {
      plan = compile();
      version = host.overrides.version;
    }
    const context = new RequestContext(request, host);
    const run = new Run(new RequestValues(request, pathValues), context);
    try {
      const values = plan.resolve(run);
      if (values instanceof Promise) return runAsync(run, context, values, handler, respond, host, where);
      const result = handler(values, context);
      if (result instanceof Promise) return finishAsync(run, context, result, respond, host, where);
      const response = respond(result, context);
      if (response instanceof Promise || run.hasFunctionCleanup)
        return settle(run, context, response, host, where);
      return complete(run, context, response, host, where);
    } catch (error) {
      return fail(run, error);
    }
  };
}

async function runAsync(
  run: Run,
  context: RequestContext,
  pending: Promise<Record<string, unknown>>,
  handler: HandlerFunction,
  respond: Responder,
  host: EndpointHost,
  where: string,
): Promise<HttpResponse> {
  try {
    const response = await respond(await handler(await pending, context), context);
    if (run.hasFunctionCleanup) await run.endFunction();
    return complete(run, context, response, host, where);
  } catch (error) {
    throw await run.fail(error);
  }
}

async function finishAsync(
  run: Run,
  context: RequestContext,
  result: Promise<unknown>,
  respond: Responder,
  host: EndpointHost,
  where: string,
): Promise<HttpResponse> {
  try {
    return await settle(run, context, respond(await result, context), host, where);
  } catch (error) {
    throw await run.fail(error);
  }
}

async function settle(
  run: Run,
  context: RequestContext,
  pending: HttpResponse | Promise<HttpResponse>,
  host: EndpointHost,
  where: string,
): Promise<HttpResponse> {
  try {
    const response = await pending;
    if (run.hasFunctionCleanup) await run.endFunction();
    return complete(run, context, response, host, where);
  } catch (error) {
    throw await run.fail(error);
  }
}

/** Adds what was said to `context.response`, and leaves what has to happen after the response with the request. */
function complete(
  run: Run,
  context: RequestContext,
  response: HttpResponse,
  host: EndpointHost,
  where: string,
): HttpResponse {
  context.draft?.applyTo(response);
  const { tasks } = context;
  if (tasks !== undefined || run.hasRequestCleanup) {
    context.request.after(async () => {
      const report = (error: unknown) => host.reportError(error, context.request, where);
      await tasks?.run(report);
      await run.endRequest().catch(report);
    });
  }
  return response;
}

/** Lets suspended dependencies see the error before the client does. */
function fail(run: Run, error: unknown): Promise<HttpResponse> {
  if (!run.hasFunctionCleanup && !run.hasRequestCleanup) throw error;
  return run.fail(error).then((last) => {
    throw last;
  });
}

/** The dependencies of a route, as they are documented, or as they run with overrides. */
export function operationGraph(operation: Operation, overrides?: DependencyOverrides): Graph {
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
    const { request } = values;
    if (format !== "form") {
      const bytes = request.body.bytes(reading.maxBodySize);
      if (!(bytes instanceof Promise)) {
        values.body = parseBody(bytes, request, format, reading);
        return;
      }
    }
    return readBody(request, format, reading).then((body) => {
      values.body = body;
    });
  };
}
