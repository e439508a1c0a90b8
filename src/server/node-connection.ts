import type { Socket } from "node:net";
import type { Connection } from "../http/index.ts";

const RECORD = Symbol("saluki connection");

type KnownSocket = Socket & { [RECORD]?: NodeConnection; encrypted?: boolean };

/** What a connection knows of an exchange on it. */
export interface OpenExchange {
  /** Whether no other answer can be given any more. */
  readonly answered: boolean;
  /** Whether the whole request has been received. */
  readonly received: boolean;
  /** Calls back when the answer has been sent. */
  afterAnswer(callback: () => void): void;
  /** Told that the connection is closed. */
  lost(): void;
  /** Told that its request turned out to be broken, and was refused in place of its answer. */
  refused(status: number, detail: string, bytes: number): void;
  /** Told that the server is on its way out: what would never end by itself ends now. */
  conclude(): void;
}

/** What is known of one socket of node:http, across its requests. */
export class NodeConnection {
  readonly socket: Socket;
  /** The exchanges whose answers are not out yet. A client that pipelines has several. */
  readonly exchanges: OpenExchange[] = [];
  /** Requests that are here and will be answered in this turn of the loop. */
  waiting = 0;
  /** Set when what arrives can no longer be read as HTTP. */
  failed = false;
  #closing = false;
  #upgraded = false;
  readonly #http11: Connection;

  private constructor(socket: KnownSocket) {
    this.socket = socket;
    this.#http11 = {
      scheme: socket.encrypted === true ? "https" : "http",
      // Asked now: a closed socket no longer knows.
      remoteAddress: socket.remoteAddress,
      remotePort: socket.remotePort,
      httpVersion: "1.1",
    };
    // One listener for all requests of the connection: node does not tell every pipelined response of its end.
    socket.once("close", () => {
      for (const exchange of this.exchanges.slice()) exchange.lost();
    });
  }

  /** The record of a socket, made when it is first asked for. */
  static of(socket: Socket): NodeConnection {
    const known = socket as KnownSocket;
    known[RECORD] ??= new NodeConnection(known);
    return known[RECORD];
  }

  /** Who is at the other end. */
  get peer(): Connection {
    return this.#http11;
  }

  /** What a request of this connection says of it. */
  describe(httpVersion: string): Connection {
    return httpVersion === "1.1" ? this.#http11 : { ...this.#http11, httpVersion };
  }

  begin(exchange: OpenExchange): void {
    this.exchanges.push(exchange);
  }

  end(exchange: OpenExchange): void {
    const { exchanges } = this;
    if (exchanges.length === 1 && exchanges[0] === exchange) exchanges.pop();
    else exchanges.splice(exchanges.indexOf(exchange), 1);
    if (this.#closing) this.closeWhenIdle();
  }

  /** The exchange has made a WebSocket of the connection: HTTP is over here. */
  upgrade(exchange: OpenExchange): void {
    this.#upgraded = true;
    this.end(exchange);
  }

  /** Ends what would never end by itself. */
  conclude(): void {
    for (const exchange of this.exchanges) exchange.conclude();
  }

  /**
   * Closes the connection once every answer is out. Not left to node, whose `closeIdleConnections()` cuts off an
   * answer that is written but not yet taken by the client.
   */
  closeWhenIdle(): void {
    this.#closing = true;
    this.conclude();
    if (this.exchanges.length === 0 && this.waiting === 0 && !this.#upgraded) this.socket.destroySoon();
  }
}
