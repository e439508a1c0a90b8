import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  ServerResponse,
} from "node:http";
import type { Socket } from "node:net";
import type { Handler } from "../http/index.ts";
import { reasonPhrase } from "../http/index.ts";
import type { AccessLog } from "./access-log.ts";
import type { BoundAddress, ListenAddress } from "./address.ts";
import { type Engine, type EngineFactory, noTls } from "./engine.ts";
import { headWithoutUpgrade, isBodiless, wantsWebSocket } from "./handshake.ts";
import { passIdleGrace } from "./idle-grace.ts";
import { Listener } from "./listener.ts";
import { NodeConnection } from "./node-connection.ts";
import type { Upgrader } from "./node-exchange.ts";
import { NodeHttpAdapter } from "./node-http.ts";
import type { ServerSettings } from "./options.ts";
import type { AnswerCount, ServerStats } from "./stats.ts";
import type { WebSocketBridge } from "./websocket.ts";

/** Serves over `node:http`. */
export const nodeEngine: EngineFactory = (handle, settings) => new NodeEngine(handle, settings);

// How long a refused connection is read on, so that the refusal reaches a client that is still sending.
const LINGER_MILLISECONDS = 1000;

class NodeEngine implements Engine {
  readonly #settings: ServerSettings;
  readonly #adapter: NodeHttpAdapter;
  readonly #server: Server;
  readonly #listener: Listener;
  readonly #sockets = new Set<Socket>();
  #bridge: Promise<WebSocketBridge> | undefined;

