import type { AccessLogEntry, AccessLogger } from "../http/index.ts";
import { accessFields, accessPath, addFields } from "./access-fields.ts";
import { consoleLogger } from "./console-logger.ts";
import type { Logger, LogLevel } from "./logger.ts";

/** Options of {@link serverAccessLog}. */
export interface ServerAccessLogOptions {
  /** @default `consoleLogger()` */
  readonly logger?: Logger | undefined;
  /** The level of the lines, or one for each status. @default "info" */
  readonly level?: LogLevel | ((status: number) => LogLevel) | undefined;
  /**
   * Whether the path is logged with its query. Queries often carry names, addresses and tokens.
   * @default "omit"
   */
  readonly query?: "omit" | "include" | undefined;
  /** Exchanges that are not logged, such as those for health. @default none */
  readonly skip?: ((entry: AccessLogEntry) => boolean) | undefined;
  /**
   * Further fields of the line, such as `({ remoteAddress }) => ({ remoteAddress })`. One that has the name of a field
   * that the line has anyway, or may have, gets a `_` in front.
   * @default none
   */
  readonly fields?: ((entry: AccessLogEntry) => object) | undefined;
}

/**
 * Makes the server's option `accessLog` of a logger: one line for each exchange, of the same fields as those of the
 * middleware `accessLog`, and `refusal` where the server itself has refused what came.
 *
 * The logger writes while the server waits; {@link pinoAccessLog} does not.
 *
 * @example
 * ```ts
 * await app.listen({ accessLog: serverAccessLog({ skip: ({ path }) => path === "/health" }) });
 * ```
 */
export function serverAccessLog(options: ServerAccessLogOptions = {}): AccessLogger {
  const { logger = consoleLogger(), level = "info", query = "omit", skip, fields } = options;
  return (entry) => {
    const { status } = entry;
    const levelOfLine = typeof level === "function" ? level(status) : level;
    if (logger.isLevelEnabled?.(levelOfLine) === false) return;
    if (skip?.(entry) === true) return;
    const line = accessFields(entry);
    if (query === "include" && entry.request !== undefined) {
      line["path"] = accessPath(entry.request.target, query);
    }
    if (fields !== undefined) addFields(line, fields(entry));
    logger[levelOfLine](line, "request");
  };
}
