import type { Socket } from "node:net";
import {
  createSecureContext,
  createServer,
  type SecureContext,
  type SecureVersion,
  type Server,
  type TLSSocket,
} from "node:tls";
import { SalukiError } from "../errors.ts";

/** A certificate with its key, in PEM. */
export interface Certificate {
  /** The certificate, followed by the intermediate ones. */
  readonly cert: string | Uint8Array;
  /** The private key of the certificate. */
  readonly key: string | Uint8Array;
  /** What the key is encrypted with. */
  readonly passphrase?: string | undefined;
}

/** Settings of TLS. The certificate here serves every name that {@link names} does not have. */
export interface TlsOptions extends Certificate {
  /**
   * Certificates for other names that clients ask for (SNI, RFC 6066 §3): `"shop.example"`, or
   * `"*.shop.example"` for all names of one more label.
   */
  readonly names?: Readonly<Record<string, Certificate>> | undefined;
  /** The lowest version that is spoken. @default "TLSv1.2" */
  readonly minVersion?: SecureVersion | undefined;
  /**
   * The certificates, in PEM, by which those of clients are checked. With it a client without a valid one is
   * cut off.
   */
  readonly clientAuthority?: string | Uint8Array | undefined;
}

/**
 * A listener for TLS that speaks HTTP/1.1 by ALPN (RFC 7301).
 *
 * @throws SalukiError INVALID_OPTION for a certificate or key that cannot be read
 */
export function createTlsServer(
  options: TlsOptions,
  handshakeTimeout: number,
  accept: (socket: TLSSocket) => void,
): Server {
  const { minVersion = "TLSv1.2", clientAuthority } = options;
  const contextOf = (certificate: Certificate, option: string) =>
    secureContext(certificate, option, { minVersion, clientAuthority });
  const names = new Map<string, SecureContext>();
  for (const [name, certificate] of Object.entries(options.names ?? {})) {
    names.set(name.toLowerCase(), contextOf(certificate, `tls.names[${JSON.stringify(name)}]`));
  }
  // Made once more by node, but an error there would not say which option it is about.
  contextOf(options, "tls");
  const server = createServer(
    {
      ...material(options),
      minVersion,
      ALPNProtocols: ["http/1.1"],
      allowHalfOpen: true,
      noDelay: true,
      // Of setTimeout: what is longer would be no time at all.
      handshakeTimeout: Math.min(handshakeTimeout, 0x7fffffff),
      ...(clientAuthority === undefined
        ? {}
        : { ca: text(clientAuthority), requestCert: true, rejectUnauthorized: true }),
      ...(names.size === 0
        ? {}
        : {
            SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
              done(null, lookUp(names, name)),
          }),
    },
    accept,
  );
  // A failed handshake is the client's matter.
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

/**
 * The socket below one of TLS that a listener was handed. Node tells it in a member without documentation, which it has had
 * since its first versions; a test asks for it.
 */
export function proxiedSocket(socket: TLSSocket): Socket {
  return (socket as unknown as { readonly _parent: Socket })._parent;
}

function lookUp(names: ReadonlyMap<string, SecureContext>, asked: string): SecureContext | undefined {
  const name = asked.toLowerCase();
  return names.get(name) ?? names.get(`*${name.slice(name.indexOf("."))}`);
}

function secureContext(
  certificate: Certificate,
  option: string,
  rest: { minVersion: SecureVersion; clientAuthority: string | Uint8Array | undefined },
): SecureContext {
  const { minVersion, clientAuthority } = rest;
  try {
    return createSecureContext({
      ...material(certificate),
      minVersion,
      ...(clientAuthority === undefined ? {} : { ca: text(clientAuthority) }),
    });
  } catch (cause) {
    throw new SalukiError("INVALID_OPTION", {
      what: `the server option ${option} has a certificate or key that cannot be used: ${String(cause)}`,
      fix: "Give `cert` and `key` in PEM, a pair that belongs together.",
      cause,
    });
  }
}

function material({ cert, key, passphrase }: Certificate): {
  cert: string;
  key: string;
  passphrase?: string;
} {
  return { cert: text(cert), key: text(key), ...(passphrase === undefined ? {} : { passphrase }) };
}

function text(pem: string | Uint8Array): string {
  return typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1");
}
