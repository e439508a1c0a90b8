import { type AddressInfo, Server, type Socket } from "node:net";
import type { BoundAddress, ListenAddress } from "./address.ts";

/** Where a server of node's gets its connections from: a socket of its own, or somebody who hands them over. */
export class Listener {
  readonly #server: Server;
  readonly #onError: (error: Error) => void;
  /** Of the connections that were handed over, which the server itself does not count, those that are open. */
  readonly #handedOver = new Set<Socket>();
  #closed = false;
  /** Whether connections come over TCP, and not over a Unix socket. */
  overTcp = false;

  /** @param onError told of connections that could not be accepted */
  constructor(server: Server, onError: (error: Error) => void) {
    this.#server = server;
    this.#onError = onError;
  }

  /** Starts to accept. Rejects with the error of the system call. */
  listen(address: ListenAddress): Promise<BoundAddress> {
    if ("connections" in address) {
      const { connections } = address;
      this.overTcp = connections.port > 0;
      connections.start(this.#take);
      return Promise.resolve({ host: connections.host, port: connections.port });
    }
    const server = this.#server;
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        // It may be asked again, as where a socket was left behind.
        server.off("listening", succeed);
        reject(error);
      };
      const succeed = () => {
        server.off("error", fail);
        // Out of descriptors, mostly: connections wait until some are closed.
        server.on("error", this.#onError);
        const bound = server.address() as AddressInfo | string | null;
        this.overTcp = bound !== null && typeof bound === "object";
        if (bound === null || typeof bound === "string") resolve({ host: bound ?? "", port: 0 });
        else resolve({ host: bound.address, port: bound.port });
      };
      server.once("error", fail).once("listening", succeed).listen(optionsOf(address));
    });
  }

  /** Stops accepting. Resolves when every connection is closed. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      // Not the close() of a server of node:http, which would also close connections.
      Server.prototype.close.call(this.#server, () => resolve());
    });
    for (const socket of this.#handedOver) await new Promise((resolve) => socket.once("close", resolve));
    this.#closed = true;
  }

  readonly #take = (socket: Socket): void => {
    // Node does not count them, either.
    if (this.#closed || this.#handedOver.size >= this.#server.maxConnections) {
      socket.destroy();
      return;
    }
    this.#handedOver.add(socket);
    socket.once("close", () => this.#handedOver.delete(socket));
    // As on those that the server accepts itself.
    socket.allowHalfOpen = true;
    socket.setNoDelay(true);
    this.#server.emit("connection", socket);
    if (socket.isPaused()) socket.resume();
  };
}

/** An address as node:net wants it. */
function optionsOf(
  address: Exclude<ListenAddress, { readonly connections: unknown }>,
): { path: string } | { fd: number } | { host: string; port: number } {
  if ("unixSocket" in address) return { path: address.unixSocket };
  return "descriptor" in address ? { fd: address.descriptor } : address;
}
