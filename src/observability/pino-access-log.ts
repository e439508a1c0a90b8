import { SalukiError } from "../errors.ts";
import type { AccessLogEntry, AccessLogger } from "../http/index.ts";
import { visibleJson } from "./log-line.ts";
import type { Logger } from "./logger.ts";
import { type ServerAccessLogOptions, serverAccessLog } from "./server-access-log.ts";

/** Options of {@link pinoAccessLog}. */
export interface PinoAccessLogOptions extends Omit<ServerAccessLogOptions, "logger"> {
  /** Where the lines go: a file descriptor, or the path of a file that is appended to. @default 1, standard output */
  readonly destination?: number | string | undefined;
  /**
   * Characters that are gathered before they are written; a second passes at most. Each write costs as much as a
   * hundred lines. Where several processes share a pipe, take 4_096: it takes as much as a whole (POSIX, PIPE_BUF), so
   * that their lines are not mixed up.
   * @default 16_384
   */
  readonly minLength?: number | undefined;
  /**
   * Most characters that are held while the destination takes nothing: a full disk, a pipe that is not read. Lines
   * that come on top are dropped and counted.
   * @default 8_388_608
   */
  readonly maxLength?: number | undefined;
  /**
   * Told when the destination begins to fail, when lines begin to be dropped, and at the end how many are lost.
   * @default to standard error
   */
  readonly onError?: ((error: Error) => void) | undefined;
}

/**
 * Milliseconds without any progress after which `close()` gives up: a reader may pause, and an end has to come before
 * somebody makes it. Workers have 5 seconds behind their deadline.
 */
const PATIENCE = 3000;

/** The server's option `accessLog`, over pino. */
export interface PinoAccessLog {
  (entry: AccessLogEntry): void;
  /** Lines that were dropped because the destination did not take them. */
  readonly dropped: number;
  /**
   * Resolves when all is written, or when the destination has taken nothing for 3 seconds; lines that are left then are
   * counted, and told to `onError`. Call it after `server.close()`: at the end of the process there may be lines that
   * nobody can write any more.
   */
  close(): Promise<void>;
}

/**
 * Makes the server's option `accessLog`: JSON lines by pino, gathered and written without waiting, so that no request
 * waits for a disk or a pipe. What is gathered is written within a second, by `close()`, and, as far as that is possible,
 * at the end of the process, also that of a crash. A destination that fails never disturbs the server.
 *
 * @throws SalukiError `INVALID_OPTION` for a file that cannot be opened
 *
 * @example
 * ```ts
 * const log = await pinoAccessLog({ level: (status) => (status >= 500 ? "error" : "info") });
 * const server = await app.listen({ accessLog: log });
 * // {"level":"info","time":"2030-01-31T12:00:00.000Z","method":"GET","path":"/items/3","status":200,...,"msg":"request"}
 * handleSignals(server, { exit: (code) => log.close().then(() => process.exit(code)) });
 * ```
 */
export async function pinoAccessLog(options: PinoAccessLogOptions = {}): Promise<PinoAccessLog> {
  const {
    destination = 1,
    minLength = 16_384,
    maxLength = 8_388_608,
    onError = complain,
    ...lines
  } = options;
  checkLengths(minLength, maxLength);
  // Here, for what imports saluki and has no such log, or no file system.
  const [{ pino }, { LineWriter }, { openSync, closeSync }] = await Promise.all([
    import("pino"),
    import("./line-writer.ts"),
    import("node:fs"),
  ]);
  const descriptor = typeof destination === "number" ? destination : open(destination, openSync);
  const writer = new LineWriter(descriptor, {
    gather: minLength,
    most: maxLength,
    interval: 1000,
    clean: visibleJson,
    onFailure: onError,
    onLost: (count, unsure) => onError(lost(count, unsure)),
    patience: PATIENCE,
  });
  const logger: Logger = pino(
    {
      base: null,
      level: "debug",
      timestamp: isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    writer,
  );
  const log = serverAccessLog({ ...lines, logger });
  let told = 0;
  let isDropping = false;

  const write: AccessLogger = (entry) => {
    log(entry);
    if (writer.dropped === told) return;
    if (writer.held > maxLength / 2) {
      if (!isDropping)
        onError(new Error("lines are dropped: the destination takes less than there is to write"));
      isDropping = true;
      return;
    }
    isDropping = false;
    logger.warn({ dropped: writer.dropped - told }, "lines of the access log were dropped");
    told = writer.dropped;
  };
  const end = async () => {
    const isFree = await writer.close();
    if (isFree && typeof destination === "string") closeSync(descriptor);
  };
  let ended: Promise<void> | undefined;
  const close = () => {
    ended ??= end();
    return ended;
  };
  const result = Object.assign(write, { close });
  return Object.defineProperty(result, "dropped", { get: () => writer.dropped }) as PinoAccessLog;
}

function checkLengths(minLength: number, maxLength: number): void {
  for (const [name, value] of Object.entries({ minLength, maxLength })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new SalukiError("INVALID_OPTION", {
      what: `pinoAccessLog({ ${name} }) is ${value}`,
      fix: "Give a whole number from 0.",
    });
  }
  if (minLength <= maxLength) return;
  throw new SalukiError("INVALID_OPTION", {
    what: `pinoAccessLog() shall gather ${minLength} characters and hold ${maxLength} at most`,
    fix: "Give a minLength that is not above maxLength.",
  });
}

function open(path: string, openSync: (path: string, flags: string) => number): number {
  try {
    return openSync(path, "a");
  } catch (cause) {
    throw new SalukiError("INVALID_OPTION", {
      what: `the access log ${path} cannot be opened: ${(cause as Error).message}`,
      fix: "Give a file that this process may write, or a descriptor.",
      cause,
    });
  }
}

function lost(count: number, unsure: number): Error {
  const more = unsure === 0 ? "" : `, and perhaps up to ${unsure} more`;
  return new Error(`${count} lines are lost at the end${more}`);
}

function complain(error: Error): void {
  console.error(`saluki: the access log cannot be written: ${error.message}`);
}

let lastMoment = 0;
let lastText = "";

/** Many lines are of the same millisecond. */
function isoTime(): string {
  const moment = Date.now();
  if (moment !== lastMoment) {
    lastMoment = moment;
    lastText = `,"time":"${new Date(moment).toISOString()}"`;
  }
  return lastText;
}
