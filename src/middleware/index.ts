export type { ForwardedOptions } from "../http/index.ts";
export { type CompressOptions, compress } from "./compress.ts";
export type { FlushPolicy } from "./compressed-body.ts";
export { type CorsOptions, cors } from "./cors.ts";
export type { AllowedOrigins } from "./cors-origin.ts";
export type { CompressionLevels, ContentCoding } from "./encoders.ts";
export { forwarded } from "./forwarded.ts";
export { httpsRedirect } from "./https-redirect.ts";
export { type RequestIdOptions, requestId } from "./request-id.ts";
export {
  type SecurityHeadersOptions,
  type StrictTransportSecurity,
  securityHeaders,
} from "./security-headers.ts";
export { type TimingOptions, timing } from "./timing.ts";
export { type TrustedHostOptions, trustedHost } from "./trusted-host.ts";
