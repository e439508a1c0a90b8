import type { Handler } from "../http/index.ts";
import type { BoundAddress, ListenAddress } from "./address.ts";
import type { ServerSettings } from "./options.ts";

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
