import { SalukiError, shown } from "../errors.ts";
import {
  type AccessLogger,
  type ErrorReporter,
  type ForwardedOptions,
  forwardedRequests,
  type HttpRequest,
  safeReporter,
  TrustedProxies,
} from "../http/index.ts";
import type { ConnectionSource, ListenAddress } from "./address.ts";
import type { CertificateFiles } from "./certificate-files.ts";
import { HTTP1_LIMITS, type Http1Limits, resolveLimits } from "./http1/index.ts";
import type { ProxyProtocolSettings } from "./proxy-gate.ts";
import type { TlsOptions, TlsSettings } from "./tls-certificates.ts";
import { resolveWebSocket, type WebSocketOptions, type WebSocketSettings } from "./websocket-options.ts";

/** The limits that node:http has as well. */
const SHARED_LIMITS = [
  "maxHeaderBytes",
  "headersTimeout",
  "requestTimeout",
  "keepAliveTimeout",
  "maxUnreadBodyBytes",
] as const satisfies readonly (keyof Http1Limits)[];

type SharedLimit = (typeof SHARED_LIMITS)[number];

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Limits and time-outs of a server. All times are milliseconds. `Infinity` takes a limit away. */
export interface ServerLimits extends Given<Pick<Http1Limits, SharedLimit>> {}

/** Limits that only Saluki's own HTTP/1.1 knows. */
export interface OwnLimits extends Given<Omit<Http1Limits, SharedLimit>> {}

/** Settings of TLS, with a certificate from files. */
export interface TlsFileOptions extends CertificateFiles, TlsSettings {}

/** {@link ForwardedOptions}, none of which has to be given: @default nobody is trusted */
export type ServerForwardedOptions = {
  readonly [K in keyof ForwardedOptions]?: ForwardedOptions[K] | undefined;
};

/** Where and how to serve. */
export interface ServeOptions extends ServerLimits, OwnLimits, ServerForwardedOptions {
  /** The TCP port; 0 lets the system choose a free one. @default 8000 */
  readonly port?: number | undefined;
  /** The address to listen on. `"0.0.0.0"` or `"::"` listens on all of them. @default "127.0.0.1" */
  readonly host?: string | undefined;
  /** The path of a Unix socket to listen on, instead of a port. */
  readonly unixSocket?: string | undefined;
  /**
   * The permissions of the file of the Unix socket, such as `0o660`: who may write to it may connect. They are set as soon as it is
   * there; where nobody else may reach it for that moment, put it into a folder that they cannot enter.
   * @default what the umask of the process leaves
   */
  readonly unixSocketMode?: number | undefined;
  /**
   * A socket that is open already, to listen on instead of a port: the number of its file descriptor. systemd
   * gives the first one as 3.
   */
  readonly descriptor?: number | undefined;
  /** Hands over connections that are accepted elsewhere, such as by another process, instead of listening. */
  readonly connections?: ConnectionSource | undefined;
  /**
   * What speaks HTTP: `"saluki"` is Saluki's own HTTP/1.1, `"node"` is node:http, with fewer limits and no TLS.
   * @default "saluki"
   */
  readonly engine?: "saluki" | "node" | undefined;
  /**
   * Makes it an https server, with a certificate, or with one from files that are looked at again and again. Saluki's own
   * HTTP/1.1 only.
   */
  readonly tls?: TlsOptions | TlsFileOptions | undefined;
  /**
   * Whether connections begin with the header of HAProxy's PROXY protocol (version 1 or 2), before TLS, which tells the
   * address of the client. `"required"` closes those that do not, and where {@link trustedProxies} is given, those of
   * anyone else. Without it, make sure that only the proxy can reach the server. The client is then the peer that
   * {@link trustedProxies} is asked about for other header fields; one that the header does not tell has no address and is
   * never believed. Saluki's own HTTP/1.1 only.
   * @default "off"
   */
  readonly proxyProtocol?: "off" | "required" | undefined;
  readonly websocket?: WebSocketOptions | undefined;
  /**
   * Told of every exchange once its answer was handed over, also of what never reached the application, such as bytes
   * that are no request. `pinoAccessLog` and `serverAccessLog` of `saluki/observability` make one.
   * @default none
   */
  readonly accessLog?: AccessLogger | undefined;
  /**
   * Told of errors that no answer can show, with the request as the application has seen it.
   * @default to standard error
   */
  readonly onError?: ErrorReporter | undefined;
}

