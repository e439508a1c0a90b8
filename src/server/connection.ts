import type { Socket } from "node:net";
import {
  BodyDiscarded,
  BodyTooLarge,
  ClientDisconnect,
  type Connection,
  type Handler,
  HeaderList,
  HTTPException,
  HttpRequest,
  HttpResponse,
  type WebSocketUpgrade,
} from "../http/index.ts";
import type { AccessLog, AccessRecord } from "./access-log.ts";
import { BodyIntake, type IntakeChannel } from "./body-intake.ts";
import { handshakeFault } from "./handshake.ts";
import {
  CONTINUE,
  type HeadWriter,
  type Http1Limits,
  REFUSALS,
  type Refusal,
  RequestParser,
  type ResponseFraming,
} from "./http1/index.ts";
import type { IncomingBody } from "./incoming-body.ts";
import { Outgoing } from "./outgoing.ts";
import { type Awaited, Patience } from "./patience.ts";
import type { Peer } from "./proxy-protocol.ts";
import { type ResponseChannel, ResponseSender } from "./response-sender.ts";
import { readShared } from "./shared-input.ts";
import type { AnswerCount } from "./stats.ts";

/** What all connections of an engine share. */
export interface ConnectionHost {
  readonly handle: Handler;
  readonly limits: Http1Limits;
  readonly accessLog: AccessLog | undefined;
  /** The time of the last sweep, in milliseconds of a clock that never goes back. */
  readonly now: number;
  /** The Date line of this second. */
  readonly date: string;
  readonly headWriter: HeadWriter;
  readonly answers: AnswerCount;
  /** Set when the server is on its way out: every answer closes its connection. */
  readonly draining: boolean;
  /** An exchange begins. */
  begin(): void;
  /** An exchange is over: its answer is out, or never will be. */
  finish(request: HttpRequest): void;
  report(error: unknown, request: HttpRequest): void;
  /** Whether a request asks for a WebSocket. */
  isHandshake(request: HttpRequest): boolean;
  /** Makes a WebSocket of the connection. `head` is what the client has sent already. */
  upgrade(
    upgrade: WebSocketUpgrade,
    request: HttpRequest,
    socket: Socket,
    head: Buffer,
    record: AccessRecord | undefined,
  ): void;
  closed(connection: Http1Connection): void;
}

/** Bytes behind the request in hand that are read ahead, before the client is made to wait. */
const READ_AHEAD = 65_536;

/**
 * One connection: joins a socket to the parser, to the handler and to the sender of its answers. One request
 * is in hand at a time; those behind it wait in the parser, so answers leave in order.
 *
 * A request that can be answered at once is, without a stream object, an event, a closure or a promise of its
 * own.
 */
export class Http1Connection implements IntakeChannel, ResponseChannel {
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #parser: RequestParser;
  readonly #out: Outgoing;
  readonly #intake: BodyIntake;
  readonly #sender: ResponseSender;
  readonly #patience: Patience;
  /** Gives reading back to the socket's own ways; `undefined` where it was never taken from them. */
  readonly #releaseInput: (() => void) | undefined;
  readonly #http11: Connection;
  #http10: Connection | undefined;

  #state: "open" | "ending" | "closed" = "open";
  /** The client has ended its side. */
  #clientEnded = false;
  #reading = true;
  #running = false;
  /** The request in hand asks for a WebSocket. */
  #handshake = false;

