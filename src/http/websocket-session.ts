import { SalukiError } from "../errors.ts";
import type { HeadersInit } from "./headers.ts";
import type { HttpRequest } from "./request.ts";
import type { WebSocketListener, WebSocketTransport, WebSocketUpgrade } from "./websocket.ts";
import { checkClose, WebSocketDisconnect, WebSocketException } from "./websocket-exception.ts";

/** A message: text as a string, binary as bytes. */
export type WebSocketMessage = string | Uint8Array;

/** How a handshake is completed. */
export interface AcceptOptions {
  /** One of {@link WebSocketSession.subprotocols}. One that the client did not offer is not sent (RFC 6455 §4.2.2). */
  readonly subprotocol?: string | undefined;
  /** Further header fields of the 101 answer, such as `Set-Cookie`. */
  readonly headers?: HeadersInit | undefined;
}

/** Bounds of what waits for `receive()`. */
export interface WebSocketQueueLimits {
  /** Most messages that wait. @default 1000 */
  readonly maxQueuedMessages?: number | undefined;
  /** Most bytes (of text: UTF-16 units) that wait. @default 1_048_576 */
  readonly maxQueuedBytes?: number | undefined;
}

/** `"connecting"` until `accept()`, `"closed"` as soon as either side has closed. */
export type WebSocketState = "connecting" | "open" | "closed";

type Connect = WebSocketUpgrade["connect"];

interface Receiver {
  resolve(message: WebSocketMessage): void;
  reject(error: unknown): void;
}

/**
 * The server's side of a WebSocket, as its handler sees it: accept the handshake, then exchange messages.
 * When the handler returns, the connection is closed with 1000; when it throws, with 1011.
 *
 * Messages that nobody has asked for yet are kept up to a bound. At the bound the socket is paused until half of
 * them are taken; a transport that cannot pause is closed with 1008 (too many messages) or 1009 (too many bytes).
 *
 * @example
 * ```ts
 * app.websocket("/echo", async (_params, socket) => {
 *   await socket.accept();
 *   for await (const message of socket) await socket.send(message);
 * });
 * ```
 */
export class WebSocketSession implements AsyncIterable<WebSocketMessage> {
  readonly request: HttpRequest;
  /** The subprotocols that the client offers, best first. */
  readonly subprotocols: readonly string[];

  readonly #handshake: (connect: Connect, options: AcceptOptions) => void;
  readonly #maxMessages: number;
  readonly #maxBytes: number;

  #accepting = false;
  #transport: WebSocketTransport | undefined;
  #queue: WebSocketMessage[] = [];
  #queuedBytes = 0;
  #paused = false;
  #receivers: Receiver[] = [];
  #disconnect: WebSocketDisconnect | undefined;
  #closedByHandler = false;
  #settleAccept: Receiver | undefined;

  /** Made by `runWebSocket`; `handshake` is called once, by {@link accept}. */
  constructor(
    request: HttpRequest,
    handshake: (connect: Connect, options: AcceptOptions) => void,
    limits: WebSocketQueueLimits = {},
  ) {
    this.request = request;
    this.subprotocols = request.headers
      .getAll("sec-websocket-protocol")
      .join(",")
      .split(",")
      .map((offer) => offer.trim())
      .filter((offer) => offer !== "");
    this.#handshake = handshake;
    this.#maxMessages = limits.maxQueuedMessages ?? 1000;
    this.#maxBytes = limits.maxQueuedBytes ?? 1_048_576;
  }

