import { type Context, type Dependency, defineDependency } from "../dependencies/index.ts";
import { HTTPException } from "../http/index.ts";

/** Options of every security scheme. */
export interface SchemeOptions {
  /** The name of the scheme in the document. @default the name of the function, such as `"HTTPBearer"` */
  schemeName?: string | undefined;
  description?: string | undefined;
  /**
   * `false` lets a request without credentials through, with `undefined` as the value. For routes that serve
   * anonymous clients too, or that take one of several schemes.
   * @default true: answered 401
   */
  autoError?: boolean | undefined;
}

/** What a scheme gives: its value, or `undefined` as well where it lets anonymous requests through. */
export type Credential<T, O> = O extends { autoError: false } ? T | undefined : T;

/** What differs from scheme to scheme. */
export interface SchemeDefinition<T> {
  readonly name: string;
  /** The security scheme object (OpenAPI 3.1 §4.8.27), without its description. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** The challenge of the 401 answer (RFC 9110 §11.6.1). */
  readonly challenge: string;
  /** The credentials of the request, `undefined` where it has none of this scheme. */
  readonly read: (context: Context) => T | undefined;
}

/** Makes the dependency of a scheme. */
export function defineScheme<T, O extends SchemeOptions>(
  scheme: SchemeDefinition<T>,
  options: O,
): Dependency<Credential<T, O>> {
  const { autoError = true, schemeName = scheme.name, description } = options;
  const call = (_params: {}, context: Context): T | undefined => {
    const credentials = scheme.read(context);
    if (credentials === undefined && autoError) throw notAuthenticated(scheme.challenge);
    return credentials;
  };
  const definition = { ...scheme.definition, ...(description !== undefined && { description }) };
  return defineDependency<Credential<T, O>>({}, call, {
    security: { name: schemeName, definition, optional: !autoError },
  });
}

/** The 401 of a request without the credentials that it needs. */
export function notAuthenticated(challenge: string): HTTPException {
  return new HTTPException(401, "Not authenticated", { headers: { "WWW-Authenticate": challenge } });
}

/** The two parts of an `Authorization` field: scheme and credentials (RFC 9110 §11.4); `undefined` where it has no both. */
export function readAuthorization(context: Context): { scheme: string; credentials: string } | undefined {
  const value = context.request.headers.get("authorization");
  if (value === undefined) return undefined;
  const space = value.indexOf(" ");
  if (space < 0) return undefined;
  const scheme = value.slice(0, space);
  const credentials = value.slice(space + 1).trim();
  return credentials === "" ? undefined : { scheme, credentials };
}

/** The credentials of an `Authorization` field of this scheme, whose name is compared without case (RFC 9110 §11.1). */
export function credentialsOf(
  context: Context,
  scheme: string,
): { scheme: string; credentials: string } | undefined {
  const found = readAuthorization(context);
  return found?.scheme.toLowerCase() === scheme.toLowerCase() ? found : undefined;
}
