import { ClientDisconnect } from "./client-disconnect.ts";
import { HTTPException } from "./exception.ts";
import { HeaderList, type HeadersInit } from "./headers.ts";
import { RequestBody, type RequestBodySource } from "./request-body.ts";

/** Where a request came from, as the server that took it knows it. */
export interface Connection {
  /** `"https"` over TLS, or where a trusted proxy says so. */
  readonly scheme: "http" | "https";
  /** The peer's address and port; `undefined` where there is none (in process, Unix sockets). */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /**
   * Whether a proxy asks for somebody whom it does not tell. There is no address then, and header fields of proxies are
   * not believed, whoever is trusted.
   * @default false
   */
  readonly clientUnknown?: boolean | undefined;
  /** `"1.1"`, `"1.0"`, `"2"` ... @default "1.1" */
  readonly httpVersion?: string | undefined;
}

/** What a {@link HttpRequest} is made from. */
export interface HttpRequestInit {
  method: string;
  /** The request target in origin form, as it stands on the wire: `/a%20b?x=1`. */
  target: string;
  headers?: HeadersInit | undefined;
  body?: RequestBodySource | undefined;
  connection?: Connection | undefined;
  /**
   * Aborted by who asks when they no longer wait for the answer. Nobody listens to it before {@link HttpRequest.signal} is
   * asked for.
   */
  callerSignal?: AbortSignal | undefined;
}

const PLAIN_HTTP: Connection = { scheme: "http" };

/**
 * A request: method, target, header fields, and a body that is read on demand. Everything else is worked out
 * when it is asked for.
 *
 * It also carries the life of the exchange: {@link signal} tells that the client went away, {@link after}
 * takes what has to run once the response is out. A server calls {@link abort} and {@link finish}.
 */
export class HttpRequest {
  readonly method: string;
  /** The request target as sent: path and query, percent-encoded. */
  readonly target: string;
  /** The part of the target before `?`, percent-encoded; in a mounted application, what follows the mount's path. */
  readonly path: string;
  /** The part of the target after `?`, without it; `""` where there is none. */
  readonly query: string;
  readonly headers: HeaderList;
  readonly body: RequestBody;
  readonly connection: Connection;
  /** The path under which the application is reached: of a proxy that strips it, or of the mount. Percent-encoded. */
  readonly rootPath: string;

  #exchange: Exchange;

  constructor(init: HttpRequestInit, parent?: { request: HttpRequest; path: string; rootPath: string }) {
    this.method = init.method;
    this.target = init.target;
    const question = init.target.indexOf("?");
    this.query = question < 0 ? "" : init.target.slice(question + 1);
    this.headers = init.headers instanceof HeaderList ? init.headers : new HeaderList(init.headers);
    this.connection = init.connection ?? PLAIN_HTTP;
    if (parent === undefined) {
      this.path = question < 0 ? init.target : init.target.slice(0, question);
      this.rootPath = "";
      this.body = new RequestBody(init.body ?? null);
      this.#exchange = new Exchange(init.callerSignal);
    } else {
      this.path = parent.path;
      this.rootPath = parent.rootPath;
      this.body = init.body === undefined ? parent.request.body : new RequestBody(init.body);
      this.#exchange = parent.request.#exchange;
    }
  }

  /** The same exchange as a mounted application sees it. */
  mounted(path: string, rootPath: string): HttpRequest {
    const { method, target, headers, connection } = this;
    return new HttpRequest({ method, target, headers, connection }, { request: this, path, rootPath });
  }

  /**
   * The same exchange with another body in place of the one that was sent, for middleware that decodes or decrypts it.
   * `Content-Length` and `Content-Encoding` keep telling of the one that was sent.
   *
   * @example
   * ```ts
   * const inflate: Middleware = async (request, next) => {
   *   if (request.headers.get("content-encoding") !== "gzip") return next(request);
   *   const body = gunzipSync(await request.body.bytes(1_000_000), { maxOutputLength: 10_000_000 });
   *   return next(request.withBody(body));
   * };
   * ```
   */
  withBody(body: RequestBodySource): HttpRequest {
    const { method, target, headers, connection, path, rootPath } = this;
    return new HttpRequest({ method, target, headers, connection, body }, { request: this, path, rootPath });
  }

