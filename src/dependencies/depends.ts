import { SalukiError } from "../errors.ts";
import { type DeclaredNames, isMarker, type Marker, type Params, type Values } from "../params/index.ts";
import { isStandardSchema } from "../schema/index.ts";
import type { Context } from "./context.ts";

/**
 * How long a dependency's value lives.
 * - `"request"`: clean-up runs after the response is sent, so that a stream can still use the value.
 * - `"function"`: clean-up runs when the handler has returned and before the response is sent, so that a transaction
 *   commits before the client hears of success. A generator of this scope is begun last, when the body has been read,
 *   unless a dependency that runs before that needs it: nothing is held open while a client is slow to send.
 * - `"app"`: made once at start, cleaned up at stop, in reverse order.
 */
export type DependencyScope = "function" | "request" | "app";

/** Options of {@link Depends}. */
export interface DependsOptions {
  /** `false` runs the dependency again for each place that asks for it. @default true: once per request */
  cache?: boolean | undefined;
  /**
   * @default "request"; `"function"` for a function that is no generator and depends on something of that scope: it has
   * nothing to clean up, so it need not outlive anything
   */
  scope?: DependencyScope | undefined;
}

/** A security scheme of the OpenAPI document (OpenAPI 3.1 §4.8.27) that a dependency checks. */
export interface SecurityScheme {
  /** The name of the component. */
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** Whether the dependency lets a request without credentials through; then the scheme is one of several ways in. */
  readonly optional?: boolean | undefined;
}

type DependencyFunction = (params: never, context: Context) => unknown;

/** A declared dependency. Its value is injected wherever it stands in a record of parameters. */
export interface Dependency<T = unknown, Names extends string = never> extends Marker<T, Names> {
  readonly "~kind": "dependency";
  readonly params: Params;
  readonly call: DependencyFunction;
  readonly cache: boolean;
  readonly scope: DependencyScope;
  /** Whether its author gave the scope. A replacement without one takes that of what it replaces. */
  readonly hasOwnScope: boolean;
  /** The security scheme that this dependency stands for. */
  readonly security?: SecurityScheme | undefined;
  /** The OAuth2 scopes that are asked for here; see {@link Security}. */
  readonly scopes: readonly string[];
  /** The dependency that {@link Security} was put around; overrides and the cache go by it. */
  readonly origin: Dependency<unknown, string> | undefined;
}

type Awaitable<T> = T | Promise<T>;
type Generated<T> = AsyncGenerator<T, unknown, unknown> | Generator<T, unknown, unknown>;

/**
 * Declares a dependency: a function whose result is injected, with parameters of its own, which are declared as those
 * of a route. A generator gives what it yields; what stands behind its `yield` is the clean-up, which runs in
 * reverse order of the set-up; an error of the handler is thrown at the `yield`.
 *
 * @throws SalukiError `INVALID_DEPENDENCY` when the declaration cannot work
 * @example
 * ```ts
 * const Page = Depends({ skip: z.int().default(0), limit: z.int().max(100).default(20) }, (page) => page);
 *
 * const Db = Depends(async function* () {
 *   const session = await pool.connect();
 *   try {
 *     yield session;
 *   } finally {
 *     session.release();
 *   }
 * });
 * ```
 */
export function Depends<T>(
  fn: (params: {}, context: Context) => Generated<T>,
  options?: DependsOptions,
): Dependency<T>;
export function Depends<T>(
  fn: (params: {}, context: Context) => Awaitable<T>,
  options?: DependsOptions,
): Dependency<T>;
export function Depends<P extends Params, T>(
  params: P,
  fn: (params: Values<P>, context: Context) => Generated<T>,
  options?: DependsOptions,
): Dependency<T, DeclaredNames<P>>;
export function Depends<P extends Params, T>(
  params: P,
  fn: (params: Values<P>, context: Context) => Awaitable<T>,
  options?: DependsOptions,
): Dependency<T, DeclaredNames<P>>;
export function Depends(
  first: Params | DependencyFunction,
  second?: DependencyFunction | DependsOptions,
  third?: DependsOptions,
): Dependency<unknown, string> {
  const [params, call, options] =
    typeof first === "function"
      ? [{}, first as DependencyFunction, second as DependsOptions | undefined]
      : [first, second as DependencyFunction | undefined, third];
  if (typeof call !== "function") {
    throw new SalukiError("INVALID_DEPENDENCY", {
      what: "Depends was called without a function",
      fix: "Write Depends(fn, options) or Depends(params, fn, options)",
    });
  }
  checkParams(params, "Depends");
  return defineDependency(params, call, options);
}