  /** `peer` is whom a proxy speaks for, where the socket itself is the proxy's. */
  constructor(socket: Socket, host: ConnectionHost, scheme: "http" | "https", peer: Peer = socket) {
    this.#socket = socket;
    this.#host = host;
    this.#parser = new RequestParser(host.limits);
    this.#intake = new BodyIntake(this.#parser, this);
    this.#out = new Outgoing(socket);
    this.#sender = new ResponseSender(this, this.#out, host.accessLog);
    this.#patience = new Patience(host.limits, host.now);
    // Asked now: a closed socket no longer knows.
    const { remoteAddress, remotePort, clientUnknown } = peer;
    this.#http11 = { scheme, remoteAddress, remotePort, clientUnknown, httpVersion: "1.1" };
    this.#releaseInput = readShared(socket, this.#onData);
    if (this.#releaseInput === undefined) socket.on("data", this.#onData);
    socket.on("end", this.#onEnd);
    socket.on("drain", this.#onDrain);
    socket.on("error", onError);
    socket.on("close", this.#onClose);
  }

  /** Takes what was read from the socket before it came here. */
  receive(bytes: Buffer): void {
    this.#onData(bytes);
  }

  get open(): boolean {
    return this.#state === "open";
  }

  get date(): string {
    return this.#host.date;
  }

  get headWriter(): HeadWriter {
    return this.#host.headWriter;
  }

  get answers(): AnswerCount {
    return this.#host.answers;
  }

  /** Closes when idle, and else after the answer that is under way; a stream of events is brought to its end. */
  drain(): void {
    if (this.#sender.request === undefined && !this.#parser.inMessage) this.#end();
    else this.#sender.conclude();
  }

  /** Brings a stream of events, which would never end by itself, to its end. */
  conclude(): void {
    if (this.#sender.request !== undefined) this.#sender.conclude();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Looks whether the client takes too long, at `now`. Called for all connections again and again. */
  sweep(now: number): void {
    const verdict = this.#patience.check(now, this.#progressOf(this.#patience.awaited));
    if (verdict === undefined) return;
    if (verdict === "drop") this.destroy();
    else if (verdict === "end") this.#end();
    else this.#refuse(verdict);
  }

  // What the intake of bodies tells.

  sendContinue(): void {
    if (!this.open || this.#sender.state !== "pending") return;
    this.#out.add(CONTINUE);
    this.#out.flush();
  }

  bodyWanted(): void {
    this.#wait();
  }

  // What the sender asks and tells.

  canKeep(status: number): boolean {
    if (!this.#parser.framing.keepAlive || this.#host.draining) return false;
    // A client that is refused a WebSocket has no other use for the connection.
    if (this.#handshake && status >= 400) return false;
    return this.#intake.isWorthReading(this.#host.limits.maxUnreadBodyBytes);
  }

  answered(keepAlive: boolean): void {
    this.#intake.arriving?.discard(this.#host.limits.maxUnreadBodyBytes, new BodyDiscarded());
    if (!keepAlive || this.#host.draining) this.#end();
  }

  get clientEnded(): boolean {
    return this.#clientEnded;
  }

  get peer(): Connection {
    return this.#http11;
  }

  proceed(): void {
    this.#run();
  }

  cut(framing: ResponseFraming): void {
    const { scheme } = this.#http11;
    // Without a length and without chunks an orderly end would look like the end of the answer.
    if (framing === "close" && scheme === "http" && this.#socket.remoteAddress !== undefined) {
      this.#socket.resetAndDestroy();
    } else {
      // Only TCP can reset.
      this.#socket.destroy();
    }
  }

  upgrade(upgrade: WebSocketUpgrade, request: HttpRequest, record: AccessRecord | undefined): boolean {
    if (this.#clientEnded || !this.#handshake) return false;
    const socket = this.#socket;
    this.#out.flush();
    this.#state = "closed";
    socket.pause();
    this.#releaseInput?.();
    socket.off("data", this.#onData);
    socket.off("end", this.#onEnd);
    socket.off("drain", this.#onDrain);
    socket.off("close", this.#onClose);
    this.#host.closed(this);
    this.#host.upgrade(upgrade, request, socket, this.#parser.takeRest(), record);
    return true;
  }

  finish(request: HttpRequest): void {
    this.#host.finish(request);
  }

  report(error: unknown, request: HttpRequest): void {
    this.#host.report(error, request);
  }

  // What the socket tells.

  readonly #onData = (bytes: Buffer): void => {
    // What follows the last answer is read and thrown away: unread, it would reset the connection, and
    // the client might lose that answer.
    if (this.#state !== "open") return;
    this.#parser.feed(bytes);
    if (this.#intake.arriving !== undefined) this.#fillBody(this.#intake.arriving);
    this.#run();
    // The bytes were only lent.
    this.#parser.keepRest();
  };

  readonly #onEnd = (): void => {
    this.#clientEnded = true;
    if (this.#state !== "open") return;
    // Most clients that end their side are gone, and hardly any reads on. The answer is sent all the same.
    if (this.#intake.arriving !== undefined) this.#fillBody(this.#intake.arriving);
    else this.#sender.request?.abort(new ClientDisconnect());
    this.#run();
  };

  readonly #onDrain = (): void => {
    if (this.#state !== "open" || !this.#out.drained()) return;
    this.#sender.drained();
    this.#run();
  };

  readonly #onClose = (): void => {
    this.#state = "closed";
    const error = new ClientDisconnect();
    const body = this.#intake.arriving;
    this.#intake.arriving = undefined;
    this.#sender.request?.abort(error);
    body?.fail(error);
    this.#sender.lost();
    this.#host.closed(this);
  };

  /** Reads requests and answers them, as far as can be done now. */
  readonly #run = (): void => {
    if (this.#running || this.#state !== "open") return;
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
        else if (this.#host.draining && !this.#parser.inMessage) this.#end();
        break;
      }
    }
    this.#running = false;
    if (!this.#out.flushesSoon) this.#out.flush();
    this.#wait();
  };

  #isReady(): boolean {
    return (
      this.#sender.request === undefined &&
      this.#intake.arriving === undefined &&
      this.#state === "open" &&
      !this.#out.blocked
    );
  }

  /** Calls the handler for the request whose head has been read. */
  #begin(): void {
    const { head, framing } = this.#parser;
    const host = this.#host;
    this.#patience.beginRequest(host.now);
    let body: Uint8Array | IncomingBody | null = null;
    if (framing.bodyLength !== 0) {
      body = this.#intake.open(framing.bodyLength);
      if (this.#parser.refusal !== undefined) {
        this.#refuse(this.#parser.refusal);
        return;
      }
    }
    const request = this.#makeRequest(body);
    const sender = this.#sender;
    sender.begin(request, head.minorVersion);
    host.begin();
    let answer: HttpResponse | PromiseLike<HttpResponse>;
    try {
      this.#handshake = head.upgrade && host.isHandshake(request);
      answer = (this.#handshake ? handshakeFault(request) : undefined) ?? host.handle(request);
    } catch (error) {
      sender.fail(error);
      return;
    }
    if (answer instanceof HttpResponse) sender.respond(answer);
    else if (isPromise(answer)) Promise.resolve(answer).then(this.#onAnswer, this.#onFailure);
    else sender.respond(answer);
  }

  /** The request that the parser has read the head of. */
  #makeRequest(body: Uint8Array | IncomingBody | null): HttpRequest {
    const { head, framing } = this.#parser;
    return new HttpRequest({
      method: head.method,
      target: framing.target,
      headers: HeaderList.fromFlat(head.fields),
      body,
      connection: head.minorVersion === 1 ? this.#http11 : this.#connectionOfHttp10(),
    });
  }

  readonly #onAnswer = (response: HttpResponse): void => {
    this.#sender.respond(response);
    this.#run();
  };

  readonly #onFailure = (error: unknown): void => {
    this.#sender.fail(error);
    this.#run();
  };

  #connectionOfHttp10(): Connection {
    this.#http10 ??= { ...this.#http11, httpVersion: "1.0" };
    return this.#http10;
  }

  #fillBody(body: IncomingBody): void {
    const outcome = this.#intake.fill(body);
    if (outcome === "overrun") this.#end();
    else if (outcome === "refused") this.#refuse(this.#parser.refusal!);
    else if (outcome === "more" && this.#clientEnded) this.#endOfInput();
  }

  #endOfInput(): void {
    if (this.#parser.end() === "end") this.#end();
    else this.#refuse(this.#parser.refusal!);
  }

  /** Answers for bytes that are no request, or not in time, and ends the connection. */
  #refuse(refusal: Refusal): void {
    const { request, state } = this.#sender;
    const body = this.#intake.arriving;
    this.#intake.arriving = undefined;
    if (request === undefined) {
      // The rest of a body whose request has been answered has no answer.
      if (body === undefined) {
        this.#sender.refuse(refusal, this.#parser.refusedBehindHead ? this.#makeRequest(null) : undefined);
      }
      this.#end();
      return;
    }
    const error = this.#errorOf(refusal);
    if (refusal === REFUSALS.handlerTimeout) this.report(error, request);
    body?.fail(error);
    request.abort(error);
    if (state === "pending") {
      this.#sender.refuse(refusal);
      this.#end();
    } else {
      // An answer is on its way that cannot be taken back.
      this.#sender.makeLast();
      this.#wait();
    }
  }

  /** What the request is aborted with, and reading a body rejects with that will not be whole. */
  #errorOf(refusal: Refusal): Error {
    if (refusal === REFUSALS.handlerTimeout) {
      return new DOMException(
        `There was no answer within ${this.#host.limits.handlerTimeout} ms`,
        "TimeoutError",
      );
    }
    if (refusal === REFUSALS.incompleteBody) return new ClientDisconnect();
    if (refusal === REFUSALS.bodyTooLarge) return new BodyTooLarge(this.#host.limits.maxBodyBytes);
    return new HTTPException(refusal.status, refusal.detail);
  }

  /** Ends this side when all is out, then reads on until the client ends its own (RFC 9112 §9.6). */
  #end(): void {
    if (this.#state !== "open") return;
    this.#out.flush();
    this.#state = "ending";
    this.#intake.arriving = undefined;
    this.#setReading(true);
    this.#waitFor("reader");
    this.#socket.end(this.#onFinish);
  }

  readonly #onFinish = (): void => {
    if (this.#state === "ending") this.#waitFor("close");
  };

  /** Sees what the connection waits for, and whether it may read. */
  #wait(): void {
    if (this.#state !== "open") return;
    const body = this.#intake.arriving;
    const { request } = this.#sender;
    this.#setReading(body === undefined ? this.#parser.buffered < READ_AHEAD : !body.full);
    if (this.#out.blocked) this.#waitFor("reader");
    else if (body?.wanted) this.#waitFor("body");
    else if (request !== undefined && this.#sender.state === "streaming") {
      this.#waitFor(this.#clientEnded ? "sign of life" : "stream");
    } else if (request !== undefined || body !== undefined) this.#waitFor("handler");
    else if (this.#parser.inMessage) this.#waitFor("head");
    else if (this.#patience.awaited !== "first request") this.#waitFor("next request");
  }

  #waitFor(awaited: Awaited): void {
    if (awaited === this.#patience.awaited) return;
    this.#patience.await(awaited, this.#host.now, this.#progressOf(awaited));
  }

  #progressOf(awaited: Awaited): number {
    if (awaited === "body") return this.#intake.arriving!.received;
    if (awaited !== "reader" && awaited !== "sign of life") return 0;
    const { bytesWritten, writableLength } = this.#socket;
    return bytesWritten - writableLength;
  }

  #setReading(reading: boolean): void {
    if (reading === this.#reading) return;
    this.#reading = reading;
    if (reading) this.#socket.resume();
    else this.#socket.pause();
  }
}

function isPromise(value: unknown): value is PromiseLike<HttpResponse> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** A reset or a broken pipe: `close` follows, and says all there is to say. */
function onError(): void {}
