import type { Socket } from "node:net";
import { createServer, type SecureContext, type Server, type TLSSocket } from "node:tls";
import { SalukiError } from "../errors.ts";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";
import { Certificates, type TlsOptions } from "./tls-certificates.ts";

/** What a {@link TlsListener} needs of its server. */
export interface TlsHost {
  /** Milliseconds for a handshake; `Infinity` for no limit. */
  readonly handshakeTimeout: number;
  /** Told of certificates that could not be found. */
  readonly onError: (error: unknown, request: undefined) => void;
}

/** A listener for TLS that speaks HTTP/1.1 by ALPN (RFC 7301). Its certificates may be replaced while it runs. */
export class TlsListener {
  readonly server: Server;
  readonly #host: TlsHost;
  #certificates: Certificates;

  /** @throws SalukiError INVALID_OPTION for a certificate or key that cannot be used */
  constructor(options: TlsOptions, host: TlsHost, accept: (socket: TLSSocket) => void) {
    this.#host = host;
    this.#certificates = new Certificates(options);
    const asksClients = this.#certificates.options.ca !== undefined;
    this.server = createServer(
      {
        ...this.#certificates.options,
        ALPNProtocols: ["http/1.1"],
        allowHalfOpen: true,
        noDelay: true,
        // Of setTimeout: what is longer would be no time at all.
        handshakeTimeout: Math.min(host.handshakeTimeout, LONGEST_TIMEOUT),
        ...(asksClients ? { requestCert: true, rejectUnauthorized: true } : {}),
        SNICallback: (name, done) => this.#find(name, done),
      },
      accept,
    );
    // A failed handshake is the client's matter.
    this.server.on("tlsClientError", (_error, socket) => socket.destroy());
  }

  /**
   * Replaces the certificates of handshakes to come. Connections go on, and so do sessions: what clients were given to resume
   * them by stays valid, unless their own certificates are checked in another way.
   *
   * @throws SalukiError INVALID_OPTION, and keeps those that were there
   */
  replace(options: TlsOptions): void {
    const { ca } = this.#certificates.options;
    const next = new Certificates(options);
    if ((ca === undefined) !== (next.options.ca === undefined)) {
      throw new SalukiError("INVALID_OPTION", {
        what: "tls.clientAuthority was given when the server started and is not now, or the other way round",
        fix: "Whether clients are asked for certificates is decided at the start: restart the server.",
      });
    }
    const ticketKeys = this.server.getTicketKeys();
    this.server.setSecureContext(next.options);
    // A session that is resumed is not checked again.
    if (ca === next.options.ca) this.server.setTicketKeys(ticketKeys);
    this.#certificates = next;
  }

  #find(name: string, done: (error: Error | null, context?: SecureContext) => void): void {
    const found = this.#certificates.find(name);
    if (!(found instanceof Promise)) {
      done(null, found);
      return;
    }
    found.then(
      (context) => done(null, context),
      (error: unknown) => {
        this.#host.onError(error, undefined);
        done(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}

/**
 * The socket below one of TLS that a listener was handed. Node tells it in a member without documentation, which it has had
 * since its first versions; a test asks for it.
 */
export function proxiedSocket(socket: TLSSocket): Socket {
  return (socket as unknown as { readonly _parent: Socket })._parent;
}
