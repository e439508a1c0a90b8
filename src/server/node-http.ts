import type { IncomingMessage, ServerResponse } from "node:http";
import {
  checkSendable,
  contentLength,
  type Handler,
  HeaderList,
  HttpRequest,
  HttpResponse,
  hasContent,
  WebSocketUpgrade,
} from "../http/index.ts";
import { ExchangeCount } from "./exchange-count.ts";
import { handshakeFault } from "./handshake.ts";
import { NodeBody } from "./node-body.ts";
import { NodeConnection } from "./node-connection.ts";
import { type ExchangeHost, NodeExchange, type Upgrader } from "./node-exchange.ts";
import { contentOf, writeHead } from "./node-head.ts";
import type { ErrorReporter } from "./options.ts";

/** What {@link NodeHttpAdapter} can be told. */
export interface NodeHttpOptions {
  readonly onError: ErrorReporter;
  readonly maxUnreadBodyBytes: number;
}

/**
 * Turns the requests of a `node:http` server into calls of a {@link Handler}, and its responses into answers.
 * What can be answered at once is, with nothing left behind: no listener, no promise, no object.
 */
export class NodeHttpAdapter implements ExchangeHost {
  readonly onError: ErrorReporter;
  readonly maxUnreadBodyBytes: number;
  readonly count = new ExchangeCount();
  draining = false;
  readonly #handle: Handler;

  constructor(handle: Handler, options: NodeHttpOptions) {
    this.#handle = handle;
    this.onError = options.onError;
    this.maxUnreadBodyBytes = options.maxUnreadBodyBytes;
  }

  /** For the event `request`. */
  request(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const length = bodyLength(incoming.rawHeaders);
    this.#answer(incoming, outgoing, length === 0 ? null : new NodeBody(incoming, length), this.#handle);
  }

  /** For the event `checkContinue`: the client is told to go on when somebody asks for the body. */
  checkContinue(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const length = bodyLength(incoming.rawHeaders);
    const body = length === 0 ? null : new NodeBody(incoming, length, outgoing);
    this.#answer(incoming, outgoing, body, this.#handle);
  }

  /**
   * For a handshake of the event `upgrade`: `upgrader` is called when the handler accepts it, any other answer is
   * sent by `outgoing`.
   */
  handshake(incoming: IncomingMessage, outgoing: ServerResponse, upgrader: Upgrader): void {
    const handle: Handler = (request) => handshakeFault(request) ?? this.#handle(request);
    this.#answer(incoming, outgoing, null, handle, upgrader);
  }

  #answer(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    body: NodeBody | null,
    handle: Handler,
    upgrader?: Upgrader,
  ): void {
    const connection = NodeConnection.of(incoming.socket);
    const request = this.#toRequest(incoming, body, connection);
    let answer: HttpResponse | Promise<HttpResponse>;
    try {
      answer = handle(request);
    } catch (error) {
      new NodeExchange(this, connection, request, body, outgoing, upgrader).fail(error);
      return;
    }
    if (answer instanceof HttpResponse) {
      if (
        body === null &&
        upgrader === undefined &&
        isWhole(answer) &&
        !request.hasTasks &&
        this.#sendWhole(outgoing, answer, request)
      ) {
        return;
      }
      new NodeExchange(this, connection, request, body, outgoing, upgrader).respond(answer);
    } else {
      void new NodeExchange(this, connection, request, body, outgoing, upgrader).settle(answer);
    }
  }

  #toRequest(incoming: IncomingMessage, body: NodeBody | null, connection: NodeConnection): HttpRequest {
    const headers = HeaderList.fromFlat(incoming.rawHeaders, false);
    const target = incoming.url!;
    return new HttpRequest({
      method: incoming.method!,
      target: target.charCodeAt(0) === SLASH ? target : originForm(target, headers),
      headers,
      body,
      connection: connection.describe(incoming.httpVersion),
    });
  }

  /** The short way for the common case. `false` when it needs more care after all. */
  #sendWhole(outgoing: ServerResponse, response: HttpResponse, { method }: HttpRequest): boolean {
    try {
      checkSendable(response);
      writeHead(outgoing, response, contentLength(response, method), this.draining);
    } catch {
      return false;
    }
    const { body } = response;
    if (body === null || !hasContent(method, response.status)) outgoing.end();
    else outgoing.end(typeof body === "string" ? contentOf(response, body) : body);
    return true;
  }
}

const SLASH = 0x2f;

function isWhole(response: HttpResponse): boolean {
  const { body } = response;
  if (response instanceof WebSocketUpgrade) return false;
  return body === null || typeof body === "string" || body instanceof Uint8Array;
}

/**
 * The length of the body that a request's head declares, 0 for none and `undefined` for one that is chunked.
 * node:http has checked the values.
 */
function bodyLength(rawHeaders: readonly string[]): number | undefined {
  let length = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    // The lengths of the two names tell nearly all others apart without a new string.
    if (name.length === 14) {
      if (name.toLowerCase() === "content-length") length = Number(rawHeaders[i + 1]);
    } else if (name.length === 17 && name.toLowerCase() === "transfer-encoding") {
      return undefined;
    }
  }
  return length;
}

/** Of a target in absolute form, the path and query; its authority counts more than `Host` (RFC 9112 §3.2.2). */
function originForm(target: string, headers: HeaderList): string {
  const match = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(target);
  if (match === null) return target;
  headers.set("host", match[1]!);
  const rest = match[2]!;
  return rest.startsWith("/") ? rest : `/${rest}`;
}
