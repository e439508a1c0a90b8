/** The parts of an OpenAPI document that name hosts which a documentation page talks to. */
interface DocumentWithHosts {
  readonly servers?: readonly ServerLike[] | undefined;
  readonly paths?: Readonly<Record<string, unknown>> | undefined;
  readonly components?:
    | { readonly securitySchemes?: Readonly<Record<string, unknown>> | undefined }
    | undefined;
}

interface ServerLike {
  readonly url: string;
}

/**
 * The sources for `connect-src` that "Try it out" and "Authorize" need: the origins of the servers (OpenAPI 3.1
 * §4.8.5) and of the OAuth2 and OpenID Connect endpoints that a document names. The page's own origin is always
 * allowed and never listed.
 *
 * @example
 * ```ts
 * connectSourcesOf({ servers: [{ url: "https://{region}.shop.test/v1" }] }); // ["https://*.shop.test"]
 * ```
 */
export function connectSourcesOf(document: DocumentWithHosts): string[] {
  const sources = new Set<string>();
  const add = (url: unknown): void => {
    const source = typeof url === "string" ? sourceOf(url) : undefined;
    if (source !== undefined) sources.add(source);
  };
  const addServers = (holder: unknown): void => {
    for (const server of values(field(holder, "servers"))) add(field(server, "url"));
  };

  addServers(document);
  for (const pathItem of values(document.paths)) {
    addServers(pathItem);
    for (const operation of values(pathItem)) addServers(operation);
  }
  for (const scheme of values(document.components?.securitySchemes)) {
    add(field(scheme, "openIdConnectUrl"));
    for (const flow of values(field(scheme, "flows"))) {
      add(field(flow, "tokenUrl"));
      add(field(flow, "refreshUrl"));
    }
  }
  return [...sources];
}

// scheme, host and port of an absolute URL whose parts may be server variables: "https://{region}.a.test:{port}/v1"
const ABSOLUTE = /^([a-z]+|\{[^{}]+\}):\/\/([^/?#:]+)(?::(\d+|\{[^{}]+\}))?(?:[/?#]|$)/i;
const HOST = /^[a-z0-9.-]+$/i;
const HOST_WITH_FREE_FIRST_LABEL = /^\{[^{}]+\}(\.[a-z0-9.-]+)$/i;
const SCHEMES: ReadonlySet<string> = new Set(["http", "https", "ws", "wss"]);

/** One source expression (CSP Level 3 §2.3.1), `undefined` for a relative URL and for what is no web address. */
function sourceOf(url: string): string | undefined {
  const match = ABSOLUTE.exec(url);
  if (match === null) return undefined;
  const [, scheme = "", host = "", port] = match;
  if (scheme.startsWith("{")) return "https:";
  if (!SCHEMES.has(scheme.toLowerCase())) return undefined;
  const free = HOST_WITH_FREE_FIRST_LABEL.exec(host);
  // A variable elsewhere in the host cannot be said in a source expression: any host of the scheme then.
  if (free === null && !HOST.test(host)) return `${scheme.toLowerCase()}:`;
  const suffix = port === undefined ? "" : `:${port.startsWith("{") ? "*" : port}`;
  return `${scheme}://${free === null ? host : `*${free[1]}`}${suffix}`.toLowerCase();
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === "object" && holder !== null
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function values(holder: unknown): readonly unknown[] {
  return typeof holder === "object" && holder !== null ? Object.values(holder) : [];
}
