import { createServer, type Socket } from "node:net";
import { urlOf } from "./address.ts";
import { listen } from "./listen.ts";
import { Listener } from "./listener.ts";
import { resolveAddress, type ServeOptions } from "./options.ts";

/** Accepts connections at an address, for others to serve. */
export interface Acceptor {
  /** As `url` of a running server. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Stops accepting. What was accepted stays open. */
  close(): void;
}

/**
 * Accepts connections without reading from them: for a process that hands them to others, whose servers take them by
 * the option `connections`.
 *
 * @param address where; `tls` makes its URL one of https
 * @param onConnection given each connection, with nothing read of it
 * @param onError told of connections that could not be accepted
 * @throws SalukiError ADDRESS_IN_USE, or INVALID_OPTION for an address that this process cannot have
 */
export async function acceptConnections(
  address: Pick<ServeOptions, "port" | "host" | "unixSocket" | "unixSocketMode" | "descriptor" | "tls">,
  onConnection: (socket: Socket) => void,
  onError: (error: Error) => void,
): Promise<Acceptor> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, onConnection);
  const listener = new Listener(server, onError);
  const bound = await listen(
    { listen: (where) => listener.listen(where), drain: () => listener.close() },
    resolveAddress(address),
  );
  const url = urlOf(address.tls === undefined ? "http" : "https", bound);
  return { ...bound, url, close: () => void server.close() };
}
