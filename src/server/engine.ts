import type { Handler } from "../http/index.ts";
import type { ServerSettings } from "./options.ts";

/** Where to listen. */
export type ListenAddress =
  | { readonly host: string; readonly port: number }
  | { readonly unixSocket: string }
  /** A socket that is open already: of systemd, or of the process that started this one. */
  | { readonly descriptor: number };

/** What was bound: the address and port that the system chose. */
export interface BoundAddress {
  readonly host: string;
  /** 0 for a Unix socket. */
  readonly port: number;
}

/** What carries requests from the network to a {@link Handler}. */
export interface Engine {
  /** Starts to accept connections. Rejects with the error of the system call. */
  listen(address: ListenAddress): Promise<BoundAddress>;
  /**
   * Stops accepting, closes idle connections, announces the end to the others, closes WebSockets with 1001.
   * Resolves when every exchange is finished, its tasks included, and every connection is closed.
   */
  drain(): Promise<void>;
  /** Cuts off every connection that is still open, aborting its requests. */
  destroy(): void;
}

export type EngineFactory = (handle: Handler, settings: ServerSettings) => Engine;
