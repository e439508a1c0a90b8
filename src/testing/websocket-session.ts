import {
  ClientDisconnect,
  type HeaderList,
  WebSocketDisconnect,
  type WebSocketListener,
  type WebSocketMessage,
  type WebSocketTransport,
  type WebSocketUpgrade,
} from "../http/index.ts";
import type { InProcessExchange } from "./exchange.ts";
import type { TestResponse } from "./response.ts";

/** The handshake of a WebSocket was answered with something else than 101. */
export class WebSocketRefused extends Error {
  override readonly name = "WebSocketRefused";
  readonly response: TestResponse;

  constructor(response: TestResponse) {
    super(`the WebSocket handshake was refused with status ${response.status}`);
    this.response = response;
  }
}

/**
 * The client's side of a WebSocket to a handler in this process.
 *
 * @example
 * ```ts
 * await using socket = await client.websocket("/echo");
 * await socket.sendText("hello");
 * expect(await socket.receiveText()).toBe("hello");
 * ```
 */
export class WebSocketTestSession implements AsyncIterable<WebSocketMessage> {
  /** The subprotocol that the server chose of those that were offered. */
  readonly subprotocol: string | undefined;
  /** The header fields of the 101 answer that the application gave. */
  readonly headers: HeaderList;
  readonly #exchange: InProcessExchange;
  readonly #server: ServerEnd;

  /** Made by `TestClient.websocket`. */
  constructor(
    exchange: InProcessExchange,
    upgrade: WebSocketUpgrade,
    subprotocols: readonly string[],
    raiseServerErrors: boolean,
  ) {
    this.#exchange = exchange;
    this.headers = exchange.headers;
    this.subprotocol = subprotocols.find((offer) => offer === upgrade.subprotocol);
    this.#server = new ServerEnd(exchange, upgrade, raiseServerErrors);
  }

  /** Whether either side has closed. */
  get closed(): boolean {
    return this.#server.disconnect !== undefined;
  }

