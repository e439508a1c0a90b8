import type { Socket } from "node:net";

/** Where to listen. */
export type ListenAddress =
  | { readonly host: string; readonly port: number }
  /** With the permissions that its file gets; without, those that the umask of the process leaves. */
  | { readonly unixSocket: string; readonly mode?: number | undefined }
  /** A socket that is open already: of systemd, or of the process that started this one. */
  | { readonly descriptor: number }
  /** Nowhere: what is accepted elsewhere is handed over. */
  | { readonly connections: ConnectionSource };

/** What was bound: the address and port that the system chose. */
export interface BoundAddress {
  readonly host: string;
  /** 0 for a Unix socket. */
  readonly port: number;
}

/** Connections that are accepted elsewhere, such as by another process, at the address that this tells. */
export interface ConnectionSource extends BoundAddress {
  /**
   * Called once, when the server is ready. From then on `accept` may be called with sockets of which nothing was
   * read, paused ones too. One that comes when the server has stopped is closed at once.
   */
  start(accept: (socket: Socket) => void): void;
}

/** A URL by which this machine reaches what is bound; `unix:PATH` for a Unix socket. */
export function urlOf(scheme: "http" | "https", { host, port }: BoundAddress): string {
  if (port === 0) return `unix:${host}`;
  // The wildcard addresses can be listened on, but not connected to everywhere.
  if (host === "0.0.0.0") return `${scheme}://127.0.0.1:${port}`;
  if (host === "::") return `${scheme}://[::1]:${port}`;
  return host.includes(":") ? `${scheme}://[${host}]:${port}` : `${scheme}://${host}:${port}`;
}
