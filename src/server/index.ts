export {
  type AccessLogEntry,
  type AccessLogger,
  type ErrorReporter,
  type FetchHandler,
  type ForwardedOptions,
  fromFetch,
  fromWebResponse,
  type ServerFetchHandler,
  type ToFetchOptions,
  toFetch,
} from "../http/index.ts";
export { type Acceptor, acceptConnections } from "./acceptor.ts";
export type { BoundAddress, ConnectionSource, ListenAddress } from "./address.ts";
export type { CertificateFiles } from "./certificate-files.ts";
export type { Engine, EngineFactory } from "./engine.ts";
export { HTTP1_LIMITS, type Http1Limits, type LimitRule } from "./http1/index.ts";
export type {
  ServeOptions,
  ServerLimits,
  ServerSettings,
  TlsFileOptions,
} from "./options.ts";
export { type CloseOptions, type RunningServer, type Servable, serve } from "./server.ts";
export { handleSignals, type SignalOptions } from "./signals.ts";
export type { ServerStats, StatusClass } from "./stats.ts";
export type { Certificate, TlsOptions, TlsSettings } from "./tls-certificates.ts";
export { WEBSOCKET_LIMITS, type WebSocketOptions, type WebSocketSettings } from "./websocket-options.ts";
