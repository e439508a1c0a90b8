import { allParams, RequestContext, Run, readsBody } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import {
  HTTPException,
  type HttpRequest,
  type HttpResponse,
  runWebSocket,
  WebSocketDisconnect,
  WebSocketException,
  type WebSocketSession,
} from "../http/index.ts";
import { RequestValidationError, RequestValues, WebSocketValidationError } from "../params/index.ts";
import { compilePlan, type Endpoint, type EndpointHost, operationGraph } from "./endpoint.ts";
import type { WebSocketOperation } from "./operation-list.ts";

type SocketFunction = (
  params: Record<string, unknown>,
  socket: WebSocketSession,
  context: RequestContext,
) => unknown;

/**
 * Compiles a WebSocket route. Its dependencies are resolved before the handshake is answered and are cleaned up when
 * the handler has come to its end.
 *
 * @throws SalukiError for a declaration that cannot work
 */
export function compileWebSocketEndpoint(operation: WebSocketOperation, host: EndpointHost): Endpoint {
  const { where, template, route } = operation;
  const handler = route.handler as SocketFunction;
  const compile = () => {
    const graph = operationGraph(operation, host.overrides);
    const body = allParams(graph).find(({ source }) => readsBody(source));
    if (body !== undefined) {
      throw new SalukiError("INVALID_PARAMETER", {
        what: `a WebSocket route has no body, but ${JSON.stringify(body.name)} is read from it`,
        where,
        fix: "Declare it as Query(...), Header(...) or Cookie(...), or receive it as a message",
      });
    }
    return compilePlan(graph, template, host, where);
  };

  let plan = compile();
  let version = host.overrides.version;

  const converse = async (
    request: HttpRequest,
    values: readonly string[],
    socket: WebSocketSession,
  ): Promise<void> => {
    request.route = template.source;
    const context = new RequestContext(request, host);
    const run = new Run(new RequestValues(request, values), context);
    try {
      await handler(await plan.resolve(run), socket, context);
      await run.endFunction();
      await context.tasks?.run((error) => host.reportError(error, request, where));
      await run.endRequest();
    } catch (error) {
      throw refusal(await run.fail(error), socket);
    }
  };

  return (request, values): Promise<HttpResponse> => {
    if (version !== host.overrides.version) {
      plan = compile();
      version = host.overrides.version;
    }
    return runWebSocket(request, async (socket) => {
      try {
        await converse(request, values, socket);
      } catch (error) {
        // After the handshake nobody else hears of it.
        if (socket.accepted && !isExpected(error)) host.reportError(error, request, where);
        throw error;
      }
    });
  };
}

/**
 * What is not valid is the client's fault: of the handshake, which is then refused, or of a message that the handler gave to
 * `validate`, which closes the connection with 1008 (RFC 6455 §7.4.1).
 */
function refusal(error: unknown, socket: WebSocketSession): unknown {
  if (!(error instanceof RequestValidationError)) return error;
  if (!socket.accepted) return new WebSocketValidationError(error.errors);
  const [{ loc, msg } = { loc: [], msg: "" }] = error.errors;
  return new WebSocketException(1008, `${loc.join(".")}: ${msg}`.slice(0, 120).replace(/[^\x20-\x7e]/g, "?"));
}

function isExpected(error: unknown): boolean {
  return (
    error instanceof WebSocketDisconnect ||
    error instanceof WebSocketException ||
    error instanceof HTTPException
  );
}
