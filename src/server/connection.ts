import type { Socket } from "node:net";
import {
  BodyTooLarge,
  ClientDisconnect,
  type Connection,
  contentLength,
  type Handler,
  hasContent,
  HeaderList,
  HTTPException,
  HttpRequest,
  HttpResponse,
  WebSocketUpgrade,
} from "../http/index.ts";
import { checkSendable, notAResponse, plainResponse, upgradeRequired, wrongLength } from "./fallback.ts";
import {
  CHUNKED,
  CONTINUE,
  chunkSizeLine,
  type Http1Limits,
  LAST_CHUNK,
  REFUSALS,
  type Refusal,
  RequestParser,
  type ResponseFraming,
  responseHead,
} from "./http1/index.ts";
import { type BodySource, IncomingBody } from "./incoming-body.ts";
import { Outgoing } from "./outgoing.ts";

/** What all connections of an engine share. */
export interface ConnectionHost {
  readonly handle: Handler;
  readonly limits: Http1Limits;
  /** The time of the last sweep, in milliseconds on a clock that never goes back. */
  readonly now: number;
  /** The Date line of this second. */
  readonly date: string;
  /** Set when the server is on its way out: every answer closes its connection. */
  readonly draining: boolean;
  /** An exchange begins: the server waits for its end. */
  begin(): void;
  /** The answer is out, or never will be: runs what waits for that. */
  finish(request: HttpRequest): void;
  report(error: unknown, request: HttpRequest): void;
  /** Takes the connection over for a WebSocket. `head` is what the client has sent already. */
  upgrade(upgrade: WebSocketUpgrade, request: HttpRequest, socket: Socket, head: Buffer): void;
  closed(connection: Http1Connection): void;
}

/** Bytes behind the request in hand that are read ahead, before the client is made to wait. */
const READ_AHEAD = 65_536;
/** Bytes of a stream after which other connections have their turn. */
const STREAM_TURN = 65_536;

/**
 * What the connection waits for; with it, for how long is known.
 * - `first request`, `next request`: nothing of it has come
 * - `head`, `body`: a part of it has come
 * - `handler`: the answer, for which there is no limit here
 * - `client to read`: output that the client does not take
 * - `client to close`: the connection has been ended from this side
 */
type Waiting =
  | "first request"
  | "next request"
  | "head"
  | "body"
  | "handler"
  | "client to read"
  | "client to close";

/**
 * One connection: joins a socket to the parser and to the handler. One request is in hand at a time; those behind it wait in the parser, so
 * answers leave in order.
 *
 * A request that can be answered at once is, without a stream object, an event, a closure or a promise of its own.
 */
export class Http1Connection implements BodySource {
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #parser: RequestParser;
  readonly #out: Outgoing;
  readonly #http11: Connection;
  #http10: Connection | undefined;

  #state: "open" | "ending" | "closed" = "open";
  /** The client has ended its side. */
  #clientEnded = false;
  #reading = true;
  #running = false;

  /** The request in hand, until its answer is out and its handler has returned. */
  #request: HttpRequest | undefined;
  /** The body that is still arriving: of the request in hand, or of the last one. */
  #body: IncomingBody | undefined;
  /** `given up`: no answer of the handler can be sent any more. */
  #answer: "pending" | "sending" | "streaming" | "given up" = "pending";
  #keepAlive = true;
  #continueExpected = false;
  #iterator: AsyncIterator<unknown> | undefined;
  #wakeStream: (() => void) | undefined;

  #waiting: Waiting = "first request";
  #since: number;
  #requestSince: number;
  /** Of a body: bytes at #since. Of output: bytes that were waiting then. */
  #progress = 0;

