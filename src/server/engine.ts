import { SalukiError } from "../errors.ts";
import type { Handler } from "../http/index.ts";
import type { BoundAddress, ListenAddress } from "./address.ts";
import type { ServerSettings } from "./options.ts";
import type { ServerStats } from "./stats.ts";
import type { TlsOptions } from "./tls-certificates.ts";

/** What carries requests from the network to a {@link Handler}. */
export interface Engine {
  /** Starts to accept connections. Rejects with the error of the system call. */
  listen(address: ListenAddress): Promise<BoundAddress>;
  /**
   * Stops accepting, closes idle connections, announces the end to the others, closes WebSockets with 1001.
   * Resolves when every exchange is finished, its tasks included, and every connection is closed.
   *
   * @param idleGrace milliseconds that idle connections stay open, for a request that is on its way
   */
  drain(idleGrace?: number): Promise<void>;
  /**
   * Replaces the certificates for handshakes to come.
   *
   * @throws SalukiError INVALID_OPTION for certificates that cannot be used, INVALID_STATE where TLS is not spoken
   */
  setTls(tls: TlsOptions): void;
  /** Cuts off every connection that is still open, aborting its requests. */
  destroy(): void;
  stats(): ServerStats;
}

/** What {@link Engine.setTls} throws where there is nothing to be replaced. */
export function noTls(): SalukiError {
  return new SalukiError("INVALID_STATE", {
    what: "the certificates of a server were to be replaced that does not speak TLS",
    fix: "Start it with the option `tls`.",
  });
}

export type EngineFactory = (handle: Handler, settings: ServerSettings) => Engine | Promise<Engine>;
