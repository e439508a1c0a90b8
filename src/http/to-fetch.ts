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
 * A fetch handler as run-times call it: `Bun.serve` gives itself as the second argument, others something else or nothing.
 */
export type ServerFetchHandler = (request: Request, server?: unknown) => Promise<Response>;

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
export function toFetch(handle: Handler, options: ToFetchOptions = {}): ServerFetchHandler {
  const onError = safeReporter(options.onError);
  return (request, server) => new FetchExchange(toHttpRequest(request, server), onError).answer(handle);
}

/** One request and its answer, as Web objects. */
class FetchExchange {
  readonly #request: HttpRequest;
  readonly #onError: ErrorReporter;

  constructor(request: HttpRequest, onError: ErrorReporter) {
    this.#request = request;
    this.#onError = onError;
  }

  /** Waits for nothing that is there at once. */
  answer(handle: Handler): Promise<Response> {
    try {
      const response = handle(this.#request);
      if (response instanceof HttpResponse) return Promise.resolve(this.#accept(response));
      // Promises of another realm, and what only has a `then`, are waited for too.
      return Promise.resolve(response)
        .then((settled) => this.#accept(settled))
        .catch((error: unknown) => this.#refuse(error));
    } catch (error) {
      return Promise.resolve(this.#refuse(error));
    }
  }

  #accept(response: unknown): Response {
    if (!(response instanceof HttpResponse)) throw notAResponse(response);
    if (!(response instanceof WebSocketUpgrade)) return this.#convert(response);
    // The handler may be waiting for the connection that it will not get.
    this.#request.abort();
    return this.#convert(upgradeRequired());
  }

  #refuse(error: unknown): Response {
    const expected = exceptionResponse(error);
    try {
      if (expected !== undefined) return this.#convert(expected);
      this.#report(error);
    } catch (unsendable) {
      // A status that no answer can have.
      this.#report(unsendable);
    }
    return this.#convert(plainResponse(500));
  }

  #convert(response: HttpResponse): Response {
    checkSendable(response);
    const { status, body } = response;
    const { method } = this.#request;
    const length = contentLength(response, method);
    const headers: [string, string][] = [];
    const { flat } = response.headers;
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i]!;
      if (name !== "content-length" && name !== "transfer-encoding") headers.push([name, flat[i + 1]!]);
    }
    if (length !== undefined) headers.push(["content-length", String(length)]);
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
    // A text would be given a content type where the handler has set none.
    const asBytes = typeof content === "string" && !response.headers.has("content-type");
    const whole = new Response(asBytes ? ENCODER.encode(content) : content, init);
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

function toHttpRequest(request: Request, server: unknown): HttpRequest {
  const { url } = request;
  // Taken apart by hand: a URL object costs more than the rest of the request, and target is to stay as it is.
  const authority = url.indexOf("://") + 3;
  const path = url.indexOf("/", authority);
  const hash = url.indexOf("#", path);
  const headers = HeaderList.fromFlat(fieldsOf(request, url.slice(authority, path)));
  return new HttpRequest({
    method: request.method,
    target: hash < 0 ? url.slice(path) : url.slice(path, hash),
    headers,
    body: WebBody.of(request, headers.get("content-length"), isBunServer(server)),
    connection: url.startsWith("https:") ? HTTPS : HTTP,
    callerSignal: request.signal,
  });
}

/** Read at once: when the answer is given, run-times take the request away. */
function fieldsOf(request: Request, host: string): string[] {
  const fields: string[] = [];
  let hasHost = false;
  // In lower case, and checked (Fetch, §2.2.2).
  for (const [name, value] of request.headers) {
    if (name === "host") hasHost = true;
    fields.push(name, value);
  }
  if (!hasHost) fields.push("host", host);
  return fields;
}

const HTTP = { scheme: "http" } as const;
const HTTPS = { scheme: "https" } as const;

/** The body of a Web request. */
class WebBody implements BodyStream {
  /** Where it is declared. Nobody has to keep to it: what is read is counted. */
  readonly length: number | undefined;
  /** The whole of it, where it is of its declared length and there is a quicker way than its stream. */
  readonly collect: ((limit: number) => Promise<Uint8Array>) | undefined;
  readonly #request: Request;

  private constructor(request: Request, length: number | undefined, isFramed: boolean) {
    this.#request = request;
    this.length = length;
    this.collect = isFramed && length !== undefined ? () => wholeOf(request) : undefined;
  }

  /** @param isFramed whether the request comes from HTTP/1.1, where a body cannot be longer than it declares */
  static of(request: Request, declared: string | undefined, isFramed: boolean): WebBody | null {
    const { method } = request;
    // On some run-times the stream of a body is made when it is asked for.
    if (method === "GET" || method === "HEAD") return null;
    const length = declared === undefined || !/^\d+$/.test(declared) ? undefined : Number(declared);
    if (length === undefined && request.body === null) return null;
    return length === 0 ? null : new WebBody(request, length, isFramed);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, void> {
    const { body, bodyUsed, signal } = this.#request;
    if (bodyUsed) throw new TypeError("the body of this Web request has already been read");
    return body === null ? NOTHING : new WebBodyPieces(body, signal);
  }
}

/** Bun makes a stream for half of what a small request costs. */
async function wholeOf(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    throw new ClientDisconnect(cause);
  }
}

function isBunServer(server: unknown): boolean {
  return typeof (server as { requestIP?: unknown } | undefined)?.requestIP === "function";
}

const NOTHING: AsyncIterator<never, void> = { next: async () => ({ done: true, value: undefined }) };

/** The pieces of the body. One that stalls ends when the caller gives up: run-times leave the two apart. */
class WebBodyPieces implements AsyncIterator<Uint8Array, void> {
  readonly #pieces: WebStreamPieces;
  readonly #signal: AbortSignal;
  readonly #onAbort = (): void => {
    this.#pieces.return().catch(() => {});
  };

  constructor(stream: ReadableStream<Uint8Array>, signal: AbortSignal) {
    this.#pieces = new WebStreamPieces(stream);
    this.#signal = signal;
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener("abort", this.#onAbort, { once: true });
  }

  async next(): Promise<IteratorResult<Uint8Array, void>> {
    let step: IteratorResult<Uint8Array, void>;
    try {
      step = await this.#pieces.next();
    } catch (cause) {
      this.#leave();
      throw new ClientDisconnect(cause);
    }
    if (this.#signal.aborted) throw new ClientDisconnect(this.#signal.reason);
    if (step.done) this.#leave();
    return step;
  }

  return(): Promise<IteratorResult<Uint8Array, void>> {
    this.#leave();
    return this.#pieces.return();
  }

  #leave(): void {
    this.#signal.removeEventListener("abort", this.#onAbort);
  }
}