  /** Sends a message: text for a string, binary for bytes. @throws WebSocketDisconnect when the connection is closed */
  async send(message: WebSocketMessage): Promise<void> {
    if (this.#server.disconnect !== undefined) throw this.#server.failure();
    this.#server.deliver(typeof message === "string" ? message : message.slice());
  }

  sendText(text: string): Promise<void> {
    return this.send(text);
  }

  sendBytes(bytes: Uint8Array): Promise<void> {
    return this.send(bytes);
  }

  /** Sends the value as JSON in a text message. */
  sendJson(value: unknown): Promise<void> {
    return this.send(JSON.stringify(value));
  }

  /**
   * The next message.
   *
   * @throws WebSocketDisconnect with the code, when the connection is closed and every message has been taken; the
   * handler's own error, where that closed it and server errors are to be raised
   */
  receive(): Promise<WebSocketMessage> {
    return this.#server.receive();
  }

  /** The next message, which has to be text. @throws TypeError for a binary one */
  async receiveText(): Promise<string> {
    const message = await this.receive();
    if (typeof message !== "string") throw new TypeError("a binary message came where a text was expected");
    return message;
  }

  /** The next message, which has to be binary. @throws TypeError for a text */
  async receiveBytes(): Promise<Uint8Array> {
    const message = await this.receive();
    if (typeof message === "string") {
      throw new TypeError(`a text came where a binary message was expected: ${JSON.stringify(message)}`);
    }
    return message;
  }

  /** The next message read as JSON. @throws SyntaxError for anything else */
  async receiveJson<T = unknown>(): Promise<T> {
    const message = await this.receive();
    return JSON.parse(typeof message === "string" ? message : new TextDecoder().decode(message)) as T;
  }

  /** Every message until the server closes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<WebSocketMessage, void, undefined> {
    while (true) {
      let message: WebSocketMessage;
      try {
        message = await this.receive();
      } catch (error) {
        if (error instanceof WebSocketDisconnect) return;
        throw error;
      }
      yield message;
    }
  }

  /**
   * Closes the connection, unless it is closed already, and waits for the handler and its tasks to come to their end.
   *
   * @throws an unforeseen error of the handler that no `receive()` has thrown, where these are to be raised
   */
  async close(code = 1000, reason = ""): Promise<void> {
    await this.#server.hangUp(code, reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The request of the handshake, for those who want to look at its `state`. */
  get request(): InProcessExchange["request"] {
    return this.#exchange.request;
  }
}

interface Receiver {
  resolve(message: WebSocketMessage): void;
  reject(error: unknown): void;
}

/** What the handler sees as its socket, and what it has sent by it. */
class ServerEnd implements WebSocketTransport {
  /** Set when either side has closed. */
  disconnect: WebSocketDisconnect | undefined;
  readonly #exchange: InProcessExchange;
  readonly #listener: WebSocketListener;
  readonly #raise: boolean;
  readonly #sent: WebSocketMessage[] = [];
  #receivers: Receiver[] = [];
  #held: WebSocketMessage[] | undefined;
  #ended: Promise<void> | undefined;
  #raised = false;

  constructor(exchange: InProcessExchange, upgrade: WebSocketUpgrade, raise: boolean) {
    this.#exchange = exchange;
    this.#raise = raise;
    this.#listener = upgrade.connect(this);
  }

  async send(data: string | Uint8Array): Promise<void> {
    if (this.disconnect !== undefined) throw new Error("the client has closed the WebSocket");
    const message = typeof data === "string" ? data : data.slice();
    const receiver = this.#receivers.shift();
    if (receiver === undefined) this.#sent.push(message);
    else receiver.resolve(message);
  }

  close(code: number, reason: string): void {
    if (this.disconnect !== undefined) return;
    this.disconnect = new WebSocketDisconnect(code, reason);
    // The client echoes the close; never in the call that it answers.
    queueMicrotask(() => void this.#end(code, reason));
    for (const receiver of this.#receivers) receiver.reject(this.failure());
    this.#receivers = [];
  }

  pause(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const message of held) this.deliver(message);
  }

  /** A message of the client for the handler. */
  deliver(message: WebSocketMessage): void {
    if (this.#held === undefined) this.#listener.message(message);
    else this.#held.push(message);
  }

  receive(): Promise<WebSocketMessage> {
    if (this.#sent.length > 0) return Promise.resolve(this.#sent.shift()!);
    if (this.disconnect !== undefined) return Promise.reject(this.failure());
    return new Promise((resolve, reject) => {
      this.#receivers.push({ resolve, reject });
    });
  }

  /** The client closes. */
  async hangUp(code: number, reason: string): Promise<void> {
    if (this.disconnect === undefined) {
      this.disconnect = new WebSocketDisconnect(code, reason);
      for (const receiver of this.#receivers) receiver.reject(this.disconnect);
      this.#receivers = [];
    }
    await this.#end(code, reason);
    const { serverError } = this.#exchange.request;
    if (!this.#raise || this.#raised || serverError === undefined) return;
    this.#raised = true;
    throw serverError;
  }

  /** What somebody gets who wants something of a closed connection. */
  failure(): unknown {
    const { serverError } = this.#exchange.request;
    if (!this.#raise || serverError === undefined) return this.disconnect;
    this.#raised = true;
    return serverError;
  }

  #end(code: number, reason: string): Promise<void> {
    this.#ended ??= this.#runToEnd(code, reason);
    return this.#ended;
  }

  async #runToEnd(code: number, reason: string): Promise<void> {
    const { request } = this.#exchange;
    try {
      const done = this.#listener.closed(code, reason);
      request.abort(new ClientDisconnect());
      await done;
    } catch (error) {
      request.serverError ??= error;
    }
    try {
      await request.finish();
    } catch (error) {
      request.serverError ??= error;
    }
  }
}
