import type { LifespanState } from "../dependencies/index.ts";
import { SalukiError, shown } from "../errors.ts";
import type { Middleware, MultipartLimits } from "../http/index.ts";
import type { Logger } from "../observability/index.ts";
import type { DocumentInfo, JsonObject } from "../openapi/index.ts";
import type { JsonCoercion } from "../params/index.ts";
import { isLimitOption, type RouterOptions } from "../routing/index.ts";
import type { ValidationErrorsOption } from "./validation-errors.ts";

/** Set-up and tear-down of an application: what stands before the `yield` runs at start, what stands behind it at stop. */
export type Lifespan<State extends LifespanState | void, App> = (
  app: App,
) => AsyncGenerator<State, void, unknown>;

/** What happens to a path that differs from a route's by its last slash only. */
export type TrailingSlash = "redirect" | "strict" | "ignore";

/** Options of {@link Saluki}. */
export interface SalukiOptions<State extends LifespanState | void = Record<string, unknown>, App = unknown>
  extends DocumentInfo,
    RouterOptions {
  /** Where the OpenAPI document is served; `null` for nowhere, and then no docs either. @default "/openapi.json" */
  openapiUrl?: string | null;
  /** Where Swagger UI is served; `null` for nowhere. @default "/docs" */
  docsUrl?: string | null;
  /** Where ReDoc is served; `null` for nowhere. @default "/redoc" */
  redocUrl?: string | null;
  /** Parameters of Swagger UI, as its documentation lists them. */
  swaggerUIParameters?: JsonObject;
  /** What Swagger UI's `initOAuth` is called with: `clientId`, `scopes`, `usePkceWithAuthorizationCodeGrant` ... */
  swaggerUIInitOAuth?: JsonObject;
  /** The page that an OAuth2 provider comes back to. @default docsUrl + "/oauth2-redirect" */
  swaggerUIOAuth2RedirectUrl?: string | null;

  /**
   * The path under which a proxy serves the application. It is taken off requests that still carry it, put
   * before generated URLs, and listed in the document's servers.
   * @default ""
   */
  rootPath?: string;
  /** Whether the root path is the first of the document's servers. @default true */
  rootPathInServers?: boolean;

  /** Set-up and tear-down; what it yields is `context.state`. */
  lifespan?: Lifespan<State, App>;
  /** Middleware, the outermost first; `app.use` adds to the inside of it. */
  middleware?: readonly Middleware[];

  /** @default "redirect": answered 307 */
  trailingSlash?: TrailingSlash;
  /** `"lax"` coerces values of JSON bodies as pydantic does: `"5"` for an integer. @default "strict" */
  jsonCoercion?: JsonCoercion;
  /** The answer to a body of the wrong media type. FastAPI's is a 422. @default 422 */
  unsupportedMediaType?: 415 | 422;
  /** Most bytes of a body that is not multipart; more is answered 413. @default 10 MiB */
  maxBodySize?: number;
  /** Most validation errors that are told of one parameter; those behind them are left out. @default 1000 */
  maxErrors?: number;
  /** Limits of multipart bodies. */
  multipart?: Partial<MultipartLimits>;

  /** The shape and status of validation errors, in answers and in the document. @default FastAPI's, 422 */
  validationErrors?: ValidationErrorsOption;
  /**
   * Shows unforeseen errors with their stack to the client. Never in production.
   * @default false, and true under `saluki dev`
   */
  debug?: boolean;
  /** Where errors go; pino fits. @default lines on standard error */
  logger?: Logger;
}

/**
 * Checks the limits of an application: `Number()` makes `NaN` of a variable that is not set.
 *
 * @throws SalukiError INVALID_OPTION
 */
export function checkLimits(options: SalukiOptions): void {
  const { maxBodySize, maxErrors, multipart = {} } = options;
  const limits: Record<string, unknown> = { maxBodySize, maxErrors };
  for (const [name, value] of Object.entries(multipart)) limits[`multipart.${name}`] = value;
  for (const [name, value] of Object.entries(limits)) {
    if (isLimitOption(value)) continue;
    throw new SalukiError("INVALID_OPTION", {
      what: `the option ${name} of the application is ${shown(value)}`,
      fix: "Give a number from 0; Infinity takes the limit away.",
    });
  }
}
