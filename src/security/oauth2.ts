import { z } from "zod";
import { type Dependency, Depends } from "../dependencies/index.ts";
import { Form } from "../params/index.ts";
import { type Credential, credentialsOf, defineScheme, type SchemeOptions } from "./scheme.ts";

/** The OAuth2 flows of a scheme (OpenAPI 3.1 §4.8.28). */
export interface OAuthFlows {
  implicit?: { authorizationUrl: string; refreshUrl?: string; scopes: Readonly<Record<string, string>> };
  password?: { tokenUrl: string; refreshUrl?: string; scopes?: Readonly<Record<string, string>> };
  clientCredentials?: { tokenUrl: string; refreshUrl?: string; scopes?: Readonly<Record<string, string>> };
  authorizationCode?: {
    authorizationUrl: string;
    tokenUrl: string;
    refreshUrl?: string;
    scopes?: Readonly<Record<string, string>>;
  };
}

/** Options of {@link OAuth2PasswordBearer}. */
export interface OAuth2PasswordBearerOptions extends SchemeOptions {
  /** Where the client gets its token; relative to the document, so that it works behind a prefix. */
  tokenUrl: string;
  refreshUrl?: string | undefined;
  /** The scopes that can be asked for, and what each means. */
  scopes?: Readonly<Record<string, string>> | undefined;
}

/** Options of {@link OAuth2AuthorizationCodeBearer}. */
export interface OAuth2AuthorizationCodeBearerOptions extends OAuth2PasswordBearerOptions {
  authorizationUrl: string;
}

/**
 * OAuth2 with any flows: gives the whole `Authorization` value.
 * Prefer {@link OAuth2PasswordBearer} or {@link OAuth2AuthorizationCodeBearer}, which give the token.
 */
export function OAuth2<const O extends SchemeOptions & { flows?: OAuthFlows }>(
  options: O,
): Dependency<Credential<string, O>> {
  const flows = Object.fromEntries(
    Object.entries(options.flows ?? {}).map(([name, flow]) => [name, { scopes: {}, ...flow }]),
  );
  return defineScheme(
    {
      name: "OAuth2",
      definition: { type: "oauth2", flows },
      challenge: "Bearer",
      read: ({ request }) => request.headers.get("authorization") || undefined,
    },
    options,
  );
}

/**
 * OAuth2 with the password flow (RFC 6749 §4.3): gives the bearer token. An empty token is none.
 *
 * @example
 * ```ts
 * const oauth2 = OAuth2PasswordBearer({ tokenUrl: "token" });
 * app.get("/me", { token: oauth2 }, ({ token }) => userOf(token));
 * ```
 */
export function OAuth2PasswordBearer<const O extends OAuth2PasswordBearerOptions>(
  options: O,
): Dependency<Credential<string, O>> {
  const { tokenUrl, refreshUrl, scopes = {} } = options;
  return bearerToken(
    "OAuth2PasswordBearer",
    { password: { scopes, tokenUrl, ...(refreshUrl !== undefined && { refreshUrl }) } },
    options,
  );
}

/** OAuth2 with the authorization code flow (RFC 6749 §4.1): gives the bearer token. */
export function OAuth2AuthorizationCodeBearer<const O extends OAuth2AuthorizationCodeBearerOptions>(
  options: O,
): Dependency<Credential<string, O>> {
  const { authorizationUrl, tokenUrl, refreshUrl, scopes = {} } = options;
  const flow = { authorizationUrl, tokenUrl, scopes, ...(refreshUrl !== undefined && { refreshUrl }) };
  return bearerToken("OAuth2AuthorizationCodeBearer", { authorizationCode: flow }, options);
}

/** OpenID Connect: gives the whole `Authorization` value. Verifying the token is up to the application. */
export function OpenIdConnect<const O extends SchemeOptions & { openIdConnectUrl: string }>(
  options: O,
): Dependency<Credential<string, O>> {
  const { openIdConnectUrl } = options;
  return defineScheme(
    {
      name: "OpenIdConnect",
      definition: { type: "openIdConnect", openIdConnectUrl },
      challenge: "Bearer",
      read: ({ request }) => request.headers.get("authorization") || undefined,
    },
    options,
  );
}

function bearerToken<O extends SchemeOptions>(
  name: string,
  flows: object,
  options: O,
): Dependency<Credential<string, O>> {
  return defineScheme(
    {
      name,
      definition: { type: "oauth2", flows },
      challenge: "Bearer",
      read: (context) => credentialsOf(context, "bearer")?.credentials,
    },
    options,
  );
}

const fields = {
  username: Form(z.string()),
  password: Form(z.string()),
  scope: Form(z.string().default("")),
  client_id: Form(z.string().nullable().default(null)),
  client_secret: Form(z.string().nullable().default(null)),
};
// FastAPI documents these as passwords in the one form, and not in the other.
const masked = {
  password: Form(z.string().meta({ format: "password" })),
  client_secret: Form(z.string().nullable().default(null).meta({ format: "password" })),
};
const anyGrant = Form(
  z
    .string()
    .regex(/^password$/)
    .nullable()
    .default(null),
);
const passwordGrant = Form(z.string().regex(/^password$/));

/** What a client sends to the token endpoint in the password flow (RFC 6749 §4.3.2). */
export interface PasswordForm {
  readonly grantType: string | null;
  readonly username: string;
  readonly password: string;
  readonly scopes: readonly string[];
  readonly clientId: string | null;
  readonly clientSecret: string | null;
}

/**
 * The form of the token endpoint in the password flow; `grant_type` may be left out.
 *
 * @example
 * ```ts
 * app.post("/token", { form: OAuth2PasswordRequestForm }, async ({ form }) => {
 *   const user = await authenticate(form.username, form.password);
 *   return { access_token: await jwt.sign({ sub: user.id }), token_type: "bearer" };
 * });
 * ```
 */
export const OAuth2PasswordRequestForm: Dependency<PasswordForm> = Depends(
  { grant_type: anyGrant, ...fields, ...masked },
  toForm,
);

/** As {@link OAuth2PasswordRequestForm}, with `grant_type` required, as RFC 6749 wants it. */
export const OAuth2PasswordRequestFormStrict: Dependency<PasswordForm> = Depends(
  { grant_type: passwordGrant, ...fields },
  toForm,
);

interface RawForm {
  grant_type: string | null;
  username: string;
  password: string;
  scope: string;
  client_id: string | null;
  client_secret: string | null;
}

function toForm({ grant_type, username, password, scope, client_id, client_secret }: RawForm): PasswordForm {
  const scopes = scope.split(" ").filter((one) => one !== "");
  return {
    grantType: grant_type,
    username,
    password,
    scopes,
    clientId: client_id,
    clientSecret: client_secret,
  };
}
