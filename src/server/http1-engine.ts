import { createServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Handler, HttpRequest, WebSocketUpgrade } from "../http/index.ts";
import { type AccessLog, type AccessRecord, accessLogOf } from "./access-log.ts";
import type { BoundAddress, ListenAddress } from "./address.ts";
import { type ConnectionHost, Http1Connection } from "./connection.ts";
import { type Engine, type EngineFactory, noTls } from "./engine.ts";
import { ExchangeCount } from "./exchange-count.ts";
import { dateLine, HeadWriter, type Http1Limits, listMembers } from "./http1/index.ts";
import { passIdleGrace } from "./idle-grace.ts";
import { Listener } from "./listener.ts";
import type { ServerSettings } from "./options.ts";
import { ProxyGate } from "./proxy-gate.ts";
import type { Peer } from "./proxy-protocol.ts";
import { AnswerCount, type ServerStats } from "./stats.ts";
import type { TlsListener } from "./tls.ts";
import type { TlsOptions } from "./tls-certificates.ts";
import type { WebSocketBridge } from "./websocket.ts";

/** What speaks TLS: loaded only by servers that do. */
type TlsModule = typeof import("./tls.ts");

/** Serves over Saluki's own HTTP/1.1. */
export const salukiEngine: EngineFactory = async (handle, settings) =>
  new Http1Engine(handle, settings, settings.tls === undefined ? undefined : await import("./tls.ts"));

/** How often, in milliseconds, connections are looked over at most and at least. */
const SHORTEST_SWEEP = 20;
const LONGEST_SWEEP = 1000;

const TCP_OPTIONS = { allowHalfOpen: true, noDelay: true } as const;

/** The clock of an engine: milliseconds that only ever go on. */
export type Clock = () => number;

/**
 * The listener of Saluki's own HTTP/1.1, and what its connections share. One timer looks over all of them; it
 * runs only while there are any.
 */
export class Http1Engine implements Engine, ConnectionHost {
  readonly handle: Handler;
  readonly limits: Http1Limits;
  readonly accessLog: AccessLog | undefined;
  readonly headWriter = new HeadWriter();
  readonly answers = new AnswerCount();
  now = 0;
  date = "";
  draining = false;

  readonly #settings: ServerSettings;
  readonly #clock: Clock;
  readonly #listener: Listener;
  readonly #count = new ExchangeCount();
  readonly #connections = new Set<Http1Connection>();
  readonly #webSockets = new Set<Socket>();
  /** The sockets below TLS. */
  readonly #tlsSockets = new Set<Socket>();
  /** Those of them of which no handshake is complete. */
  readonly #handshakes = new Set<Socket>();
  #tls: TlsListener | undefined;
  readonly #gate: ProxyGate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bridge: Promise<WebSocketBridge> | undefined;

  constructor(
    handle: Handler,
    settings: ServerSettings,
    tls: TlsModule | undefined,
    clock: Clock = () => performance.now(),
  ) {
    this.handle = handle;
    this.limits = settings.limits;
    this.accessLog = accessLogOf(settings);
    this.#settings = settings;
    this.#clock = clock;
    this.#gate = settings.proxyProtocol && new ProxyGate(settings.proxyProtocol);
    const server = this.#createServer(settings, tls);
    server.maxConnections = this.limits.maxConnections;
    this.#listener = new Listener(server, (error) => settings.onError(error, undefined));
    this.sweep();
  }

  listen(address: ListenAddress): Promise<BoundAddress> {
    return this.#listener.listen(address);
  }

