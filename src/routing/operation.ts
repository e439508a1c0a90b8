import type { Context, Dependency, LifespanState } from "../dependencies/index.ts";
import type { HttpResponse } from "../http/index.ts";
import type { DeclaredNames, Params, Values } from "../params/index.ts";
import type { StandardSchemaV1 } from "../schema/index.ts";
import type { Reply } from "./reply.ts";
import type { StreamResponse } from "./streams.ts";

type AnyDependency = Dependency<unknown, string>;
type Awaitable<T> = T | Promise<T>;

/** The schema of a response: of its value, or of each item of a stream. */
export type ResponseDeclaration = StandardSchemaV1 | StreamResponse;

/** What a route says about an answer other than its first one. A bare schema is short for `{ schema }`. */
export type ResponseSpec = StandardSchemaV1 | DetailedResponse;

/** An OpenAPI response object (OpenAPI 3.1 §4.8.17) with a schema in place of its JSON content. */
export interface DetailedResponse {
  /** @default the reason phrase of the status */
  description?: string;
  /** The schema of the body. `reply(status, body)` is checked against it. */
  schema?: StandardSchemaV1;
  /** Further media types, or examples, as OpenAPI writes them. */
  content?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, unknown>>;
  links?: Readonly<Record<string, unknown>>;
}

/** Documented answers by status: a number, a class such as `"4XX"`, or `"default"`. */
export type ResponseSpecs = { readonly [status: number | string]: ResponseSpec };

/** Which members of an object are meant: their names, or names with what is meant inside of them. */
export type FieldSelection = readonly string[] | { readonly [name: string]: true | FieldSelection };

/** Members that `responseSkip` leaves out: not set by the handler, equal to their default, or null. */
export type SkippedFields = "unset" | "defaults" | "null";

/** What FastAPI puts in the decorator of a path operation. */
export interface OperationOptions<
  R extends ResponseDeclaration | undefined = ResponseDeclaration | undefined,
  S extends ResponseSpecs = ResponseSpecs,
> {
  /** What the handler returns is validated, filtered and serialised by this. */
  response?: R;
  /** The status of the first answer. @default 200 */
  status?: number;
  /** What the document says of the first answer. @default "Successful Response" */
  responseDescription?: string;
  /**
   * The media type of the first answer, such as `"text/html"`; `null` where nothing can be said of its content, as of
   * a download. Under a type that is not JSON, a string or bytes that the handler returns are sent as they are.
   * @default "application/json"
   */
  responseMediaType?: string | null;
  /** Only these members are sent. */
  responseInclude?: FieldSelection;
  /** These members are not sent. */
  responseExclude?: FieldSelection;
  /** Members of these sorts are not sent. */
  responseSkip?: SkippedFields | readonly SkippedFields[];
  /** Other answers, for the document and for `reply`. */
  responses?: S;
  tags?: readonly string[];
  /** @default made of the handler's name, or of method and path */
  summary?: string;
  description?: string;
  /**
   * Unique in the application.
   * @default the handler's name; made of method and path where it has none, or where several routes share it
   */
  operationId?: string;
  deprecated?: boolean;
  /** Dependencies that run for their effect; their values are not injected. */
  dependencies?: readonly AnyDependency[];
  /** `false` leaves the route out of the document. @default true */
  includeInSchema?: boolean;
  /** What `urlFor` may call the route. @default the operationId */
  name?: string;
  /**
   * Most bytes of the body of this route, of a form with files too; more is answered 413 (RFC 9110 §15.5.14).
   * @default that of the routers around it, else the application's `maxBodySize`
   */
  maxBodySize?: number;
  /**
   * Milliseconds until the route has to answer, its body and dependencies included. Then `context.signal` is
   * aborted with a TimeoutError and the client is answered 503 (RFC 9110 §15.6.4); what the handler still answers
   * is dropped, and clean-up runs when it has come to its end. A stream whose response has been returned goes on,
   * and a handler that answers without a promise cannot be late. 0 or `Infinity` for no limit.
   * @default that of the routers around it, else none
   */
  timeout?: number;
  /** Requests that this operation makes to its client (OpenAPI 3.1 §4.8.18), by name. */
  callbacks?: Readonly<Record<string, CallbackSource>>;
  /** Merged deeply into the operation object of the document. */
  openapi?: Readonly<Record<string, unknown>>;
}

/** Something with routes that describe callbacks: a Router. Their paths are run-time expressions. */
export interface CallbackSource {
  readonly routes: readonly unknown[];
}

/** The replies that `responses` allows. */
type Replies<S extends ResponseSpecs> = {
  [K in keyof S]: K extends number
    ? S[K] extends StandardSchemaV1
      ? Reply<K, StandardSchemaV1.InferInput<S[K]>>
      : S[K] extends { schema: infer B extends StandardSchemaV1 }
        ? Reply<K, StandardSchemaV1.InferInput<B>>
        : Reply<K, unknown>
    : never;
}[keyof S];

// Anything but a reply: replies have to be declared.
type Plain =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | void
  | (object & { readonly "~reply"?: never });

