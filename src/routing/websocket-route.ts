import type { Context, LifespanState } from "../dependencies/index.ts";
import type { WebSocketSession } from "../http/index.ts";
import type { Params, Values } from "../params/index.ts";
import type { CheckedPath, OperationOptions } from "./operation.ts";

/** A declared WebSocket route, as a value. */
export interface WebSocketRoute<T extends string = string, P extends Params = Params> {
  readonly path: T;
  readonly params: P;
  readonly options: WebSocketOptions;
  readonly handler: (params: never, socket: never, context: never) => unknown;
  readonly declaredAt: string;
}

/** Options of a WebSocket route. */
export type WebSocketOptions = Pick<OperationOptions, "dependencies" | "name">;

/** The handler of a WebSocket route: it takes the values of its parameters, the connection, and the context. */
export type WebSocketHandler<P extends Params, State extends LifespanState> = (
  params: Values<P>,
  socket: WebSocketSession,
  context: Context<State>,
) => void | Promise<void>;

/** Declares a WebSocket route. Parameters and dependencies are those of HTTP routes, without a body. */
export interface WebSocketVerb<State extends LifespanState> {
  <const T extends string>(
    path: T & CheckedPath<T, {}>,
    handler: WebSocketHandler<{}, State>,
  ): WebSocketRoute<T, {}>;
  <const T extends string, P extends Params>(
    path: T & CheckedPath<T, P>,
    params: P,
    handler: WebSocketHandler<P, State>,
  ): WebSocketRoute<T, P>;
  <const T extends string, P extends Params>(
    path: T & CheckedPath<T, P>,
    params: P,
    options: WebSocketOptions,
    handler: WebSocketHandler<P, State>,
  ): WebSocketRoute<T, P>;
}