  constructor(socket: Socket, host: ConnectionHost, scheme: "http" | "https") {
    this.#socket = socket;
    this.#host = host;
    this.#parser = new RequestParser(host.limits);
    this.#out = new Outgoing(socket);
    this.#since = this.#requestSince = host.now;
    // Asked now: a closed socket no longer knows.
    const { remoteAddress, remotePort } = socket;
    this.#http11 = { scheme, remoteAddress, remotePort, httpVersion: "1.1" };
    socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("drain", this.#onDrain);
    socket.on("error", onError);
    socket.on("close", this.#onClose);
  }

  /** Closes when idle, and else after the answer that is under way. */
  drain(): void {
    if (this.#state === "open" && this.#request === undefined && !this.#parser.inMessage) this.#end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Looks whether the client takes too long, at `now`. Called for all connections again and again. */
  sweep(now: number): void {
    const { limits } = this.#host;
    const waited = now - this.#since;
    switch (this.#waiting) {
      case "first request":
        // Nothing was asked, so nothing is answered.
        if (waited > limits.headersTimeout) this.#end();
        break;
      case "next request":
        if (waited > limits.keepAliveTimeout) this.#end();
        break;
      case "head":
        if (waited > limits.headersTimeout) this.#refuse(REFUSALS.headTimeout);
        break;
      case "body":
        this.#sweepBody(now, waited);
        break;
      case "handler":
        // Of a client that has ended its side only a write can tell whether it is still there.
        if (this.#clientEnded && this.#answer === "streaming" && waited > limits.sendTimeout) this.destroy();
        break;
      case "client to read": {
        const { writableLength } = this.#socket;
        if (writableLength !== this.#progress) {
          this.#progress = writableLength;
          this.#since = now;
        } else if (waited > limits.sendTimeout) this.destroy();
        break;
      }
      case "client to close":
        if (waited > limits.lingerTimeout) this.destroy();
        break;
    }
  }

  /** Called by the body of the request in hand when its reader waits. */
  bodyWanted(): void {
    if (this.#continueExpected && this.#answer === "pending" && this.#state === "open") {
      this.#continueExpected = false;
      if (this.#body?.received === 0) {
        this.#out.add(CONTINUE);
        this.#out.flush();
      }
    }
    this.#wait();
  }

  readonly #onData = (bytes: Buffer): void => {
    // What follows the last answer is read, so that the client is not reset before it has that, and thrown away.
    if (this.#state !== "open") return;
    this.#parser.feed(bytes);
    if (this.#body !== undefined) this.#fillBody(this.#body);
    this.#run();
  };

  readonly #onEnd = (): void => {
    this.#clientEnded = true;
    if (this.#state !== "open") return;
    if (this.#body !== undefined) this.#fillBody(this.#body);
    else if (this.#request === undefined) this.#run();
    // Most clients that end their side are gone, and hardly any will read on. The answer is sent all the same.
    else this.#request.abort(new ClientDisconnect());
  };

  readonly #onDrain = (): void => {
    if (this.#state !== "open" || !this.#out.drained()) return;
    this.#since = this.#host.now;
    this.#wake();
    if (this.#answer === "sending") this.#answered();
    this.#run();
  };

  readonly #onClose = (): void => {
    this.#state = "closed";
    this.#host.closed(this);
    const error = new ClientDisconnect();
    const request = this.#request;
    const body = this.#body;
    this.#body = undefined;
    if (request !== undefined) {
      request.abort(error);
      body?.fail(error);
      if (this.#answer === "sending") this.#finish();
      else if (this.#answer === "pending") this.#answer = "given up";
      // One that waits for its next piece may wait for long.
      else if (this.#iterator !== undefined) void this.#returnIterator(this.#iterator);
    }
    this.#wake();
  };

  /** Reads requests and answers them, as far as can be done now. */
  readonly #run = (): void => {
    if (this.#running) return;
    this.#running = true;
    let turns = this.#host.limits.maxPipelinedRequests;
    while (this.#isReady()) {
      if (turns-- === 0) {
        setImmediate(this.#run);
        break;
      }
      const event = this.#parser.next();
      if (event === "head") {
        this.#begin();
      } else if (event === "refused") {
        this.#refuse(this.#parser.refusal!);
      } else {
        if (this.#clientEnded) this.#endOfInput();
        break;
      }
    }
    this.#running = false;
    if (this.#state === "open") {
      this.#out.flush();
      this.#wait();
    }
  };

  #isReady(): boolean {
    return (
      this.#request === undefined && this.#body === undefined && this.#state === "open" && !this.#out.blocked
    );
  }

  /** Calls the handler for the request whose head has been read. */
  #begin(): void {
    const { head, framing } = this.#parser;
    const host = this.#host;
    if (this.#waiting !== "head") this.#requestSince = host.now;
    let body: Uint8Array | IncomingBody | null = null;
    if (framing.bodyLength !== 0) {
      body = this.#openBody(framing.bodyLength);
      if (this.#parser.refusal !== undefined) {
        this.#refuse(this.#parser.refusal);
        return;
      }
    }
    const request = new HttpRequest({
      method: head.method,
      target: framing.target,
      headers: HeaderList.fromFlat(head.fields),
      body,
      connection: head.minorVersion === 1 ? this.#http11 : this.#connectionOfHttp10(),
    });
    this.#request = request;
    this.#answer = "pending";
    this.#waiting = "handler";
    host.begin();
    let answer: HttpResponse | PromiseLike<HttpResponse>;
    try {
      // "OPTIONS *" asks about the server, not for anything of the application (RFC 9110 §9.3.7).
      answer = framing.target === "*" ? new HttpResponse(null, { status: 204 }) : host.handle(request);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (answer instanceof HttpResponse || typeof answer?.then !== "function") this.#respond(answer as HttpResponse);
    else answer.then(this.#onAnswer, this.#onFailure);
  }

  #connectionOfHttp10(): Connection {
    this.#http10 ??= { ...this.#http11, httpVersion: "1.0" };
    return this.#http10;
  }

  /** The body of the request in hand: its bytes when all of them are here, else what will be filled with them. */
  #openBody(length: number): Uint8Array | IncomingBody {
    const parser = this.#parser;
    this.#continueExpected = parser.framing.expectsContinue;
    if (length !== CHUNKED && parser.buffered >= length) {
      parser.next();
      const { data } = parser;
      parser.next();
      return data;
    }
    const body = new IncomingBody(this, length === CHUNKED ? undefined : length);
    const pieces: Buffer[] = [];
    for (;;) {
      const event = parser.next();
      if (event === "data") {
        pieces.push(parser.data);
      } else {
        if (event === "end") return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
        if (event === "need-data") this.#body = body;
        break;
      }
    }
    for (const piece of pieces) body.push(piece);
    return body;
  }

  #fillBody(body: IncomingBody): void {
    for (;;) {
      const event = this.#parser.next();
      switch (event) {
        case "data":
          body.push(this.#parser.data);
          if (this.#request === undefined && body.received > this.#mostReceived) {
            this.#end();
            return;
          }
          break;
        case "end":
          this.#body = undefined;
          body.end();
          return;
        case "refused":
          this.#refuse(this.#parser.refusal!);
          return;
        default:
          if (this.#clientEnded) this.#endOfInput();
          return;
      }
    }
  }

  /** Of a body that is read past: where that ends. */
  #mostReceived = 0;

  readonly #onAnswer = (response: HttpResponse): void => {
    this.#respond(response);
    this.#run();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#fail(error);
    this.#run();
  };

  /** Answers for a handler that has thrown. */
  #fail(error: unknown): void {
    const request = this.#request!;
    if (error instanceof HTTPException) {
      const { status, detail, headers } = error;
      const response = new HttpResponse(JSON.stringify({ detail }), { status, headers });
      response.headers.set("content-type", "application/json");
      this.#respond(response);
      return;
    }
    request.serverError = error;
    if (!(request.aborted && isAbort(error, request))) this.#host.report(error, request);
    this.#respond(plainResponse(500));
  }

  #respond(response: HttpResponse): void {
    const request = this.#request!;
    if (this.#answer === "given up") {
      this.#discard(response).then(() => this.#finish());
      return;
    }
    const mark = this.#out.mark();
    try {
      if (!(response instanceof HttpResponse)) throw notAResponse(response);
      if (response instanceof WebSocketUpgrade) this.#upgrade(response, request);
      else this.#send(response, request);
    } catch (error) {
      this.#host.report(error, request);
      if (this.#out.rollBack(mark)) this.#send(plainResponse(500), request);
      else this.destroy();
    }
  }

  #send(response: HttpResponse, request: HttpRequest): void {
    checkSendable(response);
    const { minorVersion } = this.#parser.head;
    const { body } = response;
    const length = contentLength(response, request.method);
    const withContent = hasContent(request.method, response.status);
    let framing: ResponseFraming = "length";
    if (!withContent) framing = "none";
    else if (length === undefined) framing = minorVersion === 1 ? "chunked" : "close";
    const head = responseHead(response, {
      length,
      framing,
      minorVersion,
      keepAlive: framing !== "close" && this.#canKeep(),
      date: this.#host.date,
    });
    this.#keepAlive = head.keepAlive;
    const whole = body === null || typeof body === "string" || body instanceof Uint8Array;
    if (!whole && withContent) {
      void this.#stream(body, length, framing, head.text, request);
      return;
    }
    this.#out.add(head.text);
    if (!whole) void this.#discard(response);
    else if (withContent && body !== null) this.#out.addContent(body, length!);
    if (this.#out.unfinished) this.#answer = "sending";
    else this.#answered();
  }

  /** Whether the connection can be kept after this answer. */
  #canKeep(): boolean {
    if (!this.#parser.framing.keepAlive || this.#host.draining) return false;
    const body = this.#body;
    if (body === undefined) return true;
    // A client that waits for 100 may or may not send its body after another answer (RFC 9110 §10.1.1).
    if (this.#continueExpected && body.received === 0) return false;
    return body.length === undefined || body.length - body.received <= this.#host.limits.maxUnreadBodyBytes;
  }

  /** The answer has been handed over as a whole. */
  #answered(): void {
    this.#finish();
    if (!this.#keepAlive) {
      this.#end();
      return;
    }
    const body = this.#body;
    if (body === undefined) return;
    this.#mostReceived = body.received + this.#host.limits.maxUnreadBodyBytes;
    body.discard(new TypeError("the request has been answered: its body can no longer be read"));
    this.#wait();
  }

  /** The request is no longer in hand. */
  #finish(): void {
    const request = this.#request!;
    this.#request = undefined;
    this.#iterator = undefined;
    this.#host.finish(request);
  }

  async #stream(
    body: AsyncIterable<string | Uint8Array>,
    length: number | undefined,
    framing: ResponseFraming,
    head: string,
    request: HttpRequest,
  ): Promise<void> {
    const out = this.#out;
    const mark = out.mark();
    this.#answer = "streaming";
    out.add(head);
    // What the stream has at hand leaves together with the head; what it has to wait for does not hold it up.
    out.flushSoon();
    let left = length;
    let sent = 0;
    try {
      const iterator = body[Symbol.asyncIterator]();
      this.#iterator = iterator;
      for (;;) {
        const step = await iterator.next();
        if (this.#state !== "open" || step.done) break;
        const piece = step.value;
        const size = typeof piece === "string" ? Buffer.byteLength(piece) : piece.length;
        if (size === 0) continue;
        if (left !== undefined) {
          left -= size;
          if (left < 0) throw wrongLength(length!);
        }
        if (framing === "chunked") out.addChunk(chunkSizeLine(size), piece, size);
        else out.addContent(piece, size);
        out.flushSoon();
        this.#since = this.#host.now;
        sent += size;
        if (out.blocked) {
          this.#wait();
          await new Promise<void>((resolve) => {
            this.#wakeStream = resolve;
          });
        } else if (sent >= STREAM_TURN) {
          sent = 0;
          out.flush();
          await new Promise(setImmediate);
        }
        if (this.#state !== "open") break;
      }
      if (this.#state === "open" && left !== undefined && left > 0) throw wrongLength(length!);
    } catch (error) {
      if (!(request.aborted && isAbort(error, request))) this.#host.report(error, request);
      if (this.#iterator !== undefined) await this.#returnIterator(this.#iterator);
      if (this.#state === "open" && out.rollBack(mark)) {
        this.#respond(plainResponse(500));
        this.#run();
      } else {
        // The client is to see that the answer is not whole.
        if (framing === "close") this.#socket.resetAndDestroy();
        else this.destroy();
        this.#finish();
      }
      return;
    }
    if (this.#state !== "open") {
      await this.#returnIterator(this.#iterator);
      this.#finish();
      return;
    }
    if (framing === "chunked") out.add(LAST_CHUNK);
    this.#answered();
    this.#run();
  }

  async #returnIterator(iterator: AsyncIterator<unknown> | undefined): Promise<void> {
    const request = this.#request!;
    try {
      await iterator?.return?.();
    } catch (error) {
      if (!(request.aborted && isAbort(error, request))) this.#host.report(error, request);
    }
  }

  /** Gives up a response that is not sent: a stream is returned, never run. */
  async #discard(response: HttpResponse): Promise<void> {
    const body = response?.body;
    if (typeof body !== "object" || body === null || body instanceof Uint8Array) return;
    await this.#returnIterator(body[Symbol.asyncIterator]?.());
  }

  #upgrade(upgrade: WebSocketUpgrade, request: HttpRequest): void {
    if (this.#body !== undefined || this.#clientEnded) {
      // The handler may be waiting for the connection that it will not get.
      request.abort(new ClientDisconnect());
      this.#send(upgradeRequired(), request);
      return;
    }
    const socket = this.#socket;
    this.#out.flush();
    socket.off("data", this.#onData);
    socket.off("end", this.#onEnd);
    socket.off("drain", this.#onDrain);
    socket.off("close", this.#onClose);
    this.#state = "closed";
    this.#request = undefined;
    this.#host.closed(this);
    this.#host.upgrade(upgrade, request, socket, this.#parser.takeRest());
  }

  /** Answers for bytes that are no request, or not in time, and ends the connection. */
  #refuse(refusal: Refusal): void {
    const request = this.#request;
    const body = this.#body;
    this.#body = undefined;
    if (request !== undefined) {
      const error =
        refusal === REFUSALS.bodyTooLarge
          ? new BodyTooLarge(this.#host.limits.maxBodyBytes)
          : refusal === REFUSALS.incompleteBody
            ? new ClientDisconnect()
            : new HTTPException(refusal.status, refusal.detail);
      body?.fail(error);
      request.abort(error);
      if (this.#answer !== "pending") {
        // An answer is under way that cannot be taken back. It goes on, but is the last one.
        this.#keepAlive = false;
        return;
      }
      this.#answer = "given up";
    } else if (body !== undefined) {
      // Of a request that has been answered.
      this.#end();
      return;
    }
    const response = new HttpResponse(refusal.detail, {
      status: refusal.status,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    const { text } = responseHead(response, {
      length: refusal.detail.length,
      framing: "length",
      minorVersion: 1,
      keepAlive: false,
      date: this.#host.date,
    });
    this.#out.add(text + refusal.detail);
    this.#end();
  }

  #endOfInput(): void {
    if (this.#parser.end() === "end") this.#end();
    else this.#refuse(this.#parser.refusal!);
  }

  /** Ends this side when all that was added is out, then reads on until the client ends its own (RFC 9112 §9.6). */
  #end(): void {
    if (this.#state !== "open") return;
    this.#out.flush();
    this.#state = "ending";
    this.#setReading(true);
    this.#progress = this.#socket.writableLength;
    this.#waitFor("client to read");
    this.#socket.end(this.#onFinish);
  }

  readonly #onFinish = (): void => {
    if (this.#state === "ending") this.#waitFor("client to close");
  };

  /** Sees what the connection waits for, and whether it may read. */
  #wait(): void {
    if (this.#state !== "open") return;
    const body = this.#body;
    this.#setReading(body === undefined ? this.#parser.buffered < READ_AHEAD : !body.full);
    if (this.#out.blocked) {
      if (this.#waiting !== "client to read") this.#progress = this.#socket.writableLength;
      this.#waitFor("client to read");
    } else if (body?.wanted) {
      if (this.#waiting !== "body") {
        this.#progress = body.received;
        this.#waitFor("body");
      }
    } else if (this.#request !== undefined || body !== undefined) {
      this.#waitFor("handler");
    } else if (this.#parser.inMessage) {
      if (this.#waiting !== "head" && this.#waiting !== "first request") this.#waitFor("head");
      this.#waiting = "head";
    } else if (this.#waiting !== "first request") {
      this.#waitFor("next request");
    }
  }

  #waitFor(waiting: Waiting): void {
    this.#waiting = waiting;
    this.#since = this.#host.now;
  }

  #setReading(reading: boolean): void {
    if (reading === this.#reading) return;
    this.#reading = reading;
    if (reading) this.#socket.resume();
    else this.#socket.pause();
  }

  #sweepBody(now: number, waited: number): void {
    const { limits } = this.#host;
    if (now - this.#requestSince > limits.requestTimeout) {
      this.#refuse(REFUSALS.bodyTimeout);
    } else if (waited > limits.bodyTimeout) {
      const { received } = this.#body!;
      const least = Math.max(1, (limits.minBodyRate * limits.bodyTimeout) / 1000);
      if (received - this.#progress < least) {
        this.#refuse(REFUSALS.bodyTimeout);
      } else {
        this.#progress = received;
        this.#since = now;
      }
    }
  }

  #wake(): void {
    const wake = this.#wakeStream;
    this.#wakeStream = undefined;
    wake?.();
  }
}

/** A reset or a broken pipe: `close` follows, and says all there is to say. */
function onError(): void {}

function isAbort(error: unknown, request: HttpRequest): boolean {
  if (error instanceof ClientDisconnect) return true;
  return error instanceof Error && (error.name === "AbortError" || error === request.signal.reason);
}
