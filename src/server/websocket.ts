import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type ServerOptions, WebSocket, WebSocketServer } from "ws";
import {
  ClientDisconnect,
  type HttpRequest,
  ownBytes,
  type WebSocketTransport,
  type WebSocketUpgrade,
} from "../http/index.ts";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";
import type { WebSocketSettings } from "./websocket-options.ts";

/** The exchange whose connection has become a WebSocket. */
export interface UpgradedExchange {
  readonly request: HttpRequest;
  /** Called once, when the connection is closed, with the code of RFC 6455 §7.4. */
  closed(code: number): void;
  /** Called once, when the connection is closed and the application is done with it. */
  finish(): void;
  report(error: unknown): void;
}

/** Most bytes that ws counts. */
const MOST_BYTES = 0x7fffffff;

/** Remembers the code that the client was told. */
class TellingWebSocket extends WebSocket {
  told: number | undefined = undefined;

  override close(code?: number, reason?: string | Buffer): void {
    this.told ??= code;
    super.close(code, reason);
  }
}

/** Performs handshakes and carries messages between sockets and the application: RFC 6455, spoken by ws. */
export class WebSocketBridge {
  readonly #server: WebSocketServer;
  readonly #pingInterval: number;
  readonly #maxBufferedBytes: number;
  readonly #open = new Set<WebSocket>();
  /** Of the open ones, those whose client has been heard since the last ping. */
  readonly #alive = new WeakSet<WebSocket>();
  /** Of those that are paused, how many bytes waited for their client at the last ping. */
  readonly #waiting = new WeakMap<WebSocket, number>();
  #pings: NodeJS.Timeout | undefined;
  #closing = false;
  /** What the application said to the handshake that is being completed. ws asks for it in the same call. */
  #upgrade: WebSocketUpgrade | undefined;

  constructor(settings: WebSocketSettings) {
    this.#pingInterval = settings.pingInterval;
    this.#maxBufferedBytes = settings.maxBufferedBytes;
    const options: ServerOptions & { closeTimeout: number } = {
      WebSocket: TellingWebSocket,
      noServer: true,
      clientTracking: false,
      // ws counts in 32 bits, and 0 is no limit to it.
      maxPayload: settings.maxPayload > MOST_BYTES ? 0 : settings.maxPayload,
      perMessageDeflate: settings.perMessageDeflate === "on",
      handleProtocols: (offered) => {
        const chosen = this.#upgrade?.subprotocol;
        return chosen !== undefined && offered.has(chosen) ? chosen : false;
      },
      closeTimeout: Math.min(settings.closeTimeout, LONGEST_TIMEOUT),
    };
    this.#server = new WebSocketServer(options);
    this.#server.on("headers", (lines) => {
      for (const [name, value] of this.#upgrade?.headers ?? []) {
        if (!HANDSHAKE_FIELDS.has(name)) lines.push(`${name}: ${value}`);
      }
    });
  }

  /**
   * Completes the handshake and connects the application. The socket is the bridge's from now on.
   *
   * @param head what the client has sent behind its request
   */
  connect(upgrade: WebSocketUpgrade, exchange: UpgradedExchange, socket: Duplex, head: Buffer): void {
    const { request } = exchange;
    this.#upgrade = upgrade;
    let opened: TellingWebSocket | undefined;
    this.#server.handleUpgrade(asIncoming(request), socket, head, (websocket) => {
      opened = websocket as TellingWebSocket;
    });
    this.#upgrade = undefined;
    if (opened === undefined) {
      // ws has refused the handshake, or the socket is closed already.
      request.abort(new ClientDisconnect());
      exchange.closed(1006);
      exchange.finish();
      return;
    }
    this.#attach(opened, upgrade, exchange);
    socket.resume();
    if (this.#closing) opened.close(1001);
  }

  /** Starts the closing handshake on every connection. */
  close(code: number): void {
    this.#closing = true;
    for (const websocket of this.#open) {
      websocket.close(code);
      if (websocket.isPaused) readPast(websocket);
    }
  }

  #attach(websocket: TellingWebSocket, upgrade: WebSocketUpgrade, exchange: UpgradedExchange): void {
    const { request } = exchange;
    const listener = upgrade.connect(new NodeWebSocketTransport(websocket, this.#maxBufferedBytes));
    this.#open.add(websocket);
    this.#alive.add(websocket);
    this.#startPings();
    websocket.on("message", (data, isBinary) => {
      this.#alive.add(websocket);
      listener.message(isBinary ? bytesOf(data) : String(data));
    });
    websocket.on("pong", () => this.#alive.add(websocket));
    let refused = false;
    // Broken frames are the peer's fault; ws closes the connection with the code for them.
    websocket.on("error", () => {
      refused = true;
    });
    websocket.once("close", (said, reason) => {
      // After that ws reads no more, and has not heard what the client said.
      const code = refused && said === 1006 ? (websocket.told ?? said) : said;
      exchange.closed(code);
      this.#open.delete(websocket);
      if (this.#open.size === 0) this.#stopPings();
      const done = Promise.resolve(listener.closed(code, reason.toString()));
      // After the listener, which is to see the code and not an abort.
      request.abort(new ClientDisconnect());
      done.catch((error) => exchange.report(error)).finally(() => exchange.finish());
    });
  }

  #startPings(): void {
    if (this.#pings !== undefined || this.#pingInterval === Number.POSITIVE_INFINITY) return;
    this.#pings = setInterval(() => this.#ping(), Math.min(this.#pingInterval, LONGEST_TIMEOUT));
    this.#pings.unref();
  }

  #stopPings(): void {
    clearInterval(this.#pings);
    this.#pings = undefined;
  }

  #ping(): void {
    for (const websocket of this.#open) {
      // What a paused client answers is not read, but a ping to one that is gone ends the connection.
      const alive = websocket.isPaused ? this.#takesWhatWaits(websocket) : this.#alive.delete(websocket);
      if (!alive) {
        websocket.terminate();
        continue;
      }
      websocket.ping();
      if (!websocket.isPaused) continue;
      this.#waiting.set(websocket, websocket.bufferedAmount);
      // It gets the time of a ping to be heard in when it is read again.
      this.#alive.add(websocket);
    }
  }

  /**
   * Whether a client that has sent more than its handler takes has itself taken something since the last ping. One that
   * does not read at all would keep its handler waiting, and itself paused, for ever.
   */
  #takesWhatWaits(websocket: WebSocket): boolean {
    const { bufferedAmount } = websocket;
    return bufferedAmount === 0 || bufferedAmount !== this.#waiting.get(websocket);
  }
}

