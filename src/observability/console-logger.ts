import { SalukiError } from "../errors.ts";
import { jsonLine, type LogRecord, readableLine } from "./log-line.ts";
import { isLoggedError, type Loggable, loggable } from "./loggable.ts";
import { LOG_LEVELS, type Logger, type LogLevel, type LogMethod } from "./logger.ts";

/** Takes whole lines. `process.stdout`, `process.stderr` and any writable stream are destinations. */
export interface LogDestination {
  write(line: string): unknown;
  /** Whether a person reads along. */
  readonly isTTY?: boolean | undefined;
}

/** Options of {@link consoleLogger}. */
export interface ConsoleLoggerOptions {
  /** The least level that is written; `"silent"` writes nothing. @default "info" */
  readonly level?: LogLevel | "silent" | undefined;
  /** @default `process.stderr`, so that what a command prints can be piped on */
  readonly destination?: LogDestination | undefined;
  /** @default "readable" on a terminal, else "json" */
  readonly format?: "json" | "readable" | undefined;
}

/**
 * The logger that Saluki uses when it is given none: one line each, JSON for machines, readable on a terminal
 * (in colour, unless `NO_COLOR` is set). Errors come with their stack and causes. It never throws, whatever it
 * is given: a circle, a BigInt, a getter that throws, a destination that is gone.
 *
 * @throws SalukiError `INVALID_OPTION` for a level or format that does not exist
 *
 * @example
 * ```ts
 * const logger = consoleLogger({ level: "debug" });
 * logger.info({ port: 8000 }, "listening");
 * // {"level":"info","time":"2030-01-31T12:00:00.000Z","msg":"listening","port":8000}
 * ```
 */
export function consoleLogger(options: ConsoleLoggerOptions = {}): Logger {
  const { level = "info", destination = standardError() } = options;
  const { format = destination.isTTY === true ? "readable" : "json" } = options;
  const least = level === "silent" ? LOG_LEVELS.length : LOG_LEVELS.indexOf(level);
  if (least < 0) throw unknownOption("level", level, [...LOG_LEVELS, "silent"]);
  if (format !== "json" && format !== "readable") throw unknownOption("format", format, ["json", "readable"]);

  const colours = destination.isTTY === true && !globalThis.process?.env?.["NO_COLOR"];
  const toLine = format === "json" ? jsonLine : (record: LogRecord) => readableLine(record, colours);

  function method(of: LogLevel): LogMethod {
    if (LOG_LEVELS.indexOf(of) < least) return ignore;
    return (first: unknown, message?: unknown) => {
      try {
        destination.write(toLine(recordOf(of, first, message)));
      } catch {
        // The destination is gone. There is no better place to tell it, and the request must go on.
      }
    };
  }

  return {
    debug: method("debug"),
    info: method("info"),
    warn: method("warn"),
    error: method("error"),
    isLevelEnabled: (of) => LOG_LEVELS.indexOf(of) >= least,
  };
}

function ignore(): void {}

const NO_FIELDS = {};

function recordOf(level: LogLevel, first: unknown, second: unknown): LogRecord {
  const time = new Date();
  const message = typeof second === "string" ? second : undefined;
  if (typeof first !== "object" || first === null) {
    return { level, time, message: typeof first === "string" ? first : String(first), fields: NO_FIELDS };
  }
  const fields = fieldsOf(loggable(first));
  const { err } = fields;
  // Without a message of its own, the line says what the error says, as pino's does.
  if (message === undefined && isLoggedError(err)) return { level, time, message: err.message, fields };
  return { level, time, message, fields };
}

function fieldsOf(given: Loggable): { readonly [key: string]: Loggable } {
  if (isLoggedError(given)) return { err: given };
  return typeof given === "object" && given !== null && !Array.isArray(given) ? given : { value: given };
}

/** Run-times without `process.stderr` have a console. */
function standardError(): LogDestination {
  return globalThis.process?.stderr ?? { write: (line: string) => console.error(line.trimEnd()) };
}

function unknownOption(name: string, value: unknown, known: readonly string[]): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: `consoleLogger({ ${name} }) does not know ${JSON.stringify(value)}`,
    fix: `Use one of ${known.map((one) => JSON.stringify(one)).join(", ")}.`,
  });
}