/** Makes a dependency from its parts; {@link Depends} without the overloads, for security schemes and the like. */
export function defineDependency<T>(
  params: Params,
  call: DependencyFunction,
  options: DependsOptions & { security?: SecurityScheme | undefined } = {},
): Dependency<T> {
  return {
    "~kind": "dependency",
    params,
    call,
    cache: options.cache ?? true,
    scope: options.scope ?? defaultScope(params, call),
    hasOwnScope: options.scope !== undefined,
    security: options.security,
    scopes: [],
    origin: undefined,
  } as unknown as Dependency<T>;
}

/** Whether a function says itself that it has clean-up. */
export function isGeneratorFunction(call: DependencyFunction): boolean {
  return /^\[object (Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(call));
}

function defaultScope(params: Params, call: DependencyFunction): DependencyScope {
  if (isGeneratorFunction(call)) return "request";
  const shortens = Object.values(params).some(
    (declared) => "scope" in declared && declared.scope === "function",
  );
  return shortens ? "function" : "request";
}

/**
 * A dependency together with the OAuth2 scopes that it needs here. The dependency, and all below it, see the scopes of
 * the whole way down to them through {@link SecurityScopes}; the OpenAPI operation lists them.
 *
 * @example
 * ```ts
 * app.get("/me/items", { user: Security(CurrentUser, { scopes: ["items:read"] }) }, ({ user }) => user.items);
 * ```
 */
export function Security<T, N extends string>(
  dependency: Dependency<T, N>,
  options: { scopes?: readonly string[] | undefined } = {},
): Dependency<T, N> {
  return { ...dependency, scopes: options.scopes ?? [], origin: dependency.origin ?? dependency };
}

/** The scopes that the dependants of a dependency ask for; see {@link SecurityScopes}. */
export interface RequiredScopes {
  readonly scopes: readonly string[];
  /** The scopes joined by spaces, as `WWW-Authenticate` wants them (RFC 6750 §3). */
  readonly scopeStr: string;
}

/**
 * A parameter that gives a dependency the scopes of all who depend on it.
 *
 * @example
 * ```ts
 * const CurrentUser = Depends({ required: SecurityScopes, token: oauth2 }, ({ required, token }) => {
 *   for (const scope of required.scopes) if (!token.scopes.includes(scope)) throw new HTTPException(403);
 * });
 * ```
 */
export const SecurityScopes = { "~kind": "special" } as Marker<RequiredScopes>;

/** The identity that the cache, overrides and app scope go by. */
export function originOf(dependency: Dependency<unknown, string>): Dependency<unknown, string> {
  return dependency.origin ?? dependency;
}

/** @throws SalukiError `INVALID_PARAMETER` when something in the record is neither a schema nor a marker */
export function checkParams(params: unknown, where: string): asserts params is Params {
  if (
    typeof params !== "object" ||
    params === null ||
    Array.isArray(params) ||
    isStandardSchema(params) ||
    isMarker(params)
  ) {
    throw new SalukiError("INVALID_PARAMETER", {
      what: "parameters are not a record of names and declarations",
      where,
      fix: "Write { name: schema } or { name: Query(schema) }",
    });
  }
  for (const [name, declared] of Object.entries(params)) {
    if (isMarker(declared) || isStandardSchema(declared)) continue;
    throw new SalukiError("INVALID_PARAMETER", {
      what: `parameter ${JSON.stringify(name)} is neither a schema nor a marker such as Query(...) or Depends(...)`,
      where,
      fix:
        typeof declared === "function"
          ? `Wrap the function: { ${name}: Depends(fn) }, or call the marker`
          : "Give a Zod schema (or any Standard Schema), or a marker around one",
    });
  }
}
