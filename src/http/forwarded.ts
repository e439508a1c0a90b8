import { SalukiError } from "../errors.ts";
import { clientOf, lastMember, type Node, toldBy } from "./forwarded-nodes.ts";
import type { HeaderList } from "./headers.ts";
import { isHostAndPort } from "./host.ts";
import { type Connection, HttpRequest } from "./request.ts";
import { TrustedProxies } from "./trusted-proxies.ts";

/** Which proxies are believed, and in what. */
export interface ForwardedOptions {
  /**
   * The proxies that are believed when they say who asks, and by what scheme: addresses (`"10.0.0.7"`, `"2001:db8::7"`),
   * ranges (`"10.0.0.0/8"`), or a name:
   *
   * - `"loopback"`: this machine
   * - `"linklocal"`, `"uniquelocal"`: the addresses of private networks (RFC 3927, RFC 1918, RFC 4193)
   * - `"unix"`: peers without an address, which are those of a Unix socket, and all of `app.fetch`
   * - `"*"`: everyone. Only where nobody but the proxy can reach the server: else each client is whoever it likes
   */
  readonly trustedProxies: readonly string[];
  /**
   * The header fields that they say it in: `X-Forwarded-For` and `-Proto`, or `Forwarded` (RFC 7239). Never both: a proxy
   * that sets the one hands on what a client puts into the other.
   * @default "x-forwarded"
   */
  readonly forwardedHeaders?: "x-forwarded" | "forwarded" | undefined;
  /**
   * Whether `X-Forwarded-Host` and `X-Forwarded-Port`, or `host` of `Forwarded`, are believed: links are made of them.
   * Choose `"believe"` where the proxy sets those fields or takes them off: most hand on what a client has sent.
   * @default "ignore", the host is that of `Host`
   */
  readonly forwardedHost?: Believed | undefined;
  /**
   * Whether `X-Forwarded-Prefix` is believed, the path that a proxy has taken off: it is put before the URLs that the
   * application makes. Choose `"believe"` where the proxy sets the field or takes it off: most hand it on.
   * @default "ignore"
   */
  readonly forwardedPrefix?: Believed | undefined;
}

/** Whether a field is taken from a trusted proxy that may merely have handed it on. */
type Believed = "ignore" | "believe";

/**
 * Makes the function that tells a request as the outermost trusted proxy has seen it: with the scheme and the address of
 * the client, and the host that it asked for. A request of anyone else stays as it is, and so does each part that a field tells
 * wrongly. A client whose address is not told (`unknown`, `_hidden`, nonsense) has none.
 *
 * @throws SalukiError INVALID_OPTION
 */
export function forwardedRequests(options: ForwardedOptions): (request: HttpRequest) => HttpRequest {
  const { forwardedHeaders = "x-forwarded", forwardedHost = "ignore", forwardedPrefix = "ignore" } = options;
  const proxies = new TrustedProxies(options.trustedProxies);
  checkChoice("forwardedHeaders", forwardedHeaders, ["x-forwarded", "forwarded"]);
  checkChoice("forwardedHost", forwardedHost, ["ignore", "believe"]);
  checkChoice("forwardedPrefix", forwardedPrefix, ["ignore", "believe"]);
  if (forwardedHeaders === "forwarded" && forwardedPrefix === "believe") {
    throw new SalukiError("INVALID_OPTION", {
      what: "X-Forwarded-Prefix is to be believed, and of the header fields only Forwarded, which tells no prefix",
      fix: 'Leave out forwardedPrefix and set rootPath, or choose forwardedHeaders: "x-forwarded".',
    });
  }
  // A server has one such object for each connection.
  const verdicts = new WeakMap<Connection, boolean>();
  const reading: Reading = {
    proxies,
    host: forwardedHost === "believe",
    prefix: forwardedPrefix === "believe",
  };
  const read = forwardedHeaders === "forwarded" ? readForwarded : readXForwarded;

  return (request) => {
    const { connection } = request;
    let trusted = verdicts.get(connection);
    if (trusted === undefined) {
      // Without an address, a client who is not told would pass for the peer of a Unix socket.
      trusted = connection.clientUnknown !== true && proxies.trustsPeer(connection.remoteAddress);
      verdicts.set(connection, trusted);
    }
    if (!trusted) return request;
    const view = read(request.headers, reading);
    return view === undefined ? request : seenAs(view, request);
  };
}

function checkChoice(option: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new SalukiError("INVALID_OPTION", {
    what: `the option ${option} is ${JSON.stringify(value)}`,
    fix: `Give ${choices.map((choice) => `"${choice}"`).join(" or ")}.`,
  });
}