/** What a handler may return for a declared response. */
export type Returned<R extends ResponseDeclaration | undefined, S extends ResponseSpecs> =
  | (R extends StandardSchemaV1
      ? StandardSchemaV1.InferInput<R>
      : R extends StreamResponse<infer Item>
        ? AsyncIterable<Item> | Iterable<Item>
        : Plain)
  | HttpResponse
  | Response
  | Replies<S>
  | LiteralContext;

declare const never: unique symbol;

type Literals =
  | ""
  | 0
  | 0n
  | true
  | readonly []
  | readonly Literals[]
  | { readonly [name: string]: Literals };

/**
 * No value is of this type. Among the results it tells the compiler to keep `"ok"` in `{ status: "ok" }` as it is: a handler
 * is looked at before the schema of its response is known, and the text would become a `string`, which no enum takes.
 */
type LiteralContext = Literals & { readonly [never]: never };

/** The names of a path template. A run-time expression of a callback, `{$request.body#/url}`, is none. */
export type TemplateNames<T extends string> = T extends `${string}{${infer N}}${infer Rest}`
  ? (N extends `$${string}` ? never : N extends `${infer A}:${string}` ? A : N) | TemplateNames<Rest>
  : never;

type Undeclared<T extends string, P extends Params> = Exclude<TemplateNames<T>, DeclaredNames<P>>;

/** A path whose names are all declared; else a type whose message says which one is not. */
export type CheckedPath<T extends string, P extends Params> = [Undeclared<T, P>] extends [never]
  ? T
  : { error: `path parameter {${Undeclared<T, P>}} is not declared` };

/** A handler: it takes the values of its parameters and the context. */
export type RouteHandler<P extends Params, State extends LifespanState, Result> = (
  params: Values<P>,
  context: Context<State>,
) => Result;

/** A declared route, as a value: it can be linked to, tested and documented by name. */
export interface Route<
  M extends string = string,
  T extends string = string,
  P extends Params = Params,
  Result = unknown,
> {
  readonly methods: readonly M[];
  /** The path template as it was declared, without the prefixes of routers. */
  readonly path: T;
  readonly params: P;
  readonly options: OperationOptions;
  readonly handler: (params: never, context: never) => unknown;
  /** Where it was declared: file, line and column. */
  readonly declaredAt: string;
  readonly "~result"?: Result;
}

/**
 * Declares a route of one method. The overloads differ in their number of arguments, so that the compiler reports the
 * one that was meant.
 */
export interface Verb<M extends string, State extends LifespanState> {
  <const T extends string>(
    path: T & CheckedPath<T, {}>,
    handler: (params: {}, context: Context<State>) => unknown,
  ): Route<M, T, {}>;
  <const T extends string, P extends Params>(
    path: T & CheckedPath<T, P>,
    params: P,
    handler: RouteHandler<P, State, unknown>,
  ): Route<M, T, P>;
  <
    const T extends string,
    P extends Params,
    R extends ResponseDeclaration | undefined = undefined,
    S extends ResponseSpecs = {},
  >(
    path: T & CheckedPath<T, P>,
    params: P,
    options: OperationOptions<R, S>,
    handler: RouteHandler<P, State, Awaitable<Returned<R, S>>>,
  ): Route<M, T, P, R>;
}

/** As {@link Verb}, with the methods as the first argument. */
export interface RouteVerb<State extends LifespanState> {
  <const M extends string, const T extends string>(
    methods: readonly M[],
    path: T & CheckedPath<T, {}>,
    handler: (params: {}, context: Context<State>) => unknown,
  ): Route<M, T, {}>;
  <const M extends string, const T extends string, P extends Params>(
    methods: readonly M[],
    path: T & CheckedPath<T, P>,
    params: P,
    handler: RouteHandler<P, State, unknown>,
  ): Route<M, T, P>;
  <
    const M extends string,
    const T extends string,
    P extends Params,
    R extends ResponseDeclaration | undefined = undefined,
    S extends ResponseSpecs = {},
  >(
    methods: readonly M[],
    path: T & CheckedPath<T, P>,
    params: P,
    options: OperationOptions<R, S>,
    handler: RouteHandler<P, State, Awaitable<Returned<R, S>>>,
  ): Route<M, T, P, R>;
}

/**
 * Declares a request that this API makes itself. The path may be a run-time expression, which declares no names; the handler
 * is never called, and only its name is looked at.
 */
export interface OutgoingVerb<M extends string> {
  <const T extends string>(path: T, handler: OutgoingHandler<{}>): Route<M, T, {}>;
  <const T extends string, P extends Params>(path: T, params: P, handler: OutgoingHandler<P>): Route<M, T, P>;
  <
    const T extends string,
    P extends Params,
    R extends ResponseDeclaration | undefined = undefined,
    S extends ResponseSpecs = {},
  >(
    path: T,
    params: P,
    options: OperationOptions<R, S>,
    handler: OutgoingHandler<P>,
  ): Route<M, T, P, R>;
}

type OutgoingHandler<P extends Params> = RouteHandler<P, Record<string, unknown>, unknown>;
