import type { Dependency } from "../dependencies/index.ts";
import { parseCookies, QueryParams } from "../http/index.ts";
import { type Credential, defineScheme, type SchemeOptions } from "./scheme.ts";

/** Options of the API key schemes. */
export interface APIKeyOptions extends SchemeOptions {
  /** The name of the header, query parameter or cookie. */
  name: string;
}

/**
 * An API key in a header field: gives the key. An empty one is none.
 *
 * @example
 * ```ts
 * const apiKey = APIKeyHeader({ name: "X-API-Key" });
 * app.get("/reports", { key: apiKey }, ({ key }) => reportsOf(key));
 * ```
 */
export function APIKeyHeader<const O extends APIKeyOptions>(options: O): Dependency<Credential<string, O>> {
  const { name } = options;
  return defineScheme(
    {
      name: "APIKeyHeader",
      definition: { type: "apiKey", in: "header", name },
      challenge: "APIKey",
      read: ({ request }) => request.headers.get(name) || undefined,
    },
    options,
  );
}

/** An API key in the query string: gives the key. Keys in URLs end up in logs: prefer a header. */
export function APIKeyQuery<const O extends APIKeyOptions>(options: O): Dependency<Credential<string, O>> {
  const { name } = options;
  return defineScheme(
    {
      name: "APIKeyQuery",
      definition: { type: "apiKey", in: "query", name },
      challenge: "APIKey",
      read: ({ request }) => new QueryParams(request.query).get(name) || undefined,
    },
    options,
  );
}

/** An API key in a cookie: gives the key. */
export function APIKeyCookie<const O extends APIKeyOptions>(options: O): Dependency<Credential<string, O>> {
  const { name } = options;
  return defineScheme(
    {
      name: "APIKeyCookie",
      definition: { type: "apiKey", in: "cookie", name },
      challenge: "APIKey",
      read: ({ request }) => parseCookies(request.headers.getAll("cookie").join("; "))[name] || undefined,
    },
    options,
  );
}