/** What is read, and whose word is taken. */
interface Reading {
  readonly proxies: TrustedProxies;
  readonly host: boolean;
  readonly prefix: boolean;
}

/** What a proxy tells of a request; what it does not tell, or not well, is `undefined`. */
interface View {
  readonly client: Node | undefined;
  readonly scheme: "http" | "https" | undefined;
  readonly host: string | undefined;
  /** The port of the server that the client has reached. */
  readonly port: number | undefined;
  /** Without a slash at the end. */
  readonly prefix: string;
}

function seenAs(view: View, request: HttpRequest): HttpRequest {
  const { method, target, path, rootPath, connection } = request;
  const { client } = view;
  const headers = withHost(request.headers, view);
  const init = {
    method,
    target,
    headers,
    connection: {
      scheme: view.scheme ?? connection.scheme,
      remoteAddress: client === undefined ? connection.remoteAddress : client.address,
      remotePort: client === undefined ? connection.remotePort : client.port,
      clientUnknown: client !== undefined && client.address === undefined,
      httpVersion: connection.httpVersion,
    },
  };
  return new HttpRequest(init, { request, path, rootPath: rootPath + view.prefix });
}

/** `Host` as the client has sent it: whoever looks at it, looks there. */
function withHost(headers: HeaderList, { host, port }: View): HeaderList {
  const name = host ?? headers.get("host");
  if (name === undefined) return headers;
  // The ports of http and https go without saying, and are sometimes told of the wrong one.
  const complete =
    port === undefined || port === 80 || port === 443 || /:[0-9]*$/.test(name) ? name : `${name}:${port}`;
  if (complete === headers.get("host")) return headers;
  const changed = headers.share();
  changed.set("host", complete);
  return changed;
}

function readForwarded(headers: HeaderList, reading: Reading): View | undefined {
  const lines = headers.getAll("forwarded");
  if (lines.length === 0) return undefined;
  const { client, proto, host } = toldBy(lines.length === 1 ? lines[0]! : lines.join(","), reading.proxies);
  return {
    client,
    scheme: schemeOf(proto),
    host: reading.host ? hostOf(host) : undefined,
    port: undefined,
    prefix: "",
  };
}

/**
 * Of `X-Forwarded-Proto`, `-Host`, `-Port` and `-Prefix` the last member counts. Most proxies set them, and then there is
 * but one; where some add to them and some do not, it is the only one of which it is sure that no client wrote it.
 */
function readXForwarded(headers: HeaderList, reading: Reading): View | undefined {
  const { flat } = headers;
  let addresses: string | undefined;
  let proto: string | undefined;
  let host: string | undefined;
  let port: string | undefined;
  let prefix: string | undefined;
  for (let i = 0; i < flat.length; i += 2) {
    const value = flat[i + 1]!;
    switch (flat[i]) {
      case "x-forwarded-for":
        addresses = addresses === undefined ? value : `${addresses},${value}`;
        break;
      case "x-forwarded-proto":
        proto = value;
        break;
      case "x-forwarded-host":
        if (reading.host) host = value;
        break;
      case "x-forwarded-port":
        if (reading.host) port = value;
        break;
      case "x-forwarded-prefix":
        if (reading.prefix) prefix = value;
        break;
    }
  }
  if ((addresses ?? proto ?? host ?? port ?? prefix) === undefined) return undefined;
  return {
    client: addresses === undefined ? undefined : clientOf(addresses, reading.proxies),
    scheme: schemeOf(proto && lastMember(proto)),
    host: hostOf(host && lastMember(host)),
    port: portOf(port && lastMember(port)),
    prefix: prefixOf(prefix && lastMember(prefix)),
  };
}

function schemeOf(text: string | undefined): "http" | "https" | undefined {
  switch (text?.toLowerCase()) {
    case "http":
    case "ws":
      return "http";
    case "https":
    case "wss":
      return "https";
    default:
      return undefined;
  }
}

function hostOf(text: string | undefined): string | undefined {
  return text !== undefined && isHostAndPort(text) ? text : undefined;
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^[1-9][0-9]{0,4}$/.test(text)) return undefined;
  const port = Number(text);
  return port > 65_535 ? undefined : port;
}

/** Segments of a path (RFC 3986 §3.3), none of them empty. */
const PREFIX = /^(?:\/(?:[-._~!$&'()*+,;=:@0-9A-Za-z]|%[0-9A-Fa-f]{2})+)+\/?$/;

function prefixOf(text: string | undefined): string {
  if (text === undefined || !PREFIX.test(text) || /\/\.\.?(?:\/|$)/.test(text)) return "";
  return text.endsWith("/") ? text.slice(0, -1) : text;
}