/** {@link ServeOptions} with every default in its place. `Infinity` stands for each limit that there is not. */
export interface ServerSettings {
  readonly limits: Http1Limits;
  readonly websocket: WebSocketSettings;
  readonly accessLog: AccessLogger | undefined;
  readonly onError: ErrorReporter;
  readonly tls: TlsOptions | undefined;
  /** What trusted proxies have made of a request, the same one at each call; `undefined` where nobody is trusted. */
  readonly forwarded: ((request: HttpRequest) => HttpRequest) | undefined;
  readonly proxyProtocol: ProxyProtocolSettings | undefined;
}

/**
 * Fills in the defaults. `tls` is the option of that name, with the certificate itself.
 *
 * @throws SalukiError INVALID_OPTION for a value that cannot work
 */
export function resolveSettings(options: ServeOptions, tls?: TlsOptions): ServerSettings {
  if (options.engine === "node") refuseOwnOptions(options);
  const limits = resolveLimits(options);
  const forwarded = resolveForwarded(options);
  return {
    limits,
    websocket: resolveWebSocket(options.websocket),
    accessLog: checkAccessLog(options.accessLog),
    onError: resolveReporter(options, forwarded),
    tls,
    forwarded,
    proxyProtocol: resolveProxyProtocol(options, limits.headersTimeout),
  };
}

function resolveProxyProtocol(options: ServeOptions, timeout: number): ServerSettings["proxyProtocol"] {
  const { proxyProtocol = "off", trustedProxies } = options;
  if (proxyProtocol !== "off" && proxyProtocol !== "required") {
    throw invalid("proxyProtocol", proxyProtocol, '"off" or "required"');
  }
  if (proxyProtocol === "off") return undefined;
  if (trustedProxies === undefined) return { trusts: () => true, timeout };
  const proxies = new TrustedProxies(trustedProxies);
  return { trusts: (remoteAddress) => proxies.trustsPeer(remoteAddress), timeout };
}

function resolveReporter({ onError }: ServeOptions, forwarded: ServerSettings["forwarded"]): ErrorReporter {
  const report = safeReporter(onError);
  if (forwarded === undefined) return report;
  return (error, request) => report(error, request && forwarded(request));
}

function resolveForwarded(options: ServerForwardedOptions): ServerSettings["forwarded"] {
  const { trustedProxies } = options;
  if (trustedProxies !== undefined) {
    const forwarded = forwardedRequests({ ...options, trustedProxies });
    // Read once, although the handler, the access log and onError ask.
    return (request) => {
      request.forwarded ??= forwarded(request);
      return request.forwarded;
    };
  }
  for (const name of ["forwardedHeaders", "forwardedHost", "forwardedPrefix"] as const) {
    if (options[name] === undefined) continue;
    throw new SalukiError("INVALID_OPTION", {
      what: `the server option ${name} was given, and no proxy is trusted`,
      fix: `Name the proxies in trustedProxies, or leave out ${name}.`,
    });
  }
  return undefined;
}

function checkAccessLog(accessLog: AccessLogger | undefined): AccessLogger | undefined {
  if (accessLog === undefined || typeof accessLog === "function") return accessLog;
  throw new SalukiError("INVALID_OPTION", {
    what: "the server option accessLog is no function",
    fix: "Give a function of an entry, such as `await pinoAccessLog()` makes one.",
  });
}

