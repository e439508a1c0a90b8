export { HTTPException } from "./exception.ts";
export type { Handler, Middleware } from "./handler.ts";
export { HeaderList, type HeadersInit } from "./headers.ts";
export { type Connection, HttpRequest, type HttpRequestInit } from "./request.ts";
export { type BodyStream, BodyTooLarge, RequestBody, type RequestBodySource } from "./request-body.ts";
export { HttpResponse, type ResponseBody, type ResponseInit } from "./response.ts";
export { isBodyless, reasonPhrase } from "./status.ts";
export { type WebSocketListener, type WebSocketTransport, WebSocketUpgrade } from "./websocket.ts";
