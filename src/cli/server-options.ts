import {
  type ForwardedOptions,
  HTTP1_LIMITS,
  type Http1Limits,
  type LimitRule,
  type ServeOptions,
  type ServerLimits,
  type TlsFileOptions,
  WEBSOCKET_LIMITS,
} from "../server/index.ts";
import { flagName, type Option, type OptionTable, type OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** The limits that both servers have. */
const LIMITS = {
  maxHeaderBytes: limit("maxHeaderBytes", "BYTES", "most bytes of a header section"),
  headersTimeout: {
    ...limit("headersTimeout", "MS", "time for the head of a request to arrive"),
    fallback: `${HTTP1_LIMITS.headersTimeout.fallback}, or --request-timeout where that is shorter`,
  },
  requestTimeout: limit("requestTimeout", "MS", "time for a whole request to arrive"),
  keepAliveTimeout: limit("keepAliveTimeout", "MS", "time that a connection may wait for its next request"),
  maxUnreadBodyBytes: limit(
    "maxUnreadBodyBytes",
    "BYTES",
    "most bytes of a body nobody reads that are thrown away to keep the connection",
  ),
} as const satisfies Record<keyof ServerLimits, Option>;

/** What is neither a limit of a server nor left to the application's own code. */
type NoLimit =
  | "port"
  | "host"
  | "unixSocket"
  | "unixSocketMode"
  | "descriptor"
  | "connections"
  | "engine"
  | "tls"
  | "websocket"
  | "accessLog"
  | "onError"
  | "proxyProtocol"
  | keyof ForwardedOptions;

/** The limits that only Saluki's own HTTP/1.1 has. */
const OWN_LIMITS = {
  maxRequestLineBytes: limit("maxRequestLineBytes", "BYTES", "most bytes of a request line"),
  maxHeaderCount: limit("maxHeaderCount", "N", "most header lines of a request"),
  maxBodyBytes: limit("maxBodyBytes", "BYTES", "most bytes of a request body"),
  maxConnections: limit("maxConnections", "N", "most connections at once"),
  maxPipelinedRequests: limit(
    "maxPipelinedRequests",
    "N",
    "most requests of a connection that are answered in one go",
  ),
  bodyTimeout: limit("bodyTimeout", "MS", "time in which a body must make progress"),
  minBodyRate: limit("minBodyRate", "BYTES", "least bytes per second of a body"),
  handlerTimeout: limit("handlerTimeout", "MS", "time until a handler has to answer"),
  sendTimeout: limit("sendTimeout", "MS", "time that a client may take nothing of a response"),
  lingerTimeout: limit(
    "lingerTimeout",
    "MS",
    "time that a closed connection is still read, so that the answer arrives",
  ),
} as const satisfies Record<Exclude<keyof ServeOptions, keyof ServerLimits | NoLimit>, Option>;

type WebSocketName = `websocket${Capitalize<keyof NonNullable<ServeOptions["websocket"]>>}`;

const WEBSOCKET = {
  websocketMaxPayload: count("BYTES", "most bytes of a WebSocket message", WEBSOCKET_LIMITS.maxPayload),
  websocketPerMessageDeflate: {
    kind: "choice",
    choices: ["on", "off"],
    summary: "whether WebSocket messages are compressed",
    fallback: "off",
  },
  websocketPingInterval: count(
    "MS",
    "time between two pings of a WebSocket; 0 sends none",
    WEBSOCKET_LIMITS.pingInterval,
  ),
  websocketMaxBufferedBytes: count(
    "BYTES",
    "most bytes of WebSocket messages that wait for a client",
    WEBSOCKET_LIMITS.maxBufferedBytes,
  ),
  websocketCloseTimeout: count(
    "MS",
    "time that a client has to close its side of a WebSocket",
    WEBSOCKET_LIMITS.closeTimeout,
  ),
} as const satisfies Record<WebSocketName, Option>;

/** All settings of the server but its address. */
export const SERVER_OPTIONS = {
  server: {
    kind: "choice",
    choices: ["saluki", "node"],
    summary: "what speaks HTTP: Saluki's own HTTP/1.1, or node:http, which lacks some of the limits",
    fallback: "saluki",
  },
  trustedProxies: {
    kind: "texts",
    placeholder: "LIST",
    summary:
      "proxies whose X-Forwarded-For and -Proto are believed: addresses, ranges, loopback, linklocal, uniquelocal, unix or *, separated by commas; may be repeated",
    fallback: "$FORWARDED_ALLOW_IPS, else none",
  },
  forwardedHeaders: {
    kind: "choice",
    choices: ["x-forwarded", "forwarded"],
    placeholder: "FIELDS",
    summary: "what those proxies set: x-forwarded for X-Forwarded-For and -Proto, forwarded for Forwarded",
    fallback: "x-forwarded",
  },
  forwardedHost: {
    kind: "choice",
    choices: ["ignore", "believe"],
    summary:
      "whether their X-Forwarded-Host and -Port, or host of Forwarded, are believed; only where they set or remove them",
    fallback: "ignore",
  },
  forwardedPrefix: {
    kind: "choice",
    choices: ["ignore", "believe"],
    summary:
      "whether their X-Forwarded-Prefix is believed, as the path under which the application is reached; only where they set or remove it",
    fallback: "ignore",
  },
  tlsCert: {
    kind: "text",
    placeholder: "FILE",
    summary: "serve https with this certificate, in PEM; the files are looked at every 10 seconds",
  },
  tlsKey: { kind: "text", placeholder: "FILE", summary: "the key of the certificate, in PEM" },
  tlsKeyPassphraseEnv: {
    kind: "text",
    placeholder: "NAME",
    summary: "the environment variable that holds the passphrase of the key",
  },
  proxyProtocol: {
    kind: "choice",
    choices: ["off", "required"],
    summary: "whether connections begin with the header of HAProxy's PROXY protocol, version 1 or 2",
    fallback: "off",
  },
  ...LIMITS,
  ...OWN_LIMITS,
  ...WEBSOCKET,
} as const satisfies OptionTable;

/**
 * What the options mean to the server.
 *
 * @throws UsageError for a limit that the server does not have
 */
export function serverSettings(
  values: OptionValues<typeof SERVER_OPTIONS>,
  env: Readonly<Record<string, string | undefined>>,
): ServeOptions {
  const {
    server,
    trustedProxies,
    forwardedHeaders,
    forwardedHost,
    forwardedPrefix,
    tlsCert,
    tlsKey,
    tlsKeyPassphraseEnv,
    websocketMaxPayload,
    websocketPerMessageDeflate,
    websocketPingInterval,
    websocketMaxBufferedBytes,
    websocketCloseTimeout,
    ...limits
  } = values;
  for (const name of Object.keys(OWN_LIMITS) as (keyof typeof OWN_LIMITS)[]) {
    if (server === "node" && limits[name] !== undefined) {
      throw new UsageError(`--${flagName(name)} is a limit that --server node does not have`);
    }
  }
  return {
    ...limits,
    engine: server,
    trustedProxies: trustedProxiesOf(trustedProxies, env),
    forwardedHeaders,
    forwardedHost,
    forwardedPrefix,
    tls: tlsOf({ tlsCert, tlsKey, tlsKeyPassphraseEnv }, env),
    websocket: {
      maxPayload: websocketMaxPayload,
      perMessageDeflate: websocketPerMessageDeflate,
      pingInterval: websocketPingInterval,
      maxBufferedBytes: websocketMaxBufferedBytes,
      closeTimeout: websocketCloseTimeout,
    },
  };
}

interface TlsValues {
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly tlsKeyPassphraseEnv: string | undefined;
}

function tlsOf(
  { tlsCert, tlsKey, tlsKeyPassphraseEnv }: TlsValues,
  env: Readonly<Record<string, string | undefined>>,
): TlsFileOptions | undefined {
  if (tlsCert === undefined || tlsKey === undefined) {
    if (tlsCert !== undefined) throw new UsageError("--tls-cert needs --tls-key");
    if (tlsKey !== undefined) throw new UsageError("--tls-key needs --tls-cert");
    if (tlsKeyPassphraseEnv !== undefined) throw new UsageError("--tls-key-passphrase-env needs --tls-key");
    return undefined;
  }
  const passphrase = tlsKeyPassphraseEnv === undefined ? undefined : env[tlsKeyPassphraseEnv];
  if (tlsKeyPassphraseEnv !== undefined && passphrase === undefined) {
    throw new UsageError(`--tls-key-passphrase-env names ${tlsKeyPassphraseEnv}, which is not set`);
  }
  return { certFile: tlsCert, keyFile: tlsKey, passphrase };
}

/** What the options name, else the environment variable that Uvicorn and Gunicorn read. */
function trustedProxiesOf(
  given: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] | undefined {
  const lists = given.length > 0 ? given : [env["FORWARDED_ALLOW_IPS"] ?? ""];
  const entries = lists.flatMap((list) => list.split(",")).map((entry) => entry.trim());
  const named = entries.filter((entry) => entry !== "");
  return named.length === 0 ? undefined : named;
}

function limit(name: keyof Http1Limits, placeholder: string, summary: string) {
  const rule: LimitRule = HTTP1_LIMITS[name];
  return count(placeholder, rule.zero === "no limit" ? `${summary}; 0 for no limit` : summary, rule);
}

function count(placeholder: string, summary: string, { fallback }: LimitRule) {
  return { kind: "count", placeholder, summary, fallback: String(fallback) } as const;
}
