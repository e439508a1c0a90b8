/** How much a line matters, from the least to the most. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Writes one line. Fields come first and the message second, as pino has it; a message or an `Error` alone is
 * enough.
 *
 * @example
 * ```ts
 * logger.info("ready");
 * logger.info({ port: 8000 }, "listening");
 * logger.error({ err: error, path: "/items" }, "the request failed");
 * ```
 */
export interface LogMethod {
  (message: string): void;
  (fields: object, message?: string): void;
}

/**
 * Where Saluki writes what it has to tell. A pino logger is one; {@link consoleLogger} makes the default.
 */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** Whether a line of this level would be written. Lets a caller leave out the work of making one. */
  isLevelEnabled?(level: LogLevel): boolean;
}

/** From the least to the most. */
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
