export type { BoundAddress, Engine, EngineFactory, ListenAddress } from "./engine.ts";
export { type ToFetchOptions, toFetch } from "./fetch.ts";
export { type FetchHandler, fromFetch, fromWebResponse } from "./from-fetch.ts";
export type {
  ErrorReporter,
  ServeOptions,
  ServerLimits,
  ServerSettings,
  WebSocketOptions,
} from "./options.ts";
export { type CloseOptions, type RunningServer, type Servable, serve } from "./server.ts";
export { handleSignals, type SignalOptions } from "./signals.ts";
export type { Certificate, TlsOptions } from "./tls.ts";