  setTls(tls: TlsOptions): void {
    if (this.#tls === undefined) throw noTls();
    this.#tls.replace(tls);
  }

  async drain(idleGrace = 0): Promise<void> {
    this.draining = true;
    const closed = this.#listener.close();
    for (const connection of this.#connections) connection.conclude();
    const bridge = await this.#bridge;
    bridge?.close(1001);
    await passIdleGrace(idleGrace, closed);
    // Nothing was asked there yet.
    this.#gate?.destroy();
    for (const socket of this.#handshakes) socket.destroy();
    for (const connection of this.#connections) connection.drain();
    await closed;
    await this.#count.idle();
  }

  destroy(): void {
    this.#gate?.destroy();
    for (const connection of this.#connections) connection.destroy();
    for (const socket of this.#webSockets) socket.destroy();
    for (const socket of this.#tlsSockets) socket.destroy();
  }

  stats(): ServerStats {
    return {
      answers: this.answers.byClass,
      requestsInFlight: this.#count.open,
      openConnections: this.#connections.size + this.#webSockets.size,
    };
  }

  /** Looks over all connections. The engine does so itself, several times within its shortest time-out. */
  sweep(): void {
    // Small integers are stored without a box.
    this.now = Math.floor(this.#clock());
    this.date = dateLine(Date.now());
    for (const connection of this.#connections) connection.sweep(this.now);
  }

  begin(): void {
    this.#count.begin();
  }

  finish(request: HttpRequest): void {
    // Later, so that no task keeps the answer before it from leaving.
    if (request.hasTasks) setImmediate(() => void this.#runTasks(request));
    else this.#count.end();
  }

  report(error: unknown, request: HttpRequest): void {
    try {
      this.#settings.onError(error, request);
    } catch (failure) {
      // A reporter that fails must not take the server with it.
      console.error("the error reporter of the server failed:", failure, "while reporting:", error);
    }
  }

  closed(connection: Http1Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  isHandshake(request: HttpRequest): boolean {
    return (
      request.method === "GET" &&
      request.connection.httpVersion === "1.1" &&
      listMembers(request.headers.getAll("upgrade").join(",")).includes("websocket") &&
      listMembers(request.headers.getAll("connection").join(",")).includes("upgrade")
    );
  }

  upgrade(
    upgrade: WebSocketUpgrade,
    request: HttpRequest,
    socket: Socket,
    head: Buffer,
    record: AccessRecord | undefined,
  ): void {
    if (record !== undefined) this.accessLog!.upgraded(record, socket);
    this.#webSockets.add(socket);
    socket.once("close", () => this.#webSockets.delete(socket));
    const exchange = {
      request,
      closed: (code: number) => {
        if (record !== undefined) this.accessLog!.closed(record, socket, code);
      },
      finish: () => this.finish(request),
      report: (error: unknown) => this.report(error, request),
    };
    this.#loadBridge().then(
      (bridge) => {
        bridge.connect(upgrade, exchange, socket, head);
        if (this.draining) bridge.close(1001);
      },
      (error) => {
        exchange.report(error);
        socket.destroy();
        exchange.closed(1006);
        exchange.finish();
      },
    );
  }

  /** ws is loaded at the first handshake: most servers never see one. */
  #loadBridge(): Promise<WebSocketBridge> {
    this.#bridge ??= import("./websocket.ts").then(
      ({ WebSocketBridge }) => new WebSocketBridge(this.#settings.websocket),
    );
    return this.#bridge;
  }

  #createServer({ tls }: ServerSettings, module: TlsModule | undefined): Server {
    const gate = this.#gate;
    if (tls === undefined || module === undefined) {
      return createServer(TCP_OPTIONS, (socket) => {
        if (!this.#hasPeer(socket)) return;
        if (gate === undefined) this.#accept(socket, "http", socket);
        else gate.enter(socket, (peer, rest) => this.#accept(socket, "http", peer).receive(rest));
      });
    }
    if (gate === undefined) {
      return this.#createTlsServer(tls, module, (socket) => this.#accept(socket, "https", socket));
    }
    // The header comes before the handshake, so the listener for TLS is handed sockets and does not listen itself.
    const peers = new WeakMap<Socket, Peer>();
    const tlsServer = this.#createTlsServer(tls, module, (socket) => {
      const peer = peers.get(module.proxiedSocket(socket));
      if (peer === undefined) socket.destroy();
      else this.#accept(socket, "https", peer);
    });
    return createServer(TCP_OPTIONS, (socket) => {
      if (!this.#hasPeer(socket)) return;
      gate.enter(socket, (peer, rest) => {
        peers.set(socket, peer);
        socket.pause();
        if (rest.length > 0) socket.unshift(rest);
        tlsServer.emit("connection", socket);
      });
    });
  }

  #createTlsServer(tls: TlsOptions, module: TlsModule, accept: (socket: TLSSocket) => void): Server {
    const host = { handshakeTimeout: this.limits.headersTimeout, onError: this.#settings.onError };
    this.#tls = new module.TlsListener(tls, host, (socket) => {
      this.#handshakes.delete(module.proxiedSocket(socket));
      if (this.#hasPeer(socket)) accept(socket);
    });
    const { server } = this.#tls;
    server.on("connection", (socket) => {
      this.#tlsSockets.add(socket);
      this.#handshakes.add(socket);
      socket.once("close", () => {
        this.#tlsSockets.delete(socket);
        this.#handshakes.delete(socket);
      });
    });
    return server;
  }

  /**
   * Whether it is known whose the socket is. One of TCP may have been reset before it was looked at: what it had sent would
   * pass for that of a Unix socket's peer.
   */
  #hasPeer(socket: Socket): boolean {
    if (!this.#listener.overTcp || socket.remoteAddress !== undefined) return true;
    socket.destroy();
    return false;
  }

  #accept(socket: Socket, scheme: "http" | "https", peer: Peer): Http1Connection {
    if (this.#timer === undefined) this.#startSweeping();
    const connection = new Http1Connection(socket, this, scheme, peer);
    this.#connections.add(connection);
    return connection;
  }

  #startSweeping(): void {
    const { limits } = this;
    const shortest = Math.min(
      limits.headersTimeout,
      limits.bodyTimeout,
      limits.requestTimeout,
      limits.handlerTimeout,
      limits.keepAliveTimeout,
      limits.sendTimeout,
      limits.lingerTimeout,
    );
    const period = Math.min(LONGEST_SWEEP, Math.max(SHORTEST_SWEEP, shortest / 4));
    // Nothing looked at the clock while there was no connection.
    this.sweep();
    this.#timer = setInterval(() => this.sweep(), period);
    this.#timer.unref();
  }

  async #runTasks(request: HttpRequest): Promise<void> {
    try {
      await request.finish();
    } catch (error) {
      this.report(error, request);
    }
    this.#count.end();
  }
}
