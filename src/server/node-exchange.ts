import type { ServerResponse } from "node:http";
import {
  ClientDisconnect,
  checkSendable,
  contentLength,
  type ErrorReporter,
  ExactPieces,
  exceptionResponse,
  type HttpRequest,
  HttpResponse,
  hasContent,
  isAbort,
  isEventStream,
  isStream,
  notAResponse,
  plainResponse,
  upgradeRequired,
  WebSocketUpgrade,
} from "../http/index.ts";
import type { AccessLog, AccessRecord } from "./access-log.ts";
import type { ExchangeCount } from "./exchange-count.ts";
import type { NodeBody } from "./node-body.ts";
import type { NodeConnection, OpenExchange } from "./node-connection.ts";
import { contentOf, writeHead } from "./node-head.ts";
import type { AnswerCount } from "./stats.ts";

/** What all exchanges of a server share. */
export interface ExchangeHost {
  readonly onError: ErrorReporter;
  readonly accessLog: AccessLog | undefined;
  readonly count: ExchangeCount;
  readonly answers: AnswerCount;
  readonly maxUnreadBodyBytes: number;
  /** Set when the server is on its way out: every answer closes its connection. */
  readonly draining: boolean;
}

/** Takes the connection over when a handshake was accepted; calls {@link NodeExchange.finish} at its end. */
export type Upgrader = (upgrade: WebSocketUpgrade, exchange: NodeExchange) => void;

type Stream = AsyncIterable<string | Uint8Array>;

// How long a closing connection is read on for a client that is still sending, so that the answer reaches it
// (RFC 9112 §9.6).
const LINGER_MILLISECONDS = 1000;
const LINGER_BYTES = 1_048_576;

/** One request and its answer over node:http, from the handler's result to the last of its tasks. */
export class NodeExchange implements OpenExchange {
  readonly request: HttpRequest;
  readonly #host: ExchangeHost;
  readonly #connection: NodeConnection;
  readonly #body: NodeBody | null;
  readonly #outgoing: ServerResponse;
  readonly #upgrader: Upgrader | undefined;
  /** What the access log will be told, until it is. */
  #record: AccessRecord | undefined;

