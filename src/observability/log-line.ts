import { isLoggedError, type Loggable, type LoggedError } from "./loggable.ts";
import type { LogLevel } from "./logger.ts";

/** One thing to log, already safe to write. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly time: Date;
  readonly message: string | undefined;
  readonly fields: { readonly [key: string]: Loggable };
}

/** `{"level":"info","time":"2030-01-31T12:00:00.000Z","msg":"...", ...fields}` on one line. */
export function jsonLine({ level, time, message, fields }: LogRecord): string {
  const record: { [key: string]: Loggable } = { level, time: time.toISOString() };
  if (message !== undefined) record["msg"] = message;
  // A field must not pass itself off as the level or the time of the line.
  for (const key of Object.keys(fields)) record[Object.hasOwn(record, key) ? `_${key}` : key] = fields[key]!;
  return `${visibleJson(JSON.stringify(record))}\n`;
}

// What JSON may hold as it is, and yet steers terminals or ends a line for some that read it.
const HIDDEN = /[\x7f-\x9f\u2028\u2029\ud800-\udfff]/u;
const EACH_HIDDEN = new RegExp(HIDDEN, "gu");

/** JSON with every control character escaped, and halves of surrogate pairs, which have no form in UTF-8. */
export function visibleJson(json: string): string {
  return HIDDEN.test(json) ? json.replace(EACH_HIDDEN, escaped) : json;
}

const COLOURS: Readonly<Record<LogLevel, string>> = { debug: "90", info: "32", warn: "33", error: "31" };

/** `12:00:00.000 INFO  message key=value`, with the stacks of errors on the lines below. */
export function readableLine({ level, time, message, fields }: LogRecord, colours: boolean): string {
  const label = level.toUpperCase().padEnd(5);
  const clock = `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
  let line = colours ? `\x1b[90m${clock}\x1b[0m \x1b[${COLOURS[level]}m${label}\x1b[0m` : `${clock} ${label}`;
  if (message !== undefined) line += ` ${printable(message)}`;
  let below = "";
  for (const key of Object.keys(fields)) {
    const value = fields[key]!;
    if (isLoggedError(value)) below += errorLines(value);
    else line += ` ${printable(key)}=${readableValue(value)}`;
  }
  return `${line}\n${below}`;
}

function errorLines(error: LoggedError): string {
  let lines = error.stack
    .split("\n")
    .map((line) => `  ${printable(line)}\n`)
    .join("");
  for (const key of Object.keys(error)) {
    const value = error[key]!;
    if (key === "type" || key === "message" || key === "stack") continue;
    if (!isLoggedError(value)) lines += `  ${printable(key)}=${readableValue(value)}\n`;
    else lines += `  ${key === "cause" ? "caused by" : printable(key)}:\n${errorLines(value)}`;
  }
  return lines;
}

const BARE = /^[\w.:/@+%~-]+$/;

function readableValue(value: Loggable): string {
  if (typeof value === "string" && BARE.test(value)) return value;
  return printable(JSON.stringify(value));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

/** Text of others must not end the line, forge another, or steer the terminal. */
function printable(text: string): string {
  return text.replace(CONTROLS, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
