import { readFile } from "node:fs/promises";
import { SalukiError } from "../errors.ts";
import type { Certificate } from "./tls-certificates.ts";

/** A certificate with its key, in files that hold PEM. */
export interface CertificateFiles {
  /**
   * The certificate, followed by the intermediate ones. The server looks at both files every 10 seconds, and shows what is new in
   * them to new clients, without a restart.
   */
  readonly certFile: string;
  /** The private key of the certificate. */
  readonly keyFile: string;
  /** What the key is encrypted with. */
  readonly passphrase?: string | undefined;
}

/**
 * Whether the option `tls` names files. A member that is `undefined` is not there.
 *
 * @throws SalukiError INVALID_OPTION for one file of two, or for files and a certificate
 */
export function namesFiles<Files extends CertificateFiles, Pem extends Certificate>(
  tls: Files | Pem,
): tls is Files {
  const { certFile, keyFile, cert, key }: Partial<CertificateFiles & Certificate> = tls;
  if (certFile === undefined && keyFile === undefined) return false;
  const missing = certFile === undefined ? "certFile" : "keyFile";
  if (certFile === undefined || keyFile === undefined) {
    throw new SalukiError("INVALID_OPTION", {
      what: `the server option tls.${missing} is missing, and the other file is named`,
      fix: "Give `certFile` and `keyFile`, or `cert` and `key`.",
    });
  }
  if (cert !== undefined || key !== undefined) {
    throw new SalukiError("INVALID_OPTION", {
      what: "the server option tls has a certificate in files and one in PEM",
      fix: "Give either `certFile` and `keyFile`, or `cert` and `key`.",
    });
  }
  return true;
}

/** @throws SalukiError INVALID_OPTION for a file that cannot be read */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  // One after the other, so that of two that are missing it is always the same that is named.
  const cert = await read(files, "certFile");
  const key = await read(files, "keyFile");
  return { cert, key, passphrase: files.passphrase };
}

async function read(files: CertificateFiles, option: "certFile" | "keyFile"): Promise<string> {
  try {
    return await readFile(files[option], "latin1");
  } catch (cause) {
    throw new SalukiError("INVALID_OPTION", {
      what: `the file of the server option tls.${option} cannot be read: ${String(cause)}`,
      fix: "Give the path of a file in PEM that this process may read.",
      cause,
    });
  }
}

/** Milliseconds from one look at the files to the next. Reading them costs nothing, and no certificate is needed sooner. */
const EVERY = 10_000;

/** What is done with a certificate that is new. */
export interface CertificateUse {
  /** Throws where it cannot be used. */
  readonly use: (certificate: Certificate) => void;
  readonly onError: (error: unknown, request: undefined) => void;
}

/**
 * Looks at the files of a certificate again and again. They are read, and not waited for by events of the file system: those
 * miss what certbot and Kubernetes do, which turn a symbolic link somewhere above, and they are not there on every file system.
 *
 * Files that do not fit together are mostly being written: what was in use stays in use, and an error is told when the
 * next look finds the same.
 */
export class CertificateWatch {
  readonly #files: CertificateFiles;
  readonly #then: CertificateUse;
  #inUse: Certificate;
  #failure: { readonly sign: string; told: boolean } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(files: CertificateFiles, inUse: Certificate, then: CertificateUse) {
    this.#files = files;
    this.#inUse = inUse;
    this.#then = then;
    this.#lookLater();
  }

  async look(): Promise<void> {
    let sign = "";
    try {
      const found = await readCertificate(this.#files);
      if (this.#stopped) return;
      sign = `${found.cert}\n${found.key}`;
      if (found.cert !== this.#inUse.cert || found.key !== this.#inUse.key) {
        this.#then.use(found);
        this.#inUse = found;
      }
      this.#failure = undefined;
    } catch (error) {
      this.#fail(sign, error);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #lookLater(): void {
    this.#timer = setTimeout(async () => {
      await this.look();
      if (!this.#stopped) this.#lookLater();
    }, EVERY);
    this.#timer.unref();
  }

  #fail(sign: string, cause: unknown): void {
    if (this.#failure?.sign !== sign) {
      this.#failure = { sign, told: false };
      return;
    }
    if (this.#failure.told) return;
    this.#failure.told = true;
    const { certFile, keyFile } = this.#files;
    const message = `${certFile} and ${keyFile} have changed and cannot be used; the certificate from before is kept`;
    this.#then.onError(new Error(message, { cause }), undefined);
  }
}