  /** `Host` (RFC 9110 §7.2), or `localhost` where an HTTP/1.0 client sent none. */
  get host(): string {
    return this.headers.get("host") ?? "localhost";
  }

  /**
   * The absolute URL that the client asked for. Made anew at each call.
   *
   * @throws HTTPException 400 when the client's `Host` makes no URL
   */
  get url(): URL {
    const query = this.query === "" ? "" : `?${this.query}`;
    const text = `${this.connection.scheme}://${this.host}${this.rootPath}${this.path}${query}`;
    if (!URL.canParse(text)) throw new HTTPException(400, "Invalid host header");
    return new URL(text);
  }

  /** Values for this request only, shared between middleware and handlers. */
  get state(): Map<unknown, unknown> {
    this.#exchange.state ??= new Map();
    return this.#exchange.state;
  }

  /** Whether {@link state} has been asked for: doing so makes it. */
  get hasState(): boolean {
    return this.#exchange.state !== undefined;
  }

  /** Aborted when the client goes away or the server gives the request up. */
  get signal(): AbortSignal {
    const exchange = this.#exchange;
    if (exchange.controller !== undefined) return exchange.controller.signal;
    const controller = new AbortController();
    exchange.controller = controller;
    const { callerSignal } = exchange;
    const leave = () => this.abort(new ClientDisconnect(callerSignal?.reason));
    if (callerSignal?.aborted) leave();
    else callerSignal?.addEventListener("abort", leave, { once: true });
    if (exchange.aborted) controller.abort(exchange.reason);
    return controller.signal;
  }

  /** The template of the route that answers the request, such as `/items/{id}`; `undefined` where there is none. */
  get route(): string | undefined {
    return this.#exchange.route;
  }

  set route(template: string | undefined) {
    this.#exchange.route = template;
  }

  /**
   * The request as a trusted proxy tells it, of the same exchange; `undefined` where no server has asked. The handler, the
   * access log and `onError` get this one.
   */
  get forwarded(): HttpRequest | undefined {
    return this.#exchange.forwarded;
  }

  set forwarded(request: HttpRequest) {
    this.#exchange.forwarded = request;
  }

  get aborted(): boolean {
    const { aborted, callerSignal } = this.#exchange;
    return aborted || callerSignal?.aborted === true;
  }

  /** An unforeseen error that was answered with 500; servers and test clients may want to show it. */
  get serverError(): unknown {
    return this.#exchange.serverError;
  }

  set serverError(error: unknown) {
    this.#exchange.serverError = error;
  }

  /** Called by a server when the client went away before the response was complete. */
  abort(reason?: unknown): void {
    if (this.#exchange.aborted) return;
    this.#exchange.aborted = true;
    this.#exchange.reason = reason;
    this.#exchange.controller?.abort(reason);
  }

  /** Runs `task` once the response is out or given up. Tasks run one after the other, in the order they were added. */
  after(task: () => unknown): void {
    if (this.#exchange.tasks === undefined) this.#exchange.tasks = [task];
    else this.#exchange.tasks.push(task);
  }

  /** Whether something waits for {@link finish}. */
  get hasTasks(): boolean {
    return this.#exchange.tasks !== undefined;
  }

  /**
   * Called by a server when the last byte of the response is out, or will never be. Resolves when all that was
   * added by {@link after} has run; a task that throws does not keep the others from running, and the first
   * error is thrown at the end.
   */
  async finish(): Promise<void> {
    const { tasks } = this.#exchange;
    if (tasks === undefined) return;
    let failed = false;
    let failure: unknown;
    // A task may add others while it runs.
    for (let i = 0; i < tasks.length; i++) {
      try {
        await tasks[i]!();
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
    this.#exchange.tasks = undefined;
    if (failed) throw failure;
  }
}

/** What a request and its mounted views share. */
class Exchange {
  readonly callerSignal: AbortSignal | undefined;
  aborted = false;
  reason: unknown = undefined;
  controller: AbortController | undefined = undefined;
  route: string | undefined = undefined;
  tasks: (() => unknown)[] | undefined = undefined;
  state: Map<unknown, unknown> | undefined = undefined;
  serverError: unknown = undefined;
  forwarded: HttpRequest | undefined = undefined;

  constructor(callerSignal: AbortSignal | undefined) {
    this.callerSignal = callerSignal;
  }
}
