import { HeaderList, type HttpRequest, HttpResponse, type Middleware } from "../http/index.ts";
import { type AllowedOrigins, type OriginTest, originTest } from "./cors-origin.ts";
import { onResponse } from "./on-response.ts";
import { checkTokens, invalidOption } from "./option-error.ts";
import { vary } from "./vary.ts";

/** Options of {@link cors}. */
export interface CorsOptions {
  /**
   * The origins whose pages may read the answers: a list of `scheme://host[:port]`, a regular expression that
   * has to match the whole origin, a function, or `"*"` for all.
   */
  readonly origins: AllowedOrigins;
  /** Methods that pages may use; `"*"` stands for all standard ones. @default ["GET"] */
  readonly methods?: "*" | readonly string[] | undefined;
  /**
   * Request headers that pages may set besides the safe-listed ones (`Accept`, `Accept-Language`,
   * `Content-Language`, `Content-Type`); `"*"` for any.
   * @default []
   */
  readonly headers?: "*" | readonly string[] | undefined;
  /** Whether pages may send cookies and `Authorization` of the browser. @default false */
  readonly credentials?: boolean | undefined;
  /** Response headers that pages may read besides the safe-listed ones. @default [] */
  readonly exposeHeaders?: readonly string[] | undefined;
  /** Seconds for which a browser may keep the answer of a preflight. @default 600 */
  readonly maxAge?: number | undefined;
  /** Whether pages of public sites may reach this server in a private network. @default false */
  readonly privateNetwork?: boolean | undefined;
}

const ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"];
const SAFELISTED_HEADERS = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];

/**
 * Lets pages of other origins call the application (CORS, the Fetch standard §3.2). A preflight is answered here:
 * 200 `OK`, or 400 with what was refused. Every other answer, an error too, gets the headers that let the page
 * read it.
 *
 * With `origins: "*"` every answer carries `*`, also one to a request without `Origin`, so that a cache can
 * hand it to anybody; otherwise the answer names the origin and says `Vary: Origin`.
 *
 * CORS does not guard WebSockets: browsers open them to any server.
 *
 * @throws SalukiError `INVALID_OPTION` for an origin that no browser sends, a name that is no token, a wrong
 *   `maxAge`, and `origins: "*"` with `credentials`: any site could then act as the user
 *
 * @example
 * ```ts
 * app.use(cors({ origins: ["https://app.example.com"], methods: ["GET", "POST"], credentials: true }));
 * ```
 */
export function cors(options: CorsOptions): Middleware {
  const { origins, credentials = false, exposeHeaders = [] } = options;
  const allows = originTest(origins);
  if (allows === "*" && credentials) {
    throw invalidOption(
      "cors({ origins, credentials })",
      "lets every site on the web act as the user who is logged in",
      "List the origins, or leave credentials out.",
    );
  }
  checkTokens("cors({ exposeHeaders })", exposeHeaders);
  const exposed = exposeHeaders.join(", ");
  const preflight = preflightAnswer(options, allows);

  function decorate(response: HttpResponse, allowed: string | undefined): HttpResponse {
    // A WebSocket is no resource that a page reads; an upgrade has no use for these headers.
    if (response.status === 101) return response;
    const { headers } = response;
    if (allows !== "*") vary(headers, "Origin");
    if (allowed === undefined) return response;
    headers.set("access-control-allow-origin", allowed);
    if (credentials) headers.set("access-control-allow-credentials", "true");
    if (exposed !== "") headers.set("access-control-expose-headers", exposed);
    return response;
  }

  return (request, next) => {
    const origin = request.headers.get("origin");
    if (request.method === "OPTIONS" && origin !== undefined) {
      const method = request.headers.get("access-control-request-method");
      if (method !== undefined) return preflight(request, origin, method);
    }
    const allowed = allows === "*" ? "*" : origin !== undefined && allows(origin) ? origin : undefined;
    return onResponse(next(request), decorate, allowed);
  };
}

/** Makes what answers preflights (Fetch standard §3.2.2). All that no request changes is made here, once. */
function preflightAnswer(options: CorsOptions, allows: OriginTest | "*") {
  const { credentials = false, maxAge = 600, privateNetwork = false } = options;
  if (!Number.isSafeInteger(maxAge) || maxAge < 0) {
    throw invalidOption(
      "cors({ maxAge })",
      `is ${String(maxAge)}`,
      "Give a whole number of seconds, 0 or more.",
    );
  }
  const methodNames = namesOf("methods", options.methods ?? ["GET"]);
  const methods = new Set(methodNames === "*" ? ALL_METHODS : methodNames.map((name) => name.toUpperCase()));
  const headerNames = namesOf("headers", options.headers ?? []);
  const anyHeader = headerNames === "*";
  const requestHeaders = anyHeader ? [] : [...SAFELISTED_HEADERS, ...headerNames].sort();
  const allowedHeaders = new Set(requestHeaders.map((name) => name.toLowerCase()));

  const standing = new HeaderList({
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network",
    "access-control-allow-methods": [...methods].join(", "),
    "access-control-max-age": maxAge,
    "access-control-allow-headers": anyHeader ? undefined : requestHeaders.join(", "),
    "access-control-allow-origin": allows === "*" ? "*" : undefined,
    "access-control-allow-credentials": credentials ? "true" : undefined,
    "content-type": "text/plain; charset=utf-8",
  });

  return (request: HttpRequest, origin: string, method: string): HttpResponse => {
    const headers = standing.share();
    const refused: string[] = [];
    if (allows !== "*") {
      if (allows(origin)) headers.set("access-control-allow-origin", origin);
      else refused.push("origin");
    }
    if (!methods.has(method)) refused.push("method");
    const wanted = request.headers.getAll("access-control-request-headers").join(",");
    if (wanted !== "") {
      if (anyHeader) headers.set("access-control-allow-headers", wanted);
      else if (!namesEach(wanted, allowedHeaders)) refused.push("headers");
    }
    if (request.headers.has("access-control-request-private-network")) {
      if (privateNetwork) headers.set("access-control-allow-private-network", "true");
      else refused.push("private-network");
    }
    // Browsers only look at the headers; status and text are for the people who wonder why.
    return refused.length === 0
      ? new HttpResponse("OK", { headers })
      : new HttpResponse(`Disallowed CORS ${refused.join(", ")}`, { status: 400, headers });
  };
}

/** The names of a list option, or `"*"`, alone or (as FastAPI has it) in the list. */
function namesOf(option: "methods" | "headers", given: "*" | readonly string[]): "*" | readonly string[] {
  if (given === "*") return "*";
  if (!Array.isArray(given)) {
    throw invalidOption(
      `cors({ ${option} })`,
      `is ${JSON.stringify(given)}`,
      'Give a list of names, or "*".',
    );
  }
  if (given.includes("*")) return "*";
  checkTokens(`cors({ ${option} })`, given);
  return given;
}

/** Whether every name of the comma-separated list is allowed. */
function namesEach(list: string, allowed: ReadonlySet<string>): boolean {
  return list.split(",").every((part) => {
    const name = part.trim().toLowerCase();
    return name === "" || allowed.has(name);
  });
}
