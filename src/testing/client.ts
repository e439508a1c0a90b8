import { randomBytes } from "node:crypto";
import {
  type Handler,
  HeaderList,
  type HeadersInit,
  HttpRequest,
  type RequestBodySource,
  WebSocketUpgrade,
} from "../http/index.ts";
import type { Servable } from "../server/index.ts";
import { CookieJar } from "./cookie-jar.ts";
import { InProcessExchange } from "./exchange.ts";
import { type BodyOptions, encodeBody, type FieldsInit } from "./request-body.ts";
import { type RequestUrl, resolveUrl } from "./request-target.ts";
import { TestResponse } from "./response.ts";
import { TestStream } from "./stream.ts";
import { WebSocketRefused, WebSocketTestSession } from "./websocket-session.ts";

/** How a {@link TestClient} behaves. */
export interface TestClientOptions {
  /** Scheme, host and, where wanted, a path before every other. @default "http://testserver" */
  readonly baseUrl?: string | undefined;
  /** Whether an unforeseen error of the application is thrown to the test, instead of a 500. @default true */
  readonly raiseServerErrors?: boolean | undefined;
  /** @default true */
  readonly followRedirects?: boolean | undefined;
  /** Sent with every request. */
  readonly headers?: HeadersInit | undefined;
  /** Cookies to begin with, for every host. */
  readonly cookies?: Readonly<Record<string, string>> | undefined;
  /** The address that requests seem to come from. @default "127.0.0.1" */
  readonly remoteAddress?: string | undefined;
}

/** What a handshake may carry. */
export interface WebSocketConnectOptions {
  /** Added to those in the path; lists repeat the name. */
  readonly query?: FieldsInit | undefined;
  /** In place of the client's of the same name. */
  readonly headers?: HeadersInit | undefined;
  /** For this request only, in place of the jar's of the same name. */
  readonly cookies?: Readonly<Record<string, string>> | undefined;
  /** Subprotocols to offer, best first. */
  readonly subprotocols?: readonly string[] | undefined;
}

/** What a request may carry. */
export interface RequestOptions extends BodyOptions {
  /** Added to those in the path; lists repeat the name. */
  readonly query?: FieldsInit | undefined;
  /** In place of the client's of the same name. */
  readonly headers?: HeadersInit | undefined;
  /** For this request only, in place of the jar's of the same name. */
  readonly cookies?: Readonly<Record<string, string>> | undefined;
  /** @default the client's */
  readonly followRedirects?: boolean | undefined;
  /** Gives the request up: `request.signal` is aborted, and the call rejects once the handler has cleaned up. */
  readonly signal?: AbortSignal | undefined;
}

const MAX_REDIRECTS = 20;

/**
 * Calls an application in this process: no socket, no port. When a call returns, the tasks and clean-up of its
 * request have run.
 *
 * `new TestClient(app)` leaves the application's lifespan alone; {@link TestClient.start} runs it.
 *
 * @example
 * ```ts
 * await using client = await TestClient.start(app);
 * const response = await client.post("/items", { json: { name: "Lamp" } });
 * expect(response.status).toBe(201);
 * expect(response.json()).toEqual({ id: 1, name: "Lamp" });
 * ```
 */
export class TestClient {
  /** The cookies that the application has set, and that the next requests send. */
  readonly cookies = new CookieJar();
  readonly #app: Servable;
  readonly #base: URL;
  readonly #headers: HeaderList;
  readonly #raiseServerErrors: boolean;
  readonly #followRedirects: boolean;
  readonly #remoteAddress: string;
  readonly #sessions = new Set<WebSocketTestSession>();
  #started = false;

