export { type AccessLogEntry, type AccessLogger, REQUEST_ID, requestIdOf } from "../http/index.ts";
export { type AccessLogOptions, accessLog } from "./access-log.ts";
export { type ConsoleLoggerOptions, consoleLogger, type LogDestination } from "./console-logger.ts";
export type { Logger, LogLevel, LogMethod } from "./logger.ts";
export { type PinoAccessLog, type PinoAccessLogOptions, pinoAccessLog } from "./pino-access-log.ts";
export { type ServerAccessLogOptions, serverAccessLog } from "./server-access-log.ts";