  #lost = false;
  /** The last byte was handed to node. */
  #sent = false;
  #finished = false;
  #released = false;
  #headFlushed = false;
  #isEventStream = false;
  #iterator: AsyncIterator<string | Uint8Array> | undefined;
  #returned: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(
    host: ExchangeHost,
    connection: NodeConnection,
    request: HttpRequest,
    body: NodeBody | null,
    outgoing: ServerResponse,
    upgrader: Upgrader | undefined,
    record: AccessRecord | undefined,
  ) {
    this.#host = host;
    this.#connection = connection;
    this.request = request;
    this.#body = body;
    this.#outgoing = outgoing;
    this.#upgrader = upgrader;
    this.#record = record;
    host.count.begin();
    connection.begin(this);
  }

  afterAnswer(callback: () => void): void {
    if (this.#outgoing.writableFinished) callback();
    else this.#outgoing.once("finish", callback);
  }

  get answered(): boolean {
    return this.#outgoing.headersSent;
  }

  get received(): boolean {
    return this.#body === null || this.#body.complete;
  }

  /** Sends what the handler promised. Never rejects. */
  async settle(answer: PromiseLike<HttpResponse>): Promise<void> {
    let response: HttpResponse;
    try {
      response = await answer;
    } catch (error) {
      this.fail(error);
      return;
    }
    this.respond(response);
  }

  /** Answers for a handler that has thrown. */
  fail(error: unknown): void {
    const expected = exceptionResponse(error);
    if (expected === undefined) {
      this.request.serverError = error;
      this.report(error);
    }
    this.respond(expected ?? plainResponse(500));
  }

  respond(response: HttpResponse): void {
    try {
      if (!(response instanceof HttpResponse)) throw notAResponse(response);
      if (this.#lost) {
        void this.#discard(response).then(() => this.finish());
      } else if (!(response instanceof WebSocketUpgrade)) {
        this.#send(response);
      } else if (this.#upgrader !== undefined) {
        this.#upgrader(response, this);
      } else {
        // The handler may be waiting for the connection that it will not get.
        this.request.abort();
        this.#send(upgradeRequired());
      }
    } catch (error) {
      this.report(error);
      if (this.#lost) this.finish();
      else if (this.answered) this.#cut();
      else this.#send(plainResponse(500));
    }
  }

  lost(): void {
    if (this.#lost || this.#finished) return;
    this.#lost = true;
    if (this.#record !== undefined) this.#host.accessLog!.lost(this.#record);
    this.#record = undefined;
    this.#body?.lost();
    this.request.abort(new ClientDisconnect());
    if (this.#iterator !== undefined) this.#returned = this.#return(this.#iterator);
    this.#wake?.();
    if (this.#sent) this.finish();
  }

  refused(status: number, detail: string, bytes: number): void {
    this.#host.accessLog?.refused(this.#record, { status, detail }, bytes, this.#connection.peer);
    this.#record = undefined;
  }

  conclude(): void {
    if (this.#isEventStream && this.#iterator !== undefined) void this.#return(this.#iterator);
  }

  /** The connection has become a WebSocket: it goes on, and ends, without this exchange being told. */
  release(): void {
    this.#released = true;
    if (this.#record !== undefined) this.#host.accessLog!.upgraded(this.#record, this.#connection.socket);
    this.#host.answers.add(101);
    this.#connection.upgrade(this);
  }

  /** The WebSocket is closed. */
  closed(code: number): void {
    if (this.#record === undefined) return;
    this.#host.accessLog!.closed(this.#record, this.#connection.socket, code);
    this.#record = undefined;
  }

  /** Runs what waits for the end of the exchange. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (!this.#released) this.#connection.end(this);
    if (this.request.hasTasks) void this.#runTasks();
    else this.#host.count.end();
  }

  report(error: unknown): void {
    if (!isAbort(error, this.request)) this.#host.onError(error, this.request);
  }

  async #runTasks(): Promise<void> {
    try {
      await this.request.finish();
    } catch (error) {
      this.report(error);
    }
    this.#host.count.end();
  }

  #send(response: HttpResponse): void {
    checkSendable(response);
    const { status, body } = response;
    const { method } = this.request;
    const length = contentLength(response, method);
    const linger = this.#mustLinger();
    // A refused handshake leaves a connection that nobody reads.
    const close = linger || this.#upgrader !== undefined || this.#host.draining;
    writeHead(this.#outgoing, response, length, close, this.#host.answers);
    if (this.#record !== undefined) {
      this.#record.status = status;
      this.#record.bytes = hasContent(method, status) && !isStream(body) ? (length ?? 0) : 0;
    }
    if (isStream(body) && !hasContent(method, status)) {
      void this.#discard(response).then(() => this.#complete(null, linger));
    } else if (isStream(body)) {
      this.#isEventStream = isEventStream(response);
      void this.#stream(body, length, linger);
    } else if (!hasContent(method, status)) {
      this.#complete(null, linger);
    } else {
      this.#complete(typeof body === "string" ? contentOf(response, body) : body, linger);
    }
  }

  /** Hands the last of the answer over. */
  #complete(content: string | Uint8Array | null, linger: boolean): void {
    const outgoing = this.#outgoing;
    this.#sent = true;
    if (linger) {
      if (content === null || content.length === 0) outgoing.flushHeaders();
      else outgoing.write(content);
      this.#linger();
    } else {
      if (content === null) outgoing.end();
      else outgoing.end(content);
      if (this.#body !== null && !this.#body.complete) this.#discardBody(this.#body);
    }
    if (this.#record !== undefined) {
      this.#record.aborted = false;
      this.#host.accessLog!.end(this.#record);
      this.#record = undefined;
    }
    // Node's word that the bytes are out costs an event: only asked for where somebody waits for it.
    if (this.request.hasTasks) outgoing.once("finish", () => this.finish());
    else this.finish();
  }

  async #stream(body: Stream, length: number | undefined, linger: boolean): Promise<void> {
    const outgoing = this.#outgoing;
    // A stream may wait long for its first piece; one that has it at hand is sent in one go with the head.
    setImmediate(() => {
      if (!this.#headFlushed) outgoing.flushHeaders();
    });
    outgoing.on("drain", () => this.#wake?.());
    try {
      const pieces = body[Symbol.asyncIterator]();
      this.#iterator = length === undefined ? pieces : new ExactPieces(pieces, length);
      while (true) {
        const step = await this.#iterator.next();
        if (this.#lost || step.done) break;
        this.#headFlushed = true;
        if (this.#record !== undefined) this.#record.bytes += Buffer.byteLength(step.value);
        if (!outgoing.write(step.value)) await this.#drained();
        if (this.#lost) break;
      }
    } catch (error) {
      this.report(error);
      if (!this.#lost) {
        if (this.#iterator !== undefined) await this.#return(this.#iterator);
        this.#cut(length);
        return;
      }
    }
    this.#headFlushed = true;
    if (this.#lost) {
      await this.#returned;
      this.finish();
    } else {
      this.#complete(null, linger);
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Breaks the answer off, so that the client can see that it is not whole. */
  #cut(length?: number): void {
    this.#sent = true;
    this.#headFlushed = true;
    const outgoing = this.#outgoing;
    // Where the client knows what is missing, it gets what there is; node may hold that back for this turn.
    const delimited = length !== undefined || outgoing.chunkedEncoding;
    if (!delimited || outgoing.socket === null) outgoing.destroy();
    else setImmediate(() => outgoing.socket?.destroySoon());
  }

  async #return(iterator: AsyncIterator<unknown>): Promise<void> {
    try {
      await iterator.return?.();
    } catch (error) {
      this.report(error);
    }
  }

  /** Gives up a response that is not sent: a stream is returned, never run. */
  async #discard({ body }: HttpResponse): Promise<void> {
    if (!isStream(body)) return;
    try {
      await body[Symbol.asyncIterator]().return?.();
    } catch (error) {
      this.report(error);
    }
  }

  /** Whether too much of the request's body is left unread to keep the connection. */
  #mustLinger(): boolean {
    const body = this.#body;
    if (body === null || body.complete || body.reading) return false;
    return body.length === undefined || body.length > this.#host.maxUnreadBodyBytes;
  }

  /** Reads on for a while before the connection is closed: data that nobody reads would reset it. */
  #linger(): void {
    const outgoing = this.#outgoing;
    const timer = setTimeout(() => outgoing.end(), LINGER_MILLISECONDS);
    this.#body!.discard(LINGER_BYTES, () => {
      clearTimeout(timer);
      outgoing.end();
    });
    this.#connection.socket.once("close", () => clearTimeout(timer));
  }

  #discardBody(body: NodeBody): void {
    body.discard(this.#host.maxUnreadBodyBytes, (whole) => {
      if (!whole) this.#connection.socket.destroy();
    });
  }
}