  constructor(app: Servable | Handler, options: TestClientOptions = {}) {
    this.#app = typeof app === "function" ? { handle: app } : app;
    this.#base = new URL(options.baseUrl ?? "http://testserver");
    this.#headers = new HeaderList({ accept: "*/*", "user-agent": "testclient" });
    override(this.#headers, options.headers);
    this.#raiseServerErrors = options.raiseServerErrors ?? true;
    this.#followRedirects = options.followRedirects ?? true;
    this.#remoteAddress = options.remoteAddress ?? "127.0.0.1";
    for (const [name, value] of Object.entries(options.cookies ?? {})) this.cookies.set(name, value);
  }

  /** A client for an application whose startup has run; its shutdown runs when the client is closed. */
  static async start(app: Servable | Handler, options: TestClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(app, options);
    await client.#app.startup?.();
    client.#started = true;
    return client;
  }

  get(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("GET", path, options);
  }

  post(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("POST", path, options);
  }

  put(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("PUT", path, options);
  }

  patch(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("PATCH", path, options);
  }

  delete(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("DELETE", path, options);
  }

  head(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("HEAD", path, options);
  }

  options(path: string, options?: RequestOptions): Promise<TestResponse> {
    return this.request("OPTIONS", path, options);
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @param path below the base URL, or a whole URL
   * @throws an unforeseen error of the application, unless `raiseServerErrors` is off
   */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<TestResponse> {
    const { exchange, url, history } = await this.#send(method, path, options);
    return whole(exchange, url, history);
  }

  /**
   * Sends a request and returns as soon as its answer has begun, for streams and Server-Sent Events.
   *
   * @throws an unforeseen error of the application, unless `raiseServerErrors` is off
   */
  async stream(method: string, path: string, options: RequestOptions = {}): Promise<TestStream> {
    const { exchange, url, history } = await this.#send(method, path, options);
    return new TestStream(exchange, url, history);
  }

  /**
   * Opens a WebSocket.
   *
   * @throws WebSocketRefused when the handshake is answered with anything else than 101
   */
  async websocket(path: string, options: WebSocketConnectOptions = {}): Promise<WebSocketTestSession> {
    const { subprotocols = [], query } = options;
    const place = resolveUrl(this.#base, path, query);
    const headers = this.#fields(place.url, options);
    override(headers, {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      "sec-websocket-version": "13",
      "sec-websocket-protocol": subprotocols.length === 0 ? undefined : subprotocols.join(", "),
    });
    const exchange = await this.#open("GET", place, headers, null);
    const { response } = exchange;
    if (!(response instanceof WebSocketUpgrade)) {
      throw new WebSocketRefused(await whole(exchange, place.url.href, []));
    }
    const session = new WebSocketTestSession(exchange, response, subprotocols, this.#raiseServerErrors);
    this.#sessions.add(session);
    return session;
  }

  /** Closes open WebSockets, then runs the application's shutdown if its startup was run. */
  async close(): Promise<void> {
    try {
      for (const session of this.#sessions) await session.close(1001);
    } finally {
      this.#sessions.clear();
      if (this.#started) {
        this.#started = false;
        await this.#app.shutdown?.();
      }
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Sends a request, and further ones as redirects ask for them. */
  async #send(method: string, path: string, options: RequestOptions): Promise<Landing> {
    const { followRedirects = this.#followRedirects } = options;
    const encoded = await encodeBody(options);
    let place = resolveUrl(this.#base, path, options.query);
    const headers = this.#fields(place.url, options);
    let body = encoded.source;
    if (encoded.contentType !== undefined && !headers.has("content-type")) {
      headers.set("content-type", encoded.contentType);
    }
    const history: TestResponse[] = [];
    while (true) {
      const exchange = await this.#open(method, place, headers, body, options.signal);
      const { href } = place.url;
      const next = followRedirects ? redirectTarget(exchange, place) : undefined;
      if (next === undefined) return { exchange, url: href, history };
      if (history.length >= MAX_REDIRECTS) {
        await exchange.return();
        throw new Error(`more than ${MAX_REDIRECTS} redirects, the last one to ${next.url.href}`);
      }
      history.push(await whole(exchange, href, history.slice()));
      if (turnsToGet(exchange.response.status, method)) {
        method = "GET";
        body = null;
        for (const name of ["content-type", "content-length", "transfer-encoding"]) headers.delete(name);
      } else if (body !== null && !(body instanceof Uint8Array)) {
        throw new TypeError(`the redirect to ${next.url.href} asks for a body again that was a stream`);
      }
      if (next.url.origin !== place.url.origin) headers.delete("authorization");
      headers.set("host", next.url.host);
      headers.delete("cookie");
      this.#addCookies(headers, next.url, {});
      place = next;
    }
  }

  async #open(
    method: string,
    { target, url }: RequestUrl,
    headers: HeaderList,
    body: RequestBodySource,
    signal?: AbortSignal,
  ): Promise<InProcessExchange> {
    const fields = new HeaderList(headers);
    if (body instanceof Uint8Array) {
      if (!fields.has("content-length")) fields.set("content-length", body.length);
    } else if (body !== null) {
      if (!fields.has("content-length")) fields.set("transfer-encoding", "chunked");
    } else if (method === "POST" || method === "PUT" || method === "PATCH") {
      fields.set("content-length", 0);
    }
    const request = new HttpRequest({
      method,
      target,
      headers: fields,
      body,
      connection: {
        scheme: url.protocol === "https:" ? "https" : "http",
        remoteAddress: this.#remoteAddress,
        remotePort: 50_000,
        httpVersion: "1.1",
      },
    });
    const exchange = await InProcessExchange.open((one) => this.#app.handle(one), request, {
      raiseServerErrors: this.#raiseServerErrors,
      signal,
    });
    for (const field of exchange.headers.getAll("set-cookie")) this.cookies.store(field, url);
    return exchange;
  }

  #fields(url: URL, options: WebSocketConnectOptions): HeaderList {
    const headers = new HeaderList({ host: url.host });
    override(headers, this.#headers);
    override(headers, options.headers);
    if (!headers.has("cookie")) this.#addCookies(headers, url, options.cookies ?? {});
    return headers;
  }

  #addCookies(headers: HeaderList, url: URL, extra: Readonly<Record<string, string>>): void {
    const kept = this.cookies.cookiesFor(url).filter(([name]) => !(name in extra));
    const cookies = [...kept, ...Object.entries(extra)];
    if (cookies.length > 0) headers.set("cookie", cookies.map((cookie) => cookie.join("=")).join("; "));
  }
}

/** Where a request came to its answer. */
interface Landing {
  readonly exchange: InProcessExchange;
  readonly url: string;
  readonly history: readonly TestResponse[];
}

async function whole(
  exchange: InProcessExchange,
  url: string,
  history: readonly TestResponse[],
): Promise<TestResponse> {
  const { response, headers } = exchange;
  return new TestResponse({ status: response.status, headers, body: await exchange.bytes(), url, history });
}

/** Sets fields in place of those of the same name. */
function override(headers: HeaderList, init: HeadersInit | undefined): void {
  if (init === undefined) return;
  const fields = new HeaderList(init);
  for (const [name] of fields) headers.delete(name);
  for (const [name, value] of fields) headers.append(name, value);
}

function redirectTarget({ response, headers }: InProcessExchange, from: RequestUrl): RequestUrl | undefined {
  const location = headers.get("location");
  if (location === undefined || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const url = URL.canParse(location, from.url.href) ? new URL(location, from.url) : undefined;
  // A redirect to an app or a mail address is an answer like any other.
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  return resolveUrl(url, url.href, undefined);
}

/** RFC 9110 §15.4: what clients do, and what 303 says. */
function turnsToGet(status: number, method: string): boolean {
  if (status === 303) return method !== "GET" && method !== "HEAD";
  return (status === 301 || status === 302) && method === "POST";
}