class NodeWebSocketTransport implements WebSocketTransport {
  readonly #websocket: WebSocket;
  readonly #maxBufferedBytes: number;

  constructor(websocket: WebSocket, maxBufferedBytes: number) {
    this.#websocket = websocket;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  send(data: string | Uint8Array): Promise<void> {
    // A client that does not read would not read a close frame either.
    if (this.#websocket.bufferedAmount > this.#maxBufferedBytes) this.#websocket.terminate();
    return new Promise((resolve, reject) => {
      this.#websocket.send(data, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  close(code: number, reason: string): void {
    this.#websocket.close(code, reason);
  }

  pause(): void {
    if (this.#websocket.readyState === this.#websocket.OPEN) this.#websocket.pause();
    else readPast(this.#websocket);
  }

  resume(): void {
    this.#websocket.resume();
  }
}

/**
 * Throws away the messages of a client that was told of the end, and that sends more than its handler takes: behind them
 * stands its half of the closing handshake.
 */
function readPast(websocket: WebSocket): void {
  websocket.removeAllListeners("message");
  websocket.resume();
}

/** What ws writes itself. */
const HANDSHAKE_FIELDS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "sec-websocket-accept",
  "sec-websocket-extensions",
  "sec-websocket-protocol",
  "transfer-encoding",
  "upgrade",
]);

/** As much of a node:http request as ws looks at. */
function asIncoming({ method, headers }: HttpRequest): IncomingMessage {
  const fields: Record<string, string> = {};
  for (const name of ["upgrade", "sec-websocket-key", "sec-websocket-version"]) {
    const value = headers.get(name);
    if (value !== undefined) fields[name] = value;
  }
  for (const name of ["sec-websocket-protocol", "sec-websocket-extensions"]) {
    const values = headers.getAll(name);
    if (values.length > 0) fields[name] = values.join(", ");
  }
  return { method, headers: fields } as unknown as IncomingMessage;
}

/** In memory of its own, and no Buffer, whose methods have another meaning than those of a Uint8Array. */
function bytesOf(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const { buffer, byteOffset, length } = Array.isArray(data) ? Buffer.concat(data) : data;
  return ownBytes(new Uint8Array(buffer, byteOffset, length));
}
