import { knownAcrossCopies } from "./across-copies.ts";
import type { HeadersInit } from "./headers.ts";
import { HttpResponse } from "./response.ts";

/** The server's end of an open WebSocket (RFC 6455), as a server or a test client provides it. */
export interface WebSocketTransport {
  /** Sends one message: text for a string, binary for bytes. Resolves when the socket has taken it. */
  send(data: string | Uint8Array): Promise<void>;
  /** Starts the closing handshake. */
  close(code: number, reason: string): void;
  /** Stops taking messages from the peer, where the transport can; a few that are on their way may still come. */
  pause?(): void;
  /** Takes messages again after {@link pause}. */
  resume?(): void;
}

/** What the application wants to hear of an open WebSocket. */
export interface WebSocketListener {
  message(data: string | Uint8Array): void;
  /**
   * Called once, last. `code` is 1005 when the peer gave none and 1006 when the connection was lost.
   * A promise tells when the application is done with the connection; only then is the exchange finished.
   * Its rejection is an unforeseen error, for the server to report.
   */
  closed(code: number, reason: string): void | Promise<void>;
}

/**
 * A response that takes the connection over: status 101. A server that can do so performs the handshake,
 * then calls {@link connect} once.
 */
export class WebSocketUpgrade extends HttpResponse {
  /** The subprotocol chosen of those that the client offered. */
  readonly subprotocol: string | undefined;
  readonly connect: (transport: WebSocketTransport) => WebSocketListener;

  constructor(
    connect: (transport: WebSocketTransport) => WebSocketListener,
    options: { subprotocol?: string | undefined; headers?: HeadersInit | undefined } = {},
  ) {
    super(null, { status: 101, headers: options.headers });
    this.connect = connect;
    this.subprotocol = options.subprotocol;
  }
}

knownAcrossCopies(WebSocketUpgrade, "WebSocketUpgrade");
