// The application
export {
  type ErrorClass,
  type ErrorHandler,
  type Lifespan,
  Saluki,
  type SalukiOptions,
  type TrailingSlash,
  type ValidationErrorsOption,
  type ValidationErrorsShape,
} from "./app/index.ts";
// Dependencies
export {
  type Context,
  type Dependency,
  type DependencyScope,
  Depends,
  type DependsOptions,
  type RequiredScopes,
  type ResponseDraft,
  Security,
  SecurityScopes,
} from "./dependencies/index.ts";
// Errors of the programmer
export { type ErrorCode, SalukiError } from "./errors.ts";
// HTTP
export {
  BodyTooLarge,
  type CookieOptions,
  type CookieSecrets,
  type Handler,
  HeaderList,
  type HeadersInit,
  HTTPException,
  HttpRequest,
  HttpResponse,
  type Middleware,
  type MultipartLimits,
  QueryParams,
  type ResponseBody,
  type ResponseInit,
  signCookie,
  UploadFile,
  unsignCookie,
  WebSocketDisconnect,
  WebSocketException,
  type WebSocketMessage,
  type WebSocketSession,
} from "./http/index.ts";
// Logging
export { accessLog, consoleLogger, type Logger, requestIdOf } from "./observability/index.ts";
// OpenAPI
export type { DocumentInfo, OpenApiDocument, OperationObject } from "./openapi/index.ts";
// Parameters
export {
  Body,
  type BodyOptions,
  Cookie,
  File,
  type FileOptions,
  Form,
  Header,
  type HeaderOptions,
  type ParamOptions,
  type Params,
  Path,
  Query,
  RequestValidationError,
  ResponseValidationError,
  type ValidateOptions,
  type ValidationErrorDetail,
  type Value,
  type Values,
  validate,
  WebSocketValidationError,
} from "./params/index.ts";
// Responses
export {
  type EventsInit,
  events,
  type FileInit,
  file,
  html,
  json,
  jsonLines,
  redirect,
  ServerSentEvent,
  type StreamInit,
  stream,
  text,
} from "./responses/index.ts";
// Routing
export {
  type DetailedResponse,
  EventStream,
  JsonLines,
  type Mountable,
  type OperationOptions,
  OutgoingRequests,
  type Reply,
  type ResponseSpec,
  type Route,
  Router,
  type RouterOptions,
  reply,
  type WebSocketRoute,
} from "./routing/index.ts";
// Schemas
export type { JsonSchema, StandardSchemaV1 } from "./schema/index.ts";
// Background tasks
export type { BackgroundTasks } from "./tasks/index.ts";
