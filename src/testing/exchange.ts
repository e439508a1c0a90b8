import {
  ClientDisconnect,
  checkSendable,
  contentLength,
  ExactPieces,
  exceptionResponse,
  type Handler,
  HeaderList,
  type HttpRequest,
  HttpResponse,
  hasContent,
  isStream,
  notAResponse,
  plainResponse,
  upgradeRequired,
  WebSocketUpgrade,
} from "../http/index.ts";

/** How a client takes part in an exchange. */
export interface ExchangeOptions {
  /** Whether unforeseen errors of the handler are thrown to the test. */
  readonly raiseServerErrors: boolean;
  /** Aborted when the test gives the request up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * One request to a handler in this process, and the bytes of its answer. It does what a server and a network would
 * do, framing included, and then waits for the tasks of the request.
 */
export class InProcessExchange implements AsyncIterableIterator<Uint8Array, void> {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** The header fields as they would be on the wire. */
  readonly headers: HeaderList;
  readonly #options: ExchangeOptions;
  #pieces: AsyncIterator<string | Uint8Array>;
  #over = false;

  private constructor(request: HttpRequest, response: HttpResponse, options: ExchangeOptions) {
    this.request = request;
    this.response = response;
    this.#options = options;
    const { method } = request;
    const length = contentLength(response, method);
    this.headers = new HeaderList(response.headers);
    this.headers.delete("transfer-encoding");
    if (length === undefined) this.headers.delete("content-length");
    else this.headers.set("content-length", length);
    const { body, status } = response;
    if (!isStream(body)) this.#pieces = onePiece(hasContent(method, status) ? body : null);
    else if (!hasContent(method, status)) this.#pieces = unread(body[Symbol.asyncIterator]());
    else if (length === undefined) this.#pieces = body[Symbol.asyncIterator]();
    else this.#pieces = new ExactPieces(body[Symbol.asyncIterator](), length);
  }

  /**
   * Asks the handler. A WebSocket is only opened where the request is a handshake.
   *
   * @throws what the handler throws, where server errors are to be raised
   */
  static async open(
    handle: Handler,
    request: HttpRequest,
    options: ExchangeOptions,
  ): Promise<InProcessExchange> {
    const { signal } = options;
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => request.abort(signal.reason), { once: true });
    let exchange: InProcessExchange;
    try {
      let response: HttpResponse = await handle(request);
      if (!(response instanceof HttpResponse)) throw notAResponse(response);
      if (!(response instanceof WebSocketUpgrade)) {
        checkSendable(response);
      } else if (!isHandshake(request)) {
        // The handler may be waiting for the connection that it will not get.
        request.abort();
        response = upgradeRequired();
      }
      exchange = new InProcessExchange(request, response, options);
    } catch (error) {
      const expected = exceptionResponse(error);
      if (signal?.aborted || (options.raiseServerErrors && expected === undefined)) {
        await finishQuietly(request);
        throw signal?.aborted ? signal.reason : error;
      }
      exchange = new InProcessExchange(request, expected ?? plainResponse(500), options);
    }
    if (signal?.aborted) {
      await exchange.return();
      throw signal.reason;
    }
    // At once for those who read a stream piece by piece.
    if (options.raiseServerErrors && request.serverError !== undefined) await exchange.return();
    // A stream that waits for its next piece hears of it by its own signal; one that cannot is returned.
    signal?.addEventListener("abort", () => void exchange.#returnPieces(), { once: true });
    return exchange;
  }

  /** The next piece of the answer. At its end the tasks of the request have run. */
  async next(): Promise<IteratorResult<Uint8Array, void>> {
    if (this.#over) return DONE;
    const { signal, raiseServerErrors } = this.#options;
    let step: IteratorResult<string | Uint8Array>;
    try {
      step = await this.#pieces.next();
    } catch (error) {
      this.#over = true;
      await this.#returnPieces();
      await finishQuietly(this.request);
      if (signal?.aborted) throw signal.reason;
      if (raiseServerErrors) throw error;
      throw new TypeError("the answer broke off", { cause: error });
    }
    if (signal?.aborted) {
      await this.return();
      throw signal.reason;
    }
    if (!step.done) {
      return { done: false, value: typeof step.value === "string" ? UTF8.encode(step.value) : step.value };
    }
    this.#over = true;
    await this.finish();
    return DONE;
  }

  /** The client goes away, unless the answer is complete. */
  async return(): Promise<IteratorResult<Uint8Array, void>> {
    if (this.#over) return DONE;
    this.#over = true;
    this.request.abort(new ClientDisconnect());
    await this.#returnPieces();
    await this.finish();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The whole body. */
  async bytes(): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this) pieces.push(piece);
    return new Uint8Array(Buffer.concat(pieces));
  }

  /** Runs what waits for the end of the exchange. @throws an unforeseen error, where these are to be raised */
  async finish(): Promise<void> {
    const { raiseServerErrors } = this.#options;
    try {
      await this.request.finish();
    } catch (error) {
      if (raiseServerErrors) throw error;
      console.error(`error after ${this.request.method} ${this.request.path}:`, error);
    }
    if (raiseServerErrors && this.request.serverError !== undefined) throw this.request.serverError;
  }

  async #returnPieces(): Promise<void> {
    try {
      await this.#pieces.return?.();
    } catch (error) {
      // What the clean-up of a stream throws is an error of the application like any other.
      this.request.serverError ??= error;
    }
  }
}

const UTF8 = new TextEncoder();
const DONE: IteratorReturnResult<void> = { done: true, value: undefined };

function isHandshake(request: HttpRequest): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** For a request that has failed already: the first error is the one to tell. */
async function finishQuietly(request: HttpRequest): Promise<void> {
  await request.finish().catch(() => {});
}

async function* onePiece(body: string | Uint8Array | null): AsyncGenerator<string | Uint8Array> {
  if (body !== null && body.length > 0) yield body;
}

/** In place of a stream that is not sent: it is returned, never run. */
function unread(pieces: AsyncIterator<unknown>): AsyncIterator<string> {
  return {
    async next() {
      await pieces.return?.();
      return DONE;
    },
  };
}
