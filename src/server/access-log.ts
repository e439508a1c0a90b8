import type { Socket } from "node:net";
import {
  type AccessLogEntry,
  type AccessLogger,
  type Connection,
  type ErrorReporter,
  type HttpRequest,
  loggableTarget,
  requestIdOf,
} from "../http/index.ts";

/** What trusted proxies tell of a request. */
type Forwarded = (request: HttpRequest) => HttpRequest;

/** One exchange, from its head on, as the access log will be told of it. */
export class AccessRecord implements AccessLogEntry {
  // In the order in which they are written out.
  method: string | undefined = undefined;
  path: string | undefined = undefined;
  status = 0;
  durationMs: number | undefined = undefined;
  bytes = 0;
  route: string | undefined = undefined;
  requestId: string | undefined = undefined;
  remoteAddress: string | undefined = undefined;
  httpVersion: string | undefined = undefined;
  aborted = true;
  refusal: string | undefined = undefined;
  closeCode: number | undefined = undefined;

  #request: HttpRequest | undefined;
  readonly #start: number;

  constructor(request: HttpRequest | undefined, start: number) {
    this.#request = request;
    this.#start = start;
  }

  get request(): HttpRequest | undefined {
    return this.#request;
  }

  stop(now: number): void {
    this.durationMs = now - this.#start;
  }

  /** Asks the request for the rest: not before the answer is out. */
  complete(forwarded: Forwarded | undefined): void {
    if (this.#request === undefined) return;
    // Who asked is whom the application has seen.
    if (forwarded !== undefined) this.#request = forwarded(this.#request);
    const request = this.#request;
    const { remoteAddress, httpVersion } = request.connection;
    this.method = request.method;
    this.path = loggableTarget(request.path);
    this.route = request.route;
    this.requestId = requestIdOf(request);
    this.remoteAddress = remoteAddress;
    this.httpVersion = httpVersion;
  }
}

/** The status of an exchange whose client did not wait for the answer. No RFC has one; nginx calls it so. */
const CLIENT_CLOSED_REQUEST = 499;
/** RFC 6455 §7.4.1: the connection was closed without a closing handshake. */
const ABNORMAL_CLOSURE = 1006;

const SOON = Promise.resolve();

/** Tells the access logger of exchanges. Only there where one was asked for. */
export class AccessLog {
  readonly #tell: AccessLogger;
  readonly #onError: ErrorReporter;
  readonly #forwarded: Forwarded | undefined;
  #waiting: AccessRecord[] = [];

  constructor(tell: AccessLogger, onError: ErrorReporter, forwarded?: Forwarded) {
    this.#tell = tell;
    this.#onError = onError;
    this.#forwarded = forwarded;
  }

  begin(request: HttpRequest): AccessRecord {
    return new AccessRecord(request, performance.now());
  }

  /** All of the answer has been handed over, or no more of it will be. */
  end(record: AccessRecord): void {
    record.stop(performance.now());
    this.#tellSoon(record);
  }

  /** The connection is closed, and the answer may have been on its way. */
  lost(record: AccessRecord): void {
    if (record.status === 0) record.status = CLIENT_CLOSED_REQUEST;
    this.end(record);
  }

  /** The connection has become a WebSocket. */
  upgraded(record: AccessRecord, socket: Socket): void {
    record.status = 101;
    record.bytes = -socket.bytesWritten;
  }

  /** A WebSocket is closed. */
  closed(record: AccessRecord, socket: Socket, code: number): void {
    record.bytes += socket.bytesWritten;
    record.closeCode = code;
    record.aborted = code === ABNORMAL_CLOSURE;
    this.end(record);
  }

  /** The request in hand was refused, or, without one, bytes that were none. */
  refused(
    record: AccessRecord | undefined,
    { status, detail }: { readonly status: number; readonly detail: string },
    bytes: number,
    { remoteAddress }: Connection,
  ): void {
    const told = record ?? new AccessRecord(undefined, 0);
    told.status = status;
    told.refusal = detail;
    told.bytes = bytes;
    told.aborted = false;
    if (record !== undefined) {
      this.end(record);
    } else {
      told.remoteAddress = remoteAddress;
      this.#tellSoon(told);
    }
  }

  /** Answers that are ready at the same time leave together, and only then is time for this. */
  #tellSoon(record: AccessRecord): void {
    if (this.#waiting.push(record) === 1) void SOON.then(this.#tellAll);
  }

  readonly #tellAll = (): void => {
    const records = this.#waiting;
    this.#waiting = [];
    for (const record of records) {
      try {
        record.complete(this.#forwarded);
        const result: unknown = this.#tell(record);
        // Nothing keeps an async function from being given.
        if (result instanceof Promise) result.catch((error) => this.#onError(error, record.request));
      } catch (error) {
        this.#onError(error, record.request);
      }
    }
  };
}

/** The access log of a server, `undefined` where none was asked for. */
export function accessLogOf(settings: {
  readonly accessLog?: AccessLogger | undefined;
  readonly onError: ErrorReporter;
  readonly forwarded?: Forwarded | undefined;
}): AccessLog | undefined {
  const { accessLog, onError, forwarded } = settings;
  return accessLog === undefined ? undefined : new AccessLog(accessLog, onError, forwarded);
}