  constructor(handle: Handler, settings: ServerSettings) {
    this.#settings = settings;
    this.#adapter = new NodeHttpAdapter(handle, settings);
    this.#server = createNodeServer(settings);
    this.#listener = new Listener(this.#server, (error) => settings.onError(error, undefined));
    this.#server.on("request", (incoming, outgoing) => this.#adapter.request(incoming, outgoing));
    this.#server.on("checkContinue", (incoming, outgoing) => this.#adapter.checkContinue(incoming, outgoing));
    this.#server.on("upgrade", (incoming, socket: Socket, head) => this.#upgrade(incoming, socket, head));
    this.#server.on("clientError", (error, socket: Socket) =>
      refuseBrokenRequest(error, socket, this.#adapter.accessLog, this.#adapter.answers),
    );
    this.#server.on("connection", (socket) => {
      if (this.#listener.overTcp && socket.remoteAddress === undefined) {
        // Reset before it was looked at. What it has sent would pass for that of a Unix socket's peer.
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  listen(address: ListenAddress): Promise<BoundAddress> {
    return this.#listener.listen(address);
  }

  async drain(idleGrace = 0): Promise<void> {
    this.#adapter.draining = true;
    const closed = this.#listener.close();
    for (const socket of this.#sockets) NodeConnection.of(socket).conclude();
    const bridge = await this.#bridge;
    bridge?.close(1001);
    await passIdleGrace(idleGrace, closed);
    for (const socket of this.#sockets) NodeConnection.of(socket).closeWhenIdle();
    await closed;
    // Stops the timer by which it looks for requests that are late.
    this.#server.close();
    await this.#adapter.count.idle();
  }

  setTls(): void {
    throw noTls();
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  stats(): ServerStats {
    return {
      answers: this.#adapter.answers.byClass,
      requestsInFlight: this.#adapter.count.open,
      openConnections: this.#sockets.size,
    };
  }

  #upgrade(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    // node has taken its own listeners off.
    socket.on("error", () => socket.destroy());
    const { exchanges } = NodeConnection.of(socket);
    const last = exchanges.at(-1);
    const proceed = () => {
      if (!socket.writable) socket.destroy();
      else if (wantsWebSocket(incoming)) this.#handshake(incoming, socket, head);
      else this.#readAgain(incoming, socket, head);
    };
    // A client that pipelines gets its answers in order.
    if (last === undefined) proceed();
    else last.afterAnswer(proceed);
  }

  /**
   * Reads a request that wants some other protocol as an ordinary one (RFC 9110 §7.8): node has handed it out with
   * its body unread.
   */
  #readAgain(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.unshift(Buffer.concat([headWithoutUpgrade(incoming), head]));
    this.#server.emit("connection", socket);
  }

  #handshake(incoming: IncomingMessage, socket: Socket, head: Buffer): void {
    const outgoing = new ServerResponse(incoming);
    outgoing.shouldKeepAlive = false;
    // While the application decides; a client that has gone is only noticed by the end of what it sends.
    const leave = () => socket.destroy();
    socket.on("end", leave);
    outgoing.once("finish", () => socket.destroySoon());
    outgoing.assignSocket(socket);
    const upgrader: Upgrader = (upgrade, exchange) => {
      const connect = (bridge: WebSocketBridge) => {
        socket.off("end", leave);
        outgoing.detachSocket(socket);
        exchange.release();
        bridge.connect(upgrade, exchange, socket, head);
        if (this.#adapter.draining) bridge.close(1001);
      };
      this.#loadBridge().then(connect, (error) => exchange.fail(error));
    };
    this.#adapter.handshake(incoming, outgoing, upgrader);
  }

  /** ws is loaded at the first handshake: most servers never see one. */
  #loadBridge(): Promise<WebSocketBridge> {
    this.#bridge ??= import("./websocket.ts").then(
      ({ WebSocketBridge }) => new WebSocketBridge(this.#settings.websocket),
    );
    return this.#bridge;
  }
}

function createNodeServer({ limits }: ServerSettings): Server {
  const { headersTimeout, requestTimeout } = limits;
  const options: ServerOptions & { shouldUpgradeCallback: (incoming: IncomingMessage) => boolean } = {
    headersTimeout: orZero(headersTimeout),
    requestTimeout: orZero(requestTimeout),
    keepAliveTimeout: orZero(limits.keepAliveTimeout),
    // 0 would be node's own limit.
    maxHeaderSize: Math.min(limits.maxHeaderBytes, Number.MAX_SAFE_INTEGER),
    // How often node looks for requests that are late: often enough for the time-outs to mean what they say.
    connectionsCheckingInterval: Math.max(100, Math.min(30_000, headersTimeout / 4, requestTimeout / 4)),
    // Known to Node from 24.9 on. Before, `upgrade` is told of every request that wants some other protocol.
    shouldUpgradeCallback: isBodiless,
  };
  const server = createServer(options);
  // Their bytes are limited. A limit on the number would drop fields without a word.
  server.maxHeadersCount = 0;
  return server;
}

/** No limit of time, as node:http tells it. */
function orZero(timeout: number): number {
  return timeout === Number.POSITIVE_INFINITY ? 0 : timeout;
}

/** For the event `clientError`: bytes that are no request, or one that took too long to arrive. */
function refuseBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  accessLog: AccessLog | undefined,
  answers: AnswerCount,
): void {
  const connection = NodeConnection.of(socket);
  if (connection.failed) return;
  connection.failed = true;
  const { exchanges } = connection;
  const last = exchanges.at(-1);
  const logAlone: RefusalLog = (status, detail, bytes) =>
    accessLog?.refused(undefined, { status, detail }, bytes, connection.peer);
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else if (last === undefined) refuse(socket, error, answers, logAlone);
  // What went before is answered first.
  else if (last.received) last.afterAnswer(() => refuse(socket, error, answers, logAlone));
  // The request itself is broken: its answer is the refusal, unless another one is on its way.
  else if (exchanges.length === 1 && !last.answered) refuse(socket, error, answers, last.refused.bind(last));
  else socket.destroy();
}

type RefusalLog = (status: number, detail: string, bytes: number) => void;

function refuse(socket: Socket, error: NodeJS.ErrnoException, answers: AnswerCount, log: RefusalLog): void {
  if (!socket.writable) return;
  const status = clientErrorStatus(error);
  const phrase = reasonPhrase(status);
  answers.add(status);
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\ndate: ${new Date().toUTCString()}\r\nconnection: close\r\n` +
      `content-type: text/plain; charset=utf-8\r\ncontent-length: ${phrase.length}\r\n\r\n${phrase}`,
  );
  // The code is a word of the parser and repeats nothing of what came.
  log(status, `${phrase} (${error.code})`, phrase.length);
  const timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS);
  socket.once("close", () => clearTimeout(timer));
}

function clientErrorStatus(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return 431;
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return 413;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408;
    default:
      return 400;
  }
}
