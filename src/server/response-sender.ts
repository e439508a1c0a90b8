import { SalukiError } from "../errors.ts";
import {
  type Connection,
  checkSendable,
  contentLength,
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
import {
  chunkSizeLine,
  type HeadWriter,
  LAST_CHUNK,
  type Refusal,
  type ResponseFraming,
} from "./http1/index.ts";
import type { Outgoing } from "./outgoing.ts";
import type { AnswerCount } from "./stats.ts";

/** Bytes of a stream after which other connections have their turn. */
const STREAM_TURN = 65_536;

/** What the sender of responses has to know of its connection, and tells it. */
export interface ResponseChannel {
  /** Both sides can still be used. */
  readonly open: boolean;
  /** The Date line of this second. */
  readonly date: string;
  /** One for all connections: what it remembers is of use to each. */
  readonly headWriter: HeadWriter;
  /** The client has ended its side: hardly any reads on. */
  readonly clientEnded: boolean;
  /** Who is at the other end. */
  readonly peer: Connection;
  readonly answers: AnswerCount;
  /** Whether the connection can be kept after answering the request in hand with this status. */
  canKeep(status: number): boolean;
  /** The answer has been handed over as a whole. */
  answered(keepAlive: boolean): void;
  /** An exchange is over, or an answer waits for the client: time to look what comes next. */
  proceed(): void;
  /** Breaks the connection off, in a way that shows the client that its answer is not whole. */
  cut(framing: ResponseFraming): void;
  /** Hands the connection over. False when it cannot be. */
  upgrade(upgrade: WebSocketUpgrade, request: HttpRequest, record: AccessRecord | undefined): boolean;
  /** Runs what waits for the end of the exchange. */
  finish(request: HttpRequest): void;
  report(error: unknown, request: HttpRequest): void;
}

/** Answers the requests of a connection, one after the other. */
export class ResponseSender {
  /** The request in hand: until its answer is out and its handler has come to its end. */
  request: HttpRequest | undefined = undefined;
  /**
   * How far the answer is: not there yet; all there, on its way out; made while it is sent. `given up`: the
   * handler's answer, if it still comes, will not be sent.
   */
  state: "pending" | "sending" | "streaming" | "given up" = "pending";
  readonly #channel: ResponseChannel;
  readonly #out: Outgoing;
  readonly #accessLog: AccessLog | undefined;
  /** What the access log will be told of the request in hand, until it is. */
  #record: AccessRecord | undefined;
  #minorVersion = 1;
  #keepAlive = true;
  #iterator: AsyncIterator<string | Uint8Array, unknown> | undefined;
  #wake: (() => void) | undefined;
  #isEventStream = false;

  constructor(channel: ResponseChannel, out: Outgoing, accessLog: AccessLog | undefined) {
    this.#channel = channel;
    this.#out = out;
    this.#accessLog = accessLog;
  }

  /** Takes the next request in hand. */
  begin(request: HttpRequest, minorVersion: number): void {
    this.request = request;
    this.state = "pending";
    this.#minorVersion = minorVersion;
    if (this.#accessLog !== undefined) this.#record = this.#accessLog.begin(request);
  }

  /** Sends what the handler has answered. Never throws. */
  respond(response: HttpResponse): void {
    const request = this.request!;
    if (this.state === "given up") {
      void this.#discard(response).then(() => this.#finish());
      return;
    }
    const mark = this.#out.added;
    try {
      if (!(response instanceof HttpResponse)) throw notAResponse(response);
      if (!(response instanceof WebSocketUpgrade)) {
        this.#send(response);
      } else if (this.#channel.upgrade(response, request, this.#record)) {
        this.request = undefined;
        this.#record = undefined;
        this.#channel.answers.add(101);
      } else {
        // The handler may be waiting for the connection that it will not get.
        request.abort();
        this.#send(upgradeRequired());
      }
    } catch (error) {
      this.#channel.report(error, request);
      if (this.#out.rollBack(mark)) {
        this.#send(plainResponse(500));
      } else {
        this.#channel.cut("length");
        this.#finish();
      }
    }
  }

  /** Answers for a handler that has thrown. Never throws. */
  fail(error: unknown): void {
    const expected = exceptionResponse(error);
    if (expected === undefined) {
      this.request!.serverError = error;
      this.#report(error);
    }
    this.respond(expected ?? plainResponse(500));
  }

  /**
   * Answers in place of a handler, with the last answer of the connection.
   *
   * @param refused the request that no handler has seen; `undefined` for the one in hand, and for bytes that are none
   */
  refuse(refusal: Refusal, refused?: HttpRequest): void {
    if (this.request !== undefined) this.state = "given up";
    if (refused !== undefined) this.#record = this.#accessLog?.begin(refused);
    const { method } = this.request ?? refused ?? {};
    const { status, content } = refusal;
    const response = new HttpResponse(content, {
      status,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    const { headWriter, answers, date } = this.#channel;
    const head = headWriter.write(response, "length", content.length, 1, false, date);
    answers.add(status);
    // RFC 9110 §9.3.2: the answer to HEAD tells the length of content that it does not have.
    const sent = method === "HEAD" ? "" : content;
    this.#out.add(head + sent);
    this.#accessLog?.refused(this.#record, refusal, sent.length, this.#channel.peer);
    this.#record = undefined;
  }

  /** The answer under way will be the last one. */
  makeLast(): void {
    this.#keepAlive = false;
  }

  /** The server is on its way out: a stream of events, which would never end by itself, ends now. */
  conclude(): void {
    if (this.state === "streaming" && this.#isEventStream) void this.#return(this.#iterator);
  }

  /** The socket can take more. */
  drained(): void {
    this.#wakeStream();
    if (this.state === "sending" && this.request !== undefined) this.#complete();
  }

  /** The connection is closed. */
  lost(): void {
    if (this.request === undefined) return;
    if (this.#record !== undefined) {
      this.#record.bytes -= this.#out.unsent;
      this.#accessLog!.lost(this.#record);
      this.#record = undefined;
    }
    if (this.state === "sending") this.#finish();
    else if (this.state === "pending") this.state = "given up";
    // A stream that waits for its next piece may wait for long.
    else if (this.#iterator !== undefined) void this.#return(this.#iterator);
    this.#wakeStream();
  }

  #send(response: HttpResponse): void {
    checkSendable(response);
    const { method } = this.request!;
    const { body } = response;
    const length = contentLength(response, method);
    const withContent = hasContent(method, response.status);
    const minorVersion = this.#minorVersion;
    let framing: ResponseFraming = "length";
    if (!withContent) framing = "none";
    else if (length === undefined) framing = minorVersion === 1 ? "chunked" : "close";
    const { headWriter, answers, date } = this.#channel;
    const keepAlive = framing !== "close" && this.#channel.canKeep(response.status);
    const head = headWriter.write(response, framing, length, minorVersion, keepAlive, date);
    this.#keepAlive = headWriter.keepAlive;
    if (this.#record !== undefined) {
      this.#record.status = response.status;
      this.#record.bytes = withContent && !isStream(body) ? length! : 0;
    }
    answers.add(response.status);
    if (isStream(body) && withContent) {
      this.#isEventStream = isEventStream(response);
      void this.#stream(body, length, framing, head);
      return;
    }
    this.#out.add(head);
    if (isStream(body)) void this.#discard(response);
    else if (withContent && body !== null) this.#out.addContent(body, length!);
    this.state = "sending";
    if (!this.#out.unfinished) this.#complete();
  }

  async #stream(
    body: AsyncIterable<string | Uint8Array>,
    length: number | undefined,
    framing: ResponseFraming,
    head: string,
  ): Promise<void> {
    this.state = "streaming";
    this.#out.add(head);
    // What the stream has at hand leaves together with the head; what it has to wait for does not hold it up.
    this.#out.flushSoon();
    try {
      const pieces = body[Symbol.asyncIterator]();
      this.#iterator = length === undefined ? pieces : new ExactPieces(pieces, length);
      await this.#sendPieces(this.#iterator, framing);
    } catch (error) {
      this.#report(error);
      await this.#return(this.#iterator);
      if (this.#channel.open) this.#out.flush();
      this.#channel.cut(framing);
      this.#finish();
      return;
    }
    if (!this.#channel.open) {
      await this.#return(this.#iterator);
      this.#finish();
      return;
    }
    if (framing === "chunked") this.#out.add(LAST_CHUNK);
    this.#complete();
    this.#channel.proceed();
  }

  async #sendPieces(
    pieces: AsyncIterator<string | Uint8Array, unknown>,
    framing: ResponseFraming,
  ): Promise<void> {
    const out = this.#out;
    let sent = 0;
    for (;;) {
      const step = await pieces.next();
      if (step.done || !this.#channel.open) return;
      const piece = step.value;
      const size = sizeOf(piece);
      // A chunk of no bytes would be the last one.
      if (size === 0) continue;
      if (framing === "chunked") out.addChunk(chunkSizeLine(size), piece, size);
      else out.addContent(piece, size);
      out.flushSoon();
      if (this.#record !== undefined) this.#record.bytes += size;
      sent += size;
      if (out.blocked) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
          this.#channel.proceed();
        });
        if (!this.#channel.open) return;
      }
      // A client that takes everything at once would otherwise keep all others waiting.
      if (sent >= STREAM_TURN) {
        sent = 0;
        out.flush();
        await new Promise(setImmediate);
      }
    }
  }

  /** All of the answer has been handed over. */
  #complete(): void {
    if (this.#record !== undefined) {
      this.#record.aborted = this.#channel.clientEnded && this.request!.aborted;
    }
    this.#finish();
    this.#channel.answered(this.#keepAlive);
  }

  #finish(): void {
    const request = this.request!;
    this.request = undefined;
    this.#iterator = undefined;
    if (this.#record !== undefined) {
      this.#accessLog!.end(this.#record);
      this.#record = undefined;
    }
    this.#channel.finish(request);
  }

  /** Gives up a response that is not sent: a stream is returned, never run. Never rejects. */
  #discard(response: HttpResponse): Promise<void> {
    const body = response instanceof HttpResponse ? response.body : null;
    return this.#tryToReturn(() => (isStream(body) ? body[Symbol.asyncIterator]?.() : undefined));
  }

  #return(iterator: AsyncIterator<unknown, unknown> | undefined): Promise<void> {
    return this.#tryToReturn(() => iterator);
  }

  async #tryToReturn(iterator: () => AsyncIterator<unknown, unknown> | undefined): Promise<void> {
    const request = this.request!;
    try {
      await iterator()?.return?.();
    } catch (error) {
      if (!isAbort(error, request)) this.#channel.report(error, request);
    }
  }

  #report(error: unknown): void {
    const request = this.request!;
    if (!isAbort(error, request)) this.#channel.report(error, request);
  }

  #wakeStream(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

function sizeOf(piece: unknown): number {
  if (typeof piece === "string") return Buffer.byteLength(piece);
  if (piece instanceof Uint8Array) return piece.length;
  throw new SalukiError("INVALID_RESPONSE", {
    what: `a stream gave ${piece === null ? "null" : `a value of type ${typeof piece}`}`,
    fix: "Give pieces of text or bytes.",
  });
}
