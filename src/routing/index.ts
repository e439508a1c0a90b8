export {
  compileEndpoint,
  compilePlan,
  type Endpoint,
  type EndpointHost,
  isEmbedded,
  operationGraph,
} from "./endpoint.ts";
export type {
  CallbackSource,
  DetailedResponse,
  FieldSelection,
  OperationOptions,
  ResponseDeclaration,
  ResponseSpec,
  ResponseSpecs,
  Route,
  RouteHandler,
  SkippedFields,
  Verb,
} from "./operation.ts";
export { isLimitOption } from "./operation-limits.ts";
export {
  listOperations,
  type MountedPath,
  type Operation,
  type OperationList,
  ownOperation,
  type WebSocketOperation,
} from "./operation-list.ts";
export { buildPath, openapiPath, type PathTemplate, parsePathTemplate } from "./path-template.ts";
export { type Reply, reply } from "./reply.ts";
export { compileResponder } from "./respond.ts";
export { type Match, RouteTree } from "./route-tree.ts";
export { type Mountable, OutgoingRequests, Router, type RouterOptions } from "./router.ts";
export { EventStream, isStreamResponse, JsonLines, type StreamResponse } from "./streams.ts";
export { compileWebSocketEndpoint } from "./websocket-endpoint.ts";
export type { WebSocketHandler, WebSocketOptions, WebSocketRoute } from "./websocket-route.ts";