  get state(): WebSocketState {
    if (this.#disconnect !== undefined) return "closed";
    return this.#transport === undefined ? "connecting" : "open";
  }

  get closed(): boolean {
    return this.#disconnect !== undefined;
  }

  /** Whether {@link accept} has been called: the handshake can no longer be refused. */
  get accepted(): boolean {
    return this.#accepting;
  }

  /**
   * Completes the handshake. Resolves when the connection is open.
   *
   * @throws WebSocketDisconnect when the client went away meanwhile
   * @throws SalukiError INVALID_STATE when called twice or after `close()`
   */
  async accept(options: AcceptOptions = {}): Promise<void> {
    if (this.#accepting || this.#closedByHandler) {
      throw misuse(
        this.#accepting
          ? "accept() was called twice on a WebSocket"
          : "accept() was called on a closed WebSocket",
        "Call accept() once, before close().",
      );
    }
    const { signal } = this.request;
    if (signal.aborted) this.#end(new WebSocketDisconnect(1006));
    if (this.#disconnect !== undefined) throw this.#disconnect;
    this.#accepting = true;
    await new Promise<unknown>((resolve, reject) => {
      this.#settleAccept = { resolve, reject };
      // A server that cannot take the upgrade gives the request up.
      signal.addEventListener("abort", () => this.#end(new WebSocketDisconnect(1006)), { once: true });
      this.#handshake((transport) => this.#connect(transport), options);
    });
  }

  /**
   * The next message.
   *
   * @throws WebSocketDisconnect when the connection is closed and every message has been taken
   * @throws SalukiError INVALID_STATE before `accept()`
   */
  receive(): Promise<WebSocketMessage> {
    if (!this.#accepting && this.#disconnect === undefined) return Promise.reject(notAccepted("receive()"));
    if (this.#queue.length > 0) {
      const message = this.#queue.shift()!;
      this.#queuedBytes -= message.length;
      if (this.#paused && this.#isHalfEmpty()) {
        this.#paused = false;
        this.#transport?.resume?.();
      }
      return Promise.resolve(message);
    }
    if (this.#disconnect !== undefined) return Promise.reject(this.#disconnect);
    return new Promise((resolve, reject) => {
      this.#receivers.push({ resolve, reject });
    });
  }

  /** The next message, which has to be text. @throws WebSocketException 1003 for a binary one */
  async receiveText(): Promise<string> {
    const message = await this.receive();
    if (typeof message !== "string") throw new WebSocketException(1003, "Expected a text message");
    return message;
  }

  /** The next message, which has to be binary. @throws WebSocketException 1003 for a text */
  async receiveBytes(): Promise<Uint8Array> {
    const message = await this.receive();
    if (typeof message === "string") throw new WebSocketException(1003, "Expected a binary message");
    return message;
  }

  /** The next message read as JSON, from text or UTF-8 bytes. @throws WebSocketException 1007 for anything else */
  async receiveJson<T = unknown>(): Promise<T> {
    const message = await this.receive();
    try {
      return JSON.parse(typeof message === "string" ? message : UTF8.decode(message)) as T;
    } catch {
      throw new WebSocketException(1007, "Expected a JSON message");
    }
  }

  /** Every message until the connection is closed. Leaving the loop early does not close it. */
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
   * Sends a message: text for a string, binary for bytes. Resolves when the socket has taken it, so that awaiting
   * it is the back-pressure. Who does not wait for it does not hear of a client that is gone.
   *
   * @throws WebSocketDisconnect when the connection is closed
   * @throws SalukiError INVALID_STATE before `accept()` and after `close()`
   */
  send(message: WebSocketMessage): Promise<void> {
    if (this.#closedByHandler) {
      return Promise.reject(
        misuse("a message was sent after close() on a WebSocket", "Send it before close()."),
      );
    }
    if (this.#disconnect === undefined && this.#transport === undefined) {
      return Promise.reject(notAccepted("send()"));
    }
    const sent = this.#transmit(message);
    // A rejection that nobody handles would end the process, and every client is free to leave.
    sent.catch(() => {});
    return sent;
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
   * Closes the connection, or refuses the handshake with 403 where it has not been accepted. Does nothing when
   * it is closed already.
   *
   * @throws SalukiError INVALID_OPTION for a code or reason that cannot be sent
   */
  async close(code = 1000, reason = ""): Promise<void> {
    checkClose(code, reason);
    if (this.#disconnect !== undefined) return;
    this.#closedByHandler = true;
    this.#end(new WebSocketDisconnect(code, reason));
    this.#transport?.close(code, reason);
  }

  async #transmit(message: WebSocketMessage): Promise<void> {
    if (this.#disconnect !== undefined) throw this.#disconnect;
    try {
      await this.#transport!.send(message);
    } catch (error) {
      throw this.#disconnect ?? disconnectCausedBy(error);
    }
  }

  #connect(transport: WebSocketTransport): WebSocketListener {
    this.#transport = transport;
    if (this.#disconnect === undefined) this.#settleAccept?.resolve("");
    else transport.close(this.#disconnect.code === 1006 ? 1011 : this.#disconnect.code, "");
    return {
      message: (data) => this.#arrived(data),
      closed: (code, reason) => this.#end(new WebSocketDisconnect(code, reason)),
    };
  }

  #arrived(message: WebSocketMessage): void {
    if (this.#disconnect !== undefined) return;
    const receiver = this.#receivers.shift();
    if (receiver !== undefined) {
      receiver.resolve(message);
      return;
    }
    this.#queue.push(message);
    this.#queuedBytes += message.length;
    const tooMany = this.#queue.length >= this.#maxMessages;
    if (this.#paused || (!tooMany && this.#queuedBytes < this.#maxBytes)) return;
    const transport = this.#transport!;
    if (transport.pause !== undefined) {
      this.#paused = true;
      transport.pause();
      return;
    }
    const refusal = tooMany
      ? new WebSocketDisconnect(1008, "Too many messages are waiting")
      : new WebSocketDisconnect(1009, "Too many bytes are waiting");
    this.#end(refusal);
    transport.close(refusal.code, refusal.reason);
  }

  #isHalfEmpty(): boolean {
    return this.#queue.length * 2 <= this.#maxMessages && this.#queuedBytes * 2 <= this.#maxBytes;
  }

  #end(disconnect: WebSocketDisconnect): void {
    if (this.#disconnect !== undefined) return;
    this.#disconnect = disconnect;
    this.#settleAccept?.reject(disconnect);
    for (const receiver of this.#receivers) receiver.reject(disconnect);
    this.#receivers = [];
    // A paused socket would not see the peer's half of the closing handshake.
    if (this.#paused) this.#transport?.resume?.();
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function misuse(what: string, fix: string): SalukiError {
  return new SalukiError("INVALID_STATE", { what, fix });
}

function notAccepted(call: string): SalukiError {
  return misuse(`${call} was called on a WebSocket before accept()`, "Call `await socket.accept()` first.");
}

function disconnectCausedBy(cause: unknown): WebSocketDisconnect {
  const disconnect = new WebSocketDisconnect(1006);
  disconnect.cause = cause;
  return disconnect;
}
