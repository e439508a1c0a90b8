export { type AcceptItem, parseAccept, preferred } from "./accept.ts";
export { type AccessLogEntry, type AccessLogger, loggableTarget } from "./access-log-entry.ts";
export { ClientDisconnect } from "./client-disconnect.ts";
export {
  evaluatePreconditions,
  type PreconditionResult,
  rangeApplies,
  type Validators,
} from "./conditional.ts";
export { type ContentDisposition, formatContentDisposition } from "./content-disposition.ts";
export { type CookieOptions, parseCookies, serializeCookie } from "./cookies.ts";
export { formatHttpDate, parseHttpDate } from "./dates.ts";
export { type ErrorReporter, safeReporter } from "./error-reporter.ts";
export { HTTPException } from "./exception.ts";
export {
  checkSendable,
  exceptionResponse,
  isAbort,
  isEventStream,
  isStream,
  notAResponse,
  plainResponse,
  upgradeRequired,
} from "./fallback.ts";
export { FormFields, type FormLimits, parseUrlEncodedForm } from "./form.ts";
export { type ForwardedOptions, forwardedRequests } from "./forwarded.ts";
export { contentLength, ExactPieces, hasContent } from "./framing.ts";
export { type FetchHandler, fromFetch, fromWebResponse, isWebResponse } from "./from-fetch.ts";
export type { Handler, Middleware } from "./handler.ts";
export { HeaderList, type HeadersInit } from "./headers.ts";
export { isHostAndPort } from "./host.ts";
export { formatIPAddress, parseIPAddress } from "./ip-address.ts";
export { isJson, type MediaType, parseMediaType } from "./media-type.ts";
export { MultiMap } from "./multi-map.ts";
export {
  DEFAULT_MAX_TOTAL_SIZE,
  formTooLarge,
  type MultipartLimits,
  parseMultipart,
} from "./multipart.ts";
export { QueryParams } from "./query.ts";
export { type ByteRange, contentRange, parseRange, type RangeLimits, unsatisfiedRange } from "./range.ts";
export { type Connection, HttpRequest, type HttpRequestInit } from "./request.ts";
export {
  BodyDiscarded,
  type BodyStream,
  BodyTooLarge,
  ownBytes,
  RequestBody,
  type RequestBodySource,
} from "./request-body.ts";
export { REQUEST_ID, requestIdOf } from "./request-id.ts";
export { HttpResponse, type ResponseBody, type ResponseInit } from "./response.ts";
export { type CookieSecrets, signCookie, unsignCookie } from "./signed-cookies.ts";
export { isBodyless, reasonPhrase } from "./status.ts";
export { type ServerFetchHandler, type ToFetchOptions, toFetch } from "./to-fetch.ts";
export { TrustedProxies } from "./trusted-proxies.ts";
export { UploadFile, type UploadFileInit } from "./upload-file.ts";
export { type WebSocketListener, type WebSocketTransport, WebSocketUpgrade } from "./websocket.ts";
export { WebSocketDisconnect, WebSocketException } from "./websocket-exception.ts";
export { runWebSocket } from "./websocket-run.ts";
export {
  type AcceptOptions,
  type WebSocketMessage,
  type WebSocketQueueLimits,
  WebSocketSession,
  type WebSocketState,
} from "./websocket-session.ts";
