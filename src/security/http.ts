import type { Context, Dependency } from "../dependencies/index.ts";
import {
  type Credential,
  credentialsOf,
  defineScheme,
  notAuthenticated,
  readAuthorization,
  type SchemeOptions,
} from "./scheme.ts";

/** What {@link HTTPBasic} gives. */
export interface HTTPBasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** What {@link HTTPBearer}, {@link HTTPDigest} and {@link HTTPBase} give. */
export interface HTTPAuthorizationCredentials {
  /** The scheme as the client wrote it. */
  readonly scheme: string;
  readonly credentials: string;
}

/** Options of {@link HTTPBasic}. */
export interface HTTPBasicOptions extends SchemeOptions {
  /** The protection space that the browser shows and remembers (RFC 9110 §11.5). */
  realm?: string | undefined;
}

/** Options of {@link HTTPBearer}. */
export interface HTTPBearerOptions extends SchemeOptions {
  /** A hint for people, such as `"JWT"`. */
  bearerFormat?: string | undefined;
}

/** Options of {@link HTTPBase}. */
export interface HTTPBaseOptions extends SchemeOptions {
  /** The name of the authentication scheme, as in `Authorization: <scheme> <credentials>`. */
  scheme: string;
}

/**
 * HTTP Basic authentication (RFC 7617): gives user name and password. They are only read here: compare the password
 * with `verifyPassword`.
 *
 * @example
 * ```ts
 * const basic = HTTPBasic({ realm: "Shop" });
 * app.get("/me", { credentials: basic }, ({ credentials }) => ({ username: credentials.username }));
 * ```
 */
export function HTTPBasic<const O extends HTTPBasicOptions = {}>(
  options: O = {} as O,
): Dependency<Credential<HTTPBasicCredentials, O>> {
  const { realm } = options;
  const challenge = realm === undefined ? "Basic" : `Basic realm="${realm.replace(/["\\]/g, "\\$&")}"`;
  return defineScheme(
    {
      name: "HTTPBasic",
      definition: { type: "http", scheme: "basic" },
      challenge,
      read: (context) => readBasic(context, challenge),
    },
    options,
  );
}

/** A bearer token (RFC 6750): gives scheme and token. */
export function HTTPBearer<const O extends HTTPBearerOptions = {}>(
  options: O = {} as O,
): Dependency<Credential<HTTPAuthorizationCredentials, O>> {
  const { bearerFormat } = options;
  return defineScheme(
    {
      name: "HTTPBearer",
      definition: { type: "http", scheme: "bearer", ...(bearerFormat !== undefined && { bearerFormat }) },
      challenge: "Bearer",
      read: (context) => credentialsOf(context, "bearer"),
    },
    options,
  );
}

/** HTTP Digest (RFC 7616): gives the credentials as they were sent. Checking the digest is up to the application. */
export function HTTPDigest<const O extends SchemeOptions = {}>(
  options: O = {} as O,
): Dependency<Credential<HTTPAuthorizationCredentials, O>> {
  return defineScheme(
    {
      name: "HTTPDigest",
      definition: { type: "http", scheme: "digest" },
      challenge: "Digest",
      read: (context) => credentialsOf(context, "digest"),
    },
    options,
  );
}

/**
 * Any other scheme of the `Authorization` field (RFC 9110 §11.1): gives scheme and credentials. Checking them is up to the
 * application.
 *
 * @example
 * ```ts
 * const hawk = HTTPBase({ scheme: "Hawk" });
 * app.get("/me", { credentials: hawk }, ({ credentials }) => userOf(credentials));
 * ```
 */
export function HTTPBase<const O extends HTTPBaseOptions>(
  options: O,
): Dependency<Credential<HTTPAuthorizationCredentials, O>> {
  const { scheme } = options;
  return defineScheme(
    {
      name: "HTTPBase",
      definition: { type: "http", scheme },
      challenge: scheme,
      read: (context) => credentialsOf(context, scheme),
    },
    options,
  );
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function readBasic(context: Context, challenge: string): HTTPBasicCredentials | undefined {
  const found = readAuthorization(context);
  if (found?.scheme.toLowerCase() !== "basic") return undefined;
  const text = decodeBase64(found.credentials);
  const colon = text?.indexOf(":") ?? -1;
  // Credentials that cannot be read are wrong ones, also where none are needed.
  if (text === undefined || colon < 0) throw notAuthenticated(challenge);
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decodeBase64(encoded: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return undefined;
  try {
    return utf8.decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
