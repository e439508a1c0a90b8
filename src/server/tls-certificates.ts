import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureVersion } from "node:tls";
import { SalukiError, shown } from "../errors.ts";

/** A certificate with its key, in PEM. */
export interface Certificate {
  /** The certificate, followed by the intermediate ones. */
  readonly cert: string | Uint8Array;
  /** The private key of the certificate. */
  readonly key: string | Uint8Array;
  /** What the key is encrypted with. */
  readonly passphrase?: string | undefined;
}

/** Settings of TLS, besides the certificate for every name that neither {@link names} nor {@link certificateFor} has. */
export interface TlsSettings {
  /**
   * Certificates for other names that clients ask for (SNI, RFC 6066 §3): `"shop.example"`, or
   * `"*.shop.example"` for all names of one more label.
   */
  readonly names?: Readonly<Record<string, Certificate>> | undefined;
  /**
   * Finds the certificate for a name that {@link names} does not have; `undefined` for none of its own. Called at each
   * handshake for which it matters, with a host name in lower case that the *client* has chosen: letters, digits, `-`, `_` and
   * single dots. What it returns is made ready once, for 1000 names, until it returns another. Where it throws, or returns what
   * cannot be used, the connection is closed and `onError` told.
   */
  readonly certificateFor?:
    | ((name: string) => Certificate | undefined | Promise<Certificate | undefined>)
    | undefined;
  /** The lowest version that is spoken. @default "TLSv1.2" */
  readonly minVersion?: SecureVersion | undefined;
  /**
   * The certificates, in PEM, by which those of clients are checked. With it a client without a valid one is
   * cut off.
   */
  readonly clientAuthority?: string | Uint8Array | undefined;
}

/** Settings of TLS, with the certificate itself. */
export interface TlsOptions extends Certificate, TlsSettings {}

/** Most names whose certificates are kept ready, of those that are found by a function. */
const MOST_READY = 1000;

/** What a name in a handshake may look like to be looked for: nothing that means something to a file system or a database. */
const HOST_NAME = /^[-_0-9a-z]+(?:\.[-_0-9a-z]+)*$/;

/** Certificates made ready for handshakes. */
export class Certificates {
  /** What the listener itself is set up with. */
  readonly options: Material & { readonly minVersion: SecureVersion; readonly ca?: string };
  readonly #names = new Map<string, SecureContext>();
  readonly #certificateFor: TlsOptions["certificateFor"];
  /** By name; those that were asked for last stand at the end. */
  readonly #ready = new Map<string, { readonly material: Material; readonly context: SecureContext }>();

  /** @throws SalukiError INVALID_OPTION for what cannot be used */
  constructor(options: TlsOptions) {
    const { minVersion = "TLSv1.2", clientAuthority, names = {}, certificateFor } = options;
    // Told apart here: to node:tls all of it is one context that cannot be made.
    checkVersion(minVersion);
    const rest = {
      minVersion,
      ...(clientAuthority === undefined ? {} : { ca: authorityOf(clientAuthority) }),
    };
    this.options = { ...materialOf(options, "tls"), ...rest };
    this.#certificateFor = certificateFor;
    // Made once more by the listener, but an error there would not say which option it is about.
    this.#contextOf(this.options, "tls");
    for (const [name, certificate] of Object.entries(names)) {
      const option = `tls.names[${JSON.stringify(name)}]`;
      this.#names.set(name.toLowerCase(), this.#contextOf(materialOf(certificate, option), option));
    }
  }

