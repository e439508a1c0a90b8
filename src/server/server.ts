import { SalukiError } from "../errors.ts";
import type { Handler } from "../http/index.ts";
import { LONGEST_TIMEOUT } from "../longest-timeout.ts";
import { type BoundAddress, urlOf } from "./address.ts";
import { CertificateWatch, namesFiles, readCertificate } from "./certificate-files.ts";
import type { Engine, EngineFactory } from "./engine.ts";
import { listen } from "./listen.ts";
import {
  resolveAddress,
  resolveSettings,
  type ServeOptions,
  type ServerSettings,
  type TlsFileOptions,
} from "./options.ts";
import type { ServerStats } from "./stats.ts";
import type { TlsOptions } from "./tls-certificates.ts";

/** What can be served: an application, or anything of its shape. */
export interface Servable {
  handle: Handler;
  /** Awaited before the first connection is accepted. */
  startup?(): Promise<void>;
  /** Awaited after the last exchange is finished. */
  shutdown?(): Promise<void>;
}

/** How a server is stopped. */
export interface CloseOptions {
  /**
   * Milliseconds that running requests and WebSockets get to come to their end before they are cut off; `Infinity` for as
   * long as it takes.
   * @default 10_000
   */
  readonly deadline?: number | undefined;
  /**
   * Milliseconds that idle connections stay open, for a request that a client has sent already or is about to send:
   * it is answered, with `Connection: close`, instead of meeting a closed connection.
   * @default 0
   */
  readonly idleGrace?: number | undefined;
}

/** A server that accepts connections. */
export interface RunningServer {
  /** A URL under which this machine reaches the server, without a slash at its end; `unix:PATH` for a Unix socket. */
  readonly url: string;
  /** The address it listens on, or the path of its Unix socket. */
  readonly host: string;
  /** The TCP port, also where port 0 was asked for; 0 for a Unix socket. */
  readonly port: number;
  /**
   * Stops gracefully: accepts no more connections, closes idle ones, lets running requests finish (their answers
   * say `Connection: close`), closes WebSockets with 1001, then shuts the application down. What still runs at the
   * deadline is cut off. Called again, it may bring the deadline forward.
   *
   * Rejects with what the application's shutdown threw.
   */
  close(options?: CloseOptions): Promise<void>;
  /** What the server is doing now, and how much it has done. Counting costs nothing worth measuring. */
  stats(): ServerStats;
  /**
   * Replaces the certificates, and all else of the option `tls`, for handshakes to come: connections that are open go on, and
   * clients may still resume their sessions. Whether clients are asked for certificates cannot be changed. Files that were given
   * are no longer looked at.
   *
   * @throws SalukiError INVALID_OPTION for a certificate or key that cannot be used, INVALID_STATE where the server was
   * started without TLS; in both cases everything stays as it was
   */
  setTls(tls: TlsOptions): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Each is loaded when it is chosen: node:http alone takes as long as all of Saluki's own. */
const ENGINES: Readonly<Record<NonNullable<ServeOptions["engine"]>, () => Promise<EngineFactory>>> = {
  saluki: async () => (await import("./http1-engine.ts")).salukiEngine,
  node: async () => (await import("./node-engine.ts")).nodeEngine,
};

// After the cut-off handlers see that their requests are aborted; this is for their clean-up, in milliseconds.
const CLEAN_UP = 1000;

/**
 * Starts the application, then serves it.
 *
 * @throws SalukiError ADDRESS_IN_USE when something listens there already, INVALID_OPTION for an address or
 * setting that cannot work
 * @example
 * ```ts
 * const server = await serve(app, { port: 8080 });
 * console.log(`listening on ${server.url}`);
 * await server.close();
 * ```
 */
export async function serve(app: Servable | Handler, options: ServeOptions = {}): Promise<RunningServer> {
  const servable: Servable = typeof app === "function" ? { handle: app } : app;
  const { tls } = options;
  const files = tls !== undefined && namesFiles(tls) ? tls : undefined;
  const settings = resolveSettings(
    options,
    files === undefined ? (tls as TlsOptions | undefined) : { ...files, ...(await readCertificate(files)) },
  );
  const address = resolveAddress(options);
  const { forwarded } = settings;
  const handle: Handler =
    forwarded === undefined
      ? (request) => servable.handle(request)
      : (request) => servable.handle(forwarded(request));
  const createEngine = await engineNamed(options.engine ?? "saluki");
  const engine = await createEngine(handle, settings);
  await servable.startup?.();
  try {
    const bound = await listen(engine, address);
    const server = new EngineServer(engine, servable, settings.tls === undefined ? "http" : "https", bound);
    if (files !== undefined) server.watch(files, settings);
    return server;
  } catch (error) {
    await servable.shutdown?.();
    throw error;
  }
}

function engineNamed(name: string): Promise<EngineFactory> {
  const load = Object.hasOwn(ENGINES, name) ? ENGINES[name as keyof typeof ENGINES] : undefined;
  if (load !== undefined) return load();
  throw new SalukiError("INVALID_OPTION", {
    what: `there is no server engine ${JSON.stringify(name)}`,
    fix: `Use one of: ${Object.keys(ENGINES).join(", ")}.`,
  });
}

class EngineServer implements RunningServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly #engine: Engine;
  readonly #servable: Servable;
  #watch: CertificateWatch | undefined;
  #closed: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #deadline = Number.POSITIVE_INFINITY;
  #cutOff: (() => void) | undefined;

  constructor(engine: Engine, servable: Servable, scheme: "http" | "https", bound: BoundAddress) {
    this.#engine = engine;
    this.#servable = servable;
    this.host = bound.host;
    this.port = bound.port;
    this.url = urlOf(scheme, bound);
  }

  close({ deadline = 10_000, idleGrace = 0 }: CloseOptions = {}): Promise<void> {
    if (!(deadline >= 0)) return Promise.reject(badDeadline(deadline));
    this.#closed ??= this.#stop(idleGrace);
    const moment = performance.now() + deadline;
    if (moment < this.#deadline) {
      this.#deadline = moment;
      clearTimeout(this.#timer);
      if (deadline <= LONGEST_TIMEOUT) this.#timer = setTimeout(() => this.#cutOff?.(), deadline);
    }
    return this.#closed;
  }

  stats(): ServerStats {
    return this.#engine.stats();
  }

  setTls(tls: TlsOptions): void {
    this.#engine.setTls(tls);
    this.#watch?.stop();
  }

  /** Keeps the certificate as its files have it. */
  watch(files: TlsFileOptions, { tls, onError }: ServerSettings): void {
    this.#watch = new CertificateWatch(files, tls!, {
      use: (certificate) => this.#engine.setTls({ ...files, ...certificate }),
      onError,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #stop(idleGrace: number): Promise<void> {
    this.#watch?.stop();
    const drained = this.#engine.drain(idleGrace);
    const late = new Promise<"late">((resolve) => {
      this.#cutOff = () => resolve("late");
    });
    const outcome = await Promise.race([drained, late]);
    clearTimeout(this.#timer);
    this.#deadline = 0;
    if (outcome === "late") {
      this.#engine.destroy();
      await orLater(drained, CLEAN_UP);
    }
    await this.#servable.shutdown?.();
  }
}

function badDeadline(deadline: unknown): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: `the deadline of close() is ${String(deadline)}`,
    fix: "Give milliseconds from 0 on; Infinity waits for as long as it takes.",
  });
}

/**
 * Waits for work, and not for longer than a time. The timer keeps the process: with every connection closed nothing
 * else may, and the application is not shut down yet.
 */
async function orLater(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, time]).finally(() => clearTimeout(timer));
}
