import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Handler, HttpRequest, HttpResponse, WebSocketUpgrade } from "../http/index.ts";
import { type ConnectionHost, Http1Connection } from "./connection.ts";
import type { BoundAddress, Engine, EngineFactory, ListenAddress } from "./engine.ts";
import { ExchangeCount } from "./exchange-count.ts";
import { dateLine, HeadWriter, type Http1Limits, resolveLimits } from "./http1/index.ts";
import type { ServerSettings } from "./options.ts";

/** Serves over Saluki's own HTTP/1.1. */
export const salukiEngine: EngineFactory = (handle, settings) => new Http1Engine(handle, settings);

export class Http1Engine implements Engine, ConnectionHost {
  readonly handle: Handler;
  readonly limits: Http1Limits;
  now = Math.floor(performance.now());
  date = dateLine(Date.now());
  draining = false;
  readonly headWriter = new HeadWriter();
  readonly #settings: ServerSettings;
  readonly #count = new ExchangeCount();
  readonly #server: Server;
  readonly #connections = new Set<Http1Connection>();

  constructor(handle: Handler, settings: ServerSettings) {
    this.handle = handle;
    this.limits = resolveLimits(settings);
    this.#settings = settings;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    setInterval(() => this.sweep(), 250).unref();
  }

  listen(address: ListenAddress): Promise<BoundAddress> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen("unixSocket" in address ? { path: address.unixSocket } : address, () => {
        server.off("error", reject);
        const bound = server.address() as AddressInfo | string;
        resolve(
          typeof bound === "string" ? { host: bound, port: 0 } : { host: bound.address, port: bound.port },
        );
      });
    });
  }

  async drain(): Promise<void> {
    this.draining = true;
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const connection of this.#connections) connection.drain();
    await closed;
    await this.#count.idle();
  }

  destroy(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  sweep(): void {
    this.now = Math.floor(performance.now());
    this.date = dateLine(Date.now());
    for (const connection of this.#connections) connection.sweep(this.now);
  }

  begin(): void {
    this.#count.begin();
  }

  finish(request: HttpRequest): void {
    if (request.hasTasks) setImmediate(() => void this.#runTasks(request));
    else this.#count.end();
  }

  async #runTasks(request: HttpRequest): Promise<void> {
    try {
      await request.finish();
    } catch (error) {
      this.report(error, request);
    }
    this.#count.end();
  }

  report(error: unknown, request: HttpRequest): void {
    this.#settings.onError(error, request);
  }

  handshakeFault(_request: HttpRequest): HttpResponse | undefined {
    return undefined;
  }

  isHandshake(_request: HttpRequest): boolean {
    return false;
  }

  upgrade(_upgrade: WebSocketUpgrade, _request: HttpRequest, _socket: Socket, _head: Buffer): void {}

  closed(connection: Http1Connection): void {
    this.#connections.delete(connection);
  }

  #accept(socket: Socket): void {
    this.#connections.add(new Http1Connection(socket, this, "http"));
  }
}