/** A limit that is not kept is worse than none: it is believed in. */
function refuseOwnOptions(options: ServeOptions): void {
  if (options.tls !== undefined) {
    throw new SalukiError("INVALID_OPTION", {
      what: "TLS was asked for over node:http",
      fix: 'Leave out `engine: "node"`, or let a proxy in front of the server speak TLS.',
    });
  }
  if (options.proxyProtocol === "required") {
    throw new SalukiError("INVALID_OPTION", {
      what: "the PROXY protocol was asked for over node:http",
      fix: 'Leave out `engine: "node"`, or let the proxy send X-Forwarded-For.',
    });
  }
  for (const name of Object.keys(HTTP1_LIMITS) as (keyof Http1Limits)[]) {
    if (options[name] === undefined || SHARED_LIMITS.some((shared) => shared === name)) continue;
    throw new SalukiError("INVALID_OPTION", {
      what: `the server option ${name} was given, and node:http has no such limit`,
      fix: `Leave out \`engine: "node"\`, or ${name}.`,
    });
  }
}

/** @throws SalukiError INVALID_OPTION for an address that cannot be one */
export function resolveAddress(options: ServeOptions): ListenAddress {
  const { connections, unixSocket, unixSocketMode, descriptor, port, host = "127.0.0.1" } = options;
  if (connections !== undefined) {
    const others = [unixSocket, unixSocketMode, descriptor, port, options.host];
    if (others.some((other) => other !== undefined)) {
      throw new SalukiError("INVALID_OPTION", {
        what: "connections are to be handed over, and an address to listen on was given as well",
        fix: "Give either `connections` or an address.",
      });
    }
    return { connections };
  }
  if (unixSocketMode !== undefined) checkMode(unixSocketMode, unixSocket);
  if (descriptor !== undefined) {
    if (unixSocket !== undefined || port !== undefined || options.host !== undefined) {
      throw new SalukiError("INVALID_OPTION", {
        what: "a descriptor was asked for together with a host, a port or a Unix socket",
        fix: "Give the descriptor alone: its socket is bound already.",
      });
    }
    return { descriptor: count("descriptor", descriptor, 0) };
  }
  if (unixSocket !== undefined) {
    if (unixSocket === "") throw invalid("unixSocket", unixSocket, "the path of a socket");
    // Some versions of Node cut it off without a word.
    if (Buffer.byteLength(unixSocket) > LONGEST_SOCKET_PATH) {
      throw invalid(
        "unixSocket",
        unixSocket,
        `a path of at most ${LONGEST_SOCKET_PATH} bytes, as systems have it`,
      );
    }
    if (port !== undefined || options.host !== undefined) {
      throw new SalukiError("INVALID_OPTION", {
        what: "a Unix socket was asked for together with a host or port",
        fix: "Give either `unixSocket`, or `host` and `port`.",
      });
    }
    return { unixSocket, mode: unixSocketMode };
  }
  if (host === "") throw invalid("host", host, "an address or a host name");
  const number = count("port", port, 8000);
  if (number > 65_535) throw invalid("port", number, "0 to 65535");
  return { host, port: number };
}

/** Of `sockaddr_un`, with a zero byte at its end (unix(7), unix(4)); pipes of Windows have longer names. */
const LONGEST_SOCKET_PATH = { linux: 107, win32: 256 }[process.platform as string] ?? 103;

function checkMode(mode: number, unixSocket: string | undefined): void {
  if (unixSocket === undefined) {
    throw new SalukiError("INVALID_OPTION", {
      what: "the server option unixSocketMode was given without a Unix socket",
      fix: "Give unixSocket as well, or leave it out.",
    });
  }
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) {
    throw invalid("unixSocketMode", mode, "permissions from 0 to 0o777, such as 0o660");
  }
}

function count(name: string, value: number | undefined, fallback: number, least = 0): number {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value) || value < least) {
    throw invalid(name, value, `a whole number from ${least}`);
  }
  return value;
}

function invalid(name: string, value: unknown, wanted: string): SalukiError {
  return new SalukiError("INVALID_OPTION", {
    what: `the server option ${name} is ${shown(value)}`,
    fix: `Give ${wanted}.`,
  });
}
