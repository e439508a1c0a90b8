/** Where to listen. */
export type ListenAddress =
  | { readonly host: string; readonly port: number }
  /** With the permissions that its file gets; without, those that the umask of the process leaves. */
  | { readonly unixSocket: string; readonly mode?: number | undefined }
  /** A socket that is open already: of systemd, or of the process that started this one. */
  | { readonly descriptor: number };

/** What was bound: the address and port that the system chose. */
export interface BoundAddress {
  readonly host: string;
  /** 0 for a Unix socket. */
  readonly port: number;
}
