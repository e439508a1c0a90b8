import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type AccessLogger,
  checkSendable,
  contentLength,
  type ErrorReporter,
  type Handler,
  HeaderList,
  HttpRequest,
  HttpResponse,
  hasContent,
  isStream,
  plainResponse,
  reasonPhrase,
  WebSocketUpgrade,
} from "../http/index.ts";
import { type AccessLog, type AccessRecord, accessLogOf } from "./access-log.ts";
import { ExchangeCount } from "./exchange-count.ts";
import { handshakeFault } from "./handshake.ts";
import { NodeBody } from "./node-body.ts";
import { NodeConnection } from "./node-connection.ts";
import { type ExchangeHost, NodeExchange, type Upgrader } from "./node-exchange.ts";
import { contentOf, writeHead } from "./node-head.ts";
import { BadHead, bodyLength, originForm, wantsUpgrade } from "./node-request-head.ts";
import { AnswerCount } from "./stats.ts";

/** What {@link NodeHttpAdapter} can be told. */
export interface NodeHttpOptions {
  readonly onError: ErrorReporter;
  readonly limits: { readonly maxUnreadBodyBytes: number };
  readonly accessLog?: AccessLogger | undefined;
  readonly forwarded?: ((request: HttpRequest) => HttpRequest) | undefined;
}

/**
 * Turns the requests of a `node:http` server into calls of a {@link Handler}, and its responses into answers.
 * What can be answered at once is, with nothing left behind: no listener, no promise, no object.
 */
export class NodeHttpAdapter implements ExchangeHost {
  readonly onError: ErrorReporter;
  readonly maxUnreadBodyBytes: number;
  readonly accessLog: AccessLog | undefined;
  readonly count = new ExchangeCount();
  readonly answers = new AnswerCount();
  draining = false;
  readonly #handle: Handler;

  constructor(handle: Handler, options: NodeHttpOptions) {
    this.#handle = handle;
    this.onError = options.onError;
    this.maxUnreadBodyBytes = options.limits.maxUnreadBodyBytes;
    this.accessLog = accessLogOf(options);
  }

  /** For the event `request`. */
  request(incoming: IncomingMessage, outgoing: ServerResponse): void {
    // Newer versions of Node read such a request as an ordinary one, but lose what was pipelined behind it.
    if (wantsUpgrade(incoming)) outgoing.shouldKeepAlive = false;
    // A small body mostly comes in one piece with the head, and is there once node has read what it has at hand: then
    // the request needs no listener and no promise, which is a third of what it costs.
    if (!mayBeWhole(incoming)) this.#answer(incoming, outgoing, this.#handle, undefined, undefined);
    else {
      NodeConnection.of(incoming.socket).waiting += 1;
      setImmediate(this.#answerWhole, incoming, outgoing);
    }
  }

  readonly #answerWhole = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const connection = NodeConnection.of(incoming.socket);
    connection.waiting -= 1;
    // The client has gone already.
    if (connection.socket.destroyed) return;
    const bytes =
      incoming.complete && incoming.readableLength > 0 ? (incoming.read() as Buffer | null) : null;
    this.#answer(incoming, outgoing, this.#handle, undefined, undefined, bytes);
  };

  /** For the event `checkContinue`: the client is told to go on when somebody asks for the body. */
  checkContinue(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.#answer(incoming, outgoing, this.#handle, outgoing, undefined);
  }

  /**
   * For a handshake of the event `upgrade`: `upgrader` is called when the handler accepts it, any other answer is
   * sent by `outgoing`.
   */
  handshake(incoming: IncomingMessage, outgoing: ServerResponse, upgrader: Upgrader): void {
    const handle: Handler = (request) => handshakeFault(request) ?? this.#handle(request);
    this.#answer(incoming, outgoing, handle, undefined, upgrader);
  }

  #answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    handle: Handler,
    expecting: ServerResponse | undefined,
    upgrader: Upgrader | undefined,
    bytes: Uint8Array | null = null,
  ): void {
    const connection = NodeConnection.of(incoming.socket);
    let body: NodeBody | null = null;
    let request: HttpRequest;
    try {
      const length = bodyLength(incoming);
      if (length !== 0 && bytes === null) body = new NodeBody(incoming, length, expecting);
      const headers = HeaderList.fromFlat(incoming.rawHeaders, false);
      const target = originForm(incoming, headers);
      const description = connection.describe(incoming.httpVersion);
      request = new HttpRequest({
        method: incoming.method!,
        target,
        headers,
        body: body ?? bytes,
        connection: description,
      });
    } catch (error) {
      if (!(error instanceof BadHead)) throw error;
      const detail = refuse(outgoing, error.status, this.answers);
      this.accessLog?.refused(undefined, { status: error.status, detail }, detail.length, connection.peer);
      return;
    }
    const record = this.accessLog?.begin(request);
    let answer: HttpResponse | Promise<HttpResponse>;
    try {
      answer = handle(request);
    } catch (error) {
      new NodeExchange(this, connection, request, body, outgoing, upgrader, record).fail(error);
      return;
    }
    if (answer instanceof HttpResponse) {
      if (
        body === null &&
        upgrader === undefined &&
        !(answer instanceof WebSocketUpgrade) &&
        !isStream(answer.body) &&
        !request.hasTasks &&
        this.#sendWhole(outgoing, answer, request, record)
      ) {
        return;
      }
      new NodeExchange(this, connection, request, body, outgoing, upgrader, record).respond(answer);
    } else {
      void new NodeExchange(this, connection, request, body, outgoing, upgrader, record).settle(answer);
    }
  }

  /** The short way for the common case. `false` when it needs more care after all. */
  #sendWhole(
    outgoing: ServerResponse,
    response: HttpResponse,
    { method }: HttpRequest,
    record: AccessRecord | undefined,
  ): boolean {
    let length: number | undefined;
    try {
      checkSendable(response);
      length = contentLength(response, method);
      writeHead(outgoing, response, length, this.draining, this.answers);
    } catch {
      return false;
    }
    const { body } = response;
    const withContent = hasContent(method, response.status);
    if (body === null || isStream(body) || !withContent) outgoing.end();
    else outgoing.end(typeof body === "string" ? contentOf(response, body) : body);
    if (record !== undefined) {
      record.status = response.status;
      record.bytes = withContent ? (length ?? 0) : 0;
      record.aborted = false;
      this.accessLog!.end(record);
    }
    return true;
  }
}

/** Whether a body is declared, and small enough to lie in node's buffer whole. */
function mayBeWhole({ method, rawHeaders }: IncomingMessage): boolean {
  if (method === "GET" || method === "HEAD") return false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 14 && name.toLowerCase() === "content-length") return rawHeaders[i + 1]!.length < 6;
  }
  return false;
}

/**
 * Answers without a handler, and ends the connection: what follows may have been read wrong.
 *
 * @returns what it said
 */
function refuse(outgoing: ServerResponse, status: number, answers: AnswerCount): string {
  const response = plainResponse(status);
  writeHead(outgoing, response, contentLength(response, "GET"), true, answers);
  outgoing.end(response.body);
  return reasonPhrase(status);
}
