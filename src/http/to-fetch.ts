import { ClientDisconnect } from "./client-disconnect.ts";
import { type ErrorReporter, safeReporter } from "./error-reporter.ts";
import {
  checkSendable,
  exceptionResponse,
  isAbort,
  isStream,
  notAResponse,
  plainResponse,
  upgradeRequired,
} from "./fallback.ts";
import { contentLength, ExactPieces, hasContent } from "./framing.ts";
import type { Handler } from "./handler.ts";
import { HeaderList } from "./headers.ts";
import { HttpRequest } from "./request.ts";
import type { BodyStream } from "./request-body.ts";
import { HttpResponse } from "./response.ts";
import { WebStreamPieces } from "./web-stream.ts";
import { WebSocketUpgrade } from "./websocket.ts";

/** Settings of {@link toFetch}. */
export interface ToFetchOptions {
  /** @default to standard error */
  readonly onError?: ErrorReporter | undefined;
}

/**
 * Makes a fetch handler of a {@link Handler}, for Bun, Deno, edge run-times and everything else that speaks Web
 * `Request` and `Response`. It never rejects for what the handler throws: that is answered 500.
 *
 * What waits for the end of the response (`request.after`) runs when a stream has been consumed or cancelled, and
 * for a body that is there whole as soon as it is handed over.
 *
 * @example
 * ```ts
 * export default { fetch: toFetch((request) => app.handle(request)) };
 * ```
 */
export function toFetch(
  handle: Handler,
  options: ToFetchOptions = {},
): (request: Request) => Promise<Response> {
  const onError = safeReporter(options.onError);
  return (request) => new FetchExchange(toHttpRequest(request), onError).answer(handle, request.signal);
}

/** One request and its answer, as Web objects. */
class FetchExchange {
  readonly #request: HttpRequest;
  readonly #onError: ErrorReporter;

  constructor(request: HttpRequest, onError: ErrorReporter) {
    this.#request = request;
    this.#onError = onError;
  }

  async answer(handle: Handler, signal: AbortSignal): Promise<Response> {
    const request = this.#request;
    const abort = () => request.abort(new ClientDisconnect(signal.reason));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    try {
      const response: unknown = await handle(request);
      if (!(response instanceof HttpResponse)) throw notAResponse(response);
      if (!(response instanceof WebSocketUpgrade)) return this.#convert(response);
      // The handler may be waiting for the connection that it will not get.
      request.abort();
      return this.#convert(upgradeRequired());
    } catch (error) {
      const expected = exceptionResponse(error);
      if (expected === undefined) this.#report(error);
      return this.#convert(expected ?? plainResponse(500));
    }
  }

  #convert(response: HttpResponse): Response {
    checkSendable(response);
    const { status, body } = response;
    const { method } = this.#request;
    const length = contentLength(response, method);
    const headers = new Headers();
    for (const [name, value] of response.headers) {
      if (name !== "content-length" && name !== "transfer-encoding") headers.append(name, value);
    }
    if (length !== undefined) headers.set("content-length", String(length));
    const init = { status, headers };
    if (isStream(body)) {
      const pieces = body[Symbol.asyncIterator]();
      if (hasContent(method, status)) {
        return new Response(
          this.#stream(length === undefined ? pieces : new ExactPieces(pieces, length)),
          init,
        );
      }
      const empty = new Response(null, init);
      void this.#giveUp(pieces);
      return empty;
    }
    const content = hasContent(method, status) ? body : null;
    // As bytes: a text would be given a content type where the handler has set none.
    const whole = new Response(typeof content === "string" ? ENCODER.encode(content) : content, init);
    void this.#finish();
    return whole;
  }

  #stream(pieces: AsyncIterator<string | Uint8Array>): ReadableStream<Uint8Array> {
    const request = this.#request;
    let over = false;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          const stop = () => {
            if (over) return;
            over = true;
            controller.error(request.signal.reason);
            void this.#giveUp(pieces);
          };
          if (request.aborted) stop();
          else request.signal.addEventListener("abort", stop, { once: true });
        },
        pull: async (controller) => {
          try {
            const step = await pieces.next();
            if (over) return;
            if (!step.done) {
              controller.enqueue(typeof step.value === "string" ? ENCODER.encode(step.value) : step.value);
              return;
            }
            over = true;
            controller.close();
            await this.#finish();
          } catch (error) {
            if (over) return;
            over = true;
            this.#report(error);
            controller.error(error);
            await this.#giveUp(pieces);
          }
        },
        cancel: async () => {
          over = true;
          request.abort(new ClientDisconnect());
          await this.#giveUp(pieces);
        },
      },
      // Nothing is made before it is asked for.
      { highWaterMark: 0 },
    );
  }

  async #giveUp(pieces: AsyncIterator<unknown>): Promise<void> {
    try {
      await pieces.return?.();
    } catch (error) {
      this.#report(error);
    }
    await this.#finish();
  }

  async #finish(): Promise<void> {
    if (!this.#request.hasTasks) return;
    try {
      await this.#request.finish();
    } catch (error) {
      this.#report(error);
    }
  }

  #report(error: unknown): void {
    if (!isAbort(error, this.#request)) this.#onError(error, this.#request);
  }
}

const ENCODER = new TextEncoder();

function toHttpRequest(request: Request): HttpRequest {
  const { url } = request;
  // Taken apart by hand: a URL object costs more than the rest of the request, and target is to stay as it is.
  const authority = url.indexOf("://") + 3;
  const path = url.indexOf("/", authority);
  const hash = url.indexOf("#", path);
  const headers = new HeaderList(request.headers);
  if (!headers.has("host")) headers.set("host", url.slice(authority, path));
  const declared = headers.get("content-length");
  return new HttpRequest({
    method: request.method,
    target: hash < 0 ? url.slice(path) : url.slice(path, hash),
    headers,
    body:
      request.body === null
        ? null
        : new WebBody(request.body, declared === undefined ? undefined : Number(declared)),
    connection: url.startsWith("https:") ? HTTPS : HTTP,
  });
}

const HTTP = { scheme: "http" } as const;
const HTTPS = { scheme: "https" } as const;

/** The body of a Web request. */
class WebBody implements BodyStream {
  readonly length: number | undefined;
  readonly #stream: ReadableStream<Uint8Array>;

  constructor(stream: ReadableStream<Uint8Array>, length: number | undefined) {
    this.#stream = stream;
    this.length = length;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* new WebStreamPieces(this.#stream);
    } catch (cause) {
      throw new ClientDisconnect(cause);
    }
  }
}
