export { type AccessLogOptions, accessLog } from "./access-log.ts";
export { type ConsoleLoggerOptions, consoleLogger, type LogDestination } from "./console-logger.ts";
export type { Logger, LogLevel, LogMethod } from "./logger.ts";
export { REQUEST_ID, requestIdOf } from "./request-id.ts";
