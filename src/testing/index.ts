export { WebSocketDisconnect } from "../http/index.ts";
export {
  type RequestOptions,
  TestClient,
  type TestClientOptions,
  type WebSocketConnectOptions,
} from "./client.ts";
export { CookieJar, type CookieScope } from "./cookie-jar.ts";
export type { BodyOptions, FieldsInit, FieldValue, FileInit } from "./request-body.ts";
export { TestResponse, type TestResponseInit } from "./response.ts";
export { TestStream } from "./stream.ts";
export { WebSocketRefused, WebSocketTestSession } from "./websocket-session.ts";