  /** The certificate for a name that a client asks for; `undefined` for the one of all others. */
  find(asked: string): SecureContext | undefined | Promise<SecureContext | undefined> {
    const name = asked.toLowerCase();
    const listed = this.#names.get(name) ?? this.#names.get(`*${name.slice(name.indexOf("."))}`);
    if (listed !== undefined || this.#certificateFor === undefined) return listed;
    return name.length <= 253 && HOST_NAME.test(name) ? this.#ask(name, this.#certificateFor) : undefined;
  }

  async #ask(
    name: string,
    certificateFor: NonNullable<TlsOptions["certificateFor"]>,
  ): Promise<SecureContext | undefined> {
    const certificate = await certificateFor(name);
    const known = this.#ready.get(name);
    this.#ready.delete(name);
    if (certificate === undefined) return undefined;
    const option = `tls.certificateFor(${JSON.stringify(name)})`;
    const material = materialOf(certificate, option);
    const entry =
      known !== undefined && isSame(known.material, material)
        ? known
        : { material, context: this.#contextOf(material, option) };
    this.#ready.set(name, entry);
    if (this.#ready.size > MOST_READY) this.#ready.delete(this.#ready.keys().next().value!);
    return entry.context;
  }

  #contextOf(material: Material, option: string): SecureContext {
    const { minVersion, ca } = this.options;
    let context: SecureContext;
    try {
      context = createSecureContext({ ...material, minVersion, ...(ca === undefined ? {} : { ca }) });
    } catch (cause) {
      throw unusable(option, String(cause), { cause, fix: howToOpen(material) });
    }
    // A context takes one of each kind, and would only say so if both were of the same.
    if (!belongTogether(material)) throw unusable(option, "the key is that of another certificate");
    return context;
  }
}

/** A certificate as node:tls wants it. */
interface Material {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

function materialOf({ cert, key, passphrase }: Certificate, option: string): Material {
  // An empty text would be none to node:tls, and no error: a file that is being written is empty for a moment.
  for (const [name, pem] of Object.entries({ cert, key })) {
    if (pem === undefined || pem.length === 0) throw unusable(option, `${name} is empty`);
  }
  return { cert: text(cert), key: text(key), ...(passphrase === undefined ? {} : { passphrase }) };
}

const VERSIONS: readonly SecureVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

function checkVersion(minVersion: SecureVersion): void {
  if (VERSIONS.includes(minVersion)) return;
  throw new SalukiError("INVALID_OPTION", {
    what: `the server option tls.minVersion is ${shown(minVersion)}`,
    fix: 'Give "TLSv1.2" or "TLSv1.3".',
  });
}

/** Of an empty text node:tls would make all authorities of the web, and of nonsense none, without a word. */
function authorityOf(clientAuthority: string | Uint8Array): string {
  try {
    new X509Certificate(clientAuthority);
  } catch (cause) {
    throw new SalukiError("INVALID_OPTION", {
      what: `the server option tls.clientAuthority holds no certificate: ${String(cause)}`,
      fix: "Give the certificates of the authority in PEM, or leave it out to ask clients for none.",
      cause,
    });
  }
  return text(clientAuthority);
}

function unusable(
  option: string,
  problem: string,
  { fix, cause }: { fix?: string | undefined; cause?: unknown } = {},
): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: `the server option ${option} has a certificate or key that cannot be used: ${problem}`,
    fix: fix ?? "Give `cert` and `key` in PEM, a pair that belongs together.",
    cause,
  });
}

/** What to do where a key is encrypted and the passphrase does not open it. */
function howToOpen({ key, passphrase }: Material): string | undefined {
  // The label of PKCS #8 (RFC 7468 §11), or the header of the older format (RFC 1421 §4.6.1.1).
  if (!/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(key)) return undefined;
  try {
    createPrivateKey({ key, passphrase });
    return undefined;
  } catch {
    return passphrase === undefined
      ? "The key is encrypted: give its `passphrase` (--tls-key-passphrase-env names a variable that holds it)."
      : "The key is encrypted, and the passphrase does not open it: give the right one.";
  }
}

function belongTogether({ cert, key, passphrase }: Material): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey({ key, passphrase }));
}

function isSame(a: Material, b: Material): boolean {
  return a.cert === b.cert && a.key === b.key && a.passphrase === b.passphrase;
}

function text(pem: string | Uint8Array): string {
  return typeof pem === "string" ? pem : Buffer.from(pem).toString("latin1");
}
