import type { UploadFile } from "../http/index.ts";
import { isStandardSchema, type StandardSchemaV1 } from "../schema/index.ts";

/** Where the raw value of a parameter is read. */
export type ParamSource = "path" | "query" | "header" | "cookie" | "body" | "form" | "file";

/**
 * What stands for a value in a record of parameters: a declared parameter or a dependency.
 * `T` is the type of the value, `Names` the names of the path template that it reads. Both exist for the compiler only.
 */
export interface Marker<T, Names extends string = never> {
  readonly "~value": T;
  readonly "~names": Names;
  readonly "~kind": "param" | "dependency" | "special";
}

/** A declared parameter: a bare schema, or a marker around one, or a dependency. */
export type Declared = StandardSchemaV1 | Marker<unknown, string>;

/**
 * The parameters of a route or dependency, as a record: a function's signature written as a value.
 *
 * @example
 * ```ts
 * const params = { itemId: z.int(), q: z.string().optional(), db: Db } satisfies Params;
 * ```
 */
export type Params = Record<string, Declared>;

/** The type of the value that a declared parameter gives. */
export type Value<D> = D extends { readonly "~kind": string }
  ? D extends Marker<infer T, string>
    ? T
    : never
  : D extends StandardSchemaV1
    ? StandardSchemaV1.InferOutput<D>
    : never;

/** The values that a handler with these parameters is given. */
export type Values<P extends Params> = { [K in keyof P]: Value<P[K]> };

/** Stands for "the name in the record" among the names of a marker. */
type Own = "~own";

type NamesOf<D, K> = D extends { readonly "~kind": string }
  ? D extends { readonly "~names": infer N }
    ? N extends Own
      ? K
      : N & string
    : never
  : K;

/** The names of a path template that these parameters declare, themselves or through their dependencies. */
export type DeclaredNames<P extends Params> = { [K in keyof P]: NamesOf<P[K], K> }[keyof P] & string;

/** An example of the `examples` of an OpenAPI parameter or media type. */
export interface Example {
  summary?: string;
  description?: string;
  value?: unknown;
  externalValue?: string;
}

/** What can be said of every declared parameter. All of it goes to the OpenAPI document. */
export interface ParamOptions {
  /** The name on the wire. @default the name in the record */
  alias?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
  deprecated?: boolean | undefined;
  /** One example value. */
  example?: unknown;
  /** Example values (JSON Schema `examples`), or named ones (OpenAPI `examples`). */
  examples?: readonly unknown[] | Readonly<Record<string, Example>> | undefined;
  /** `false` leaves the parameter out of the document. @default true */
  includeInSchema?: boolean | undefined;
}

/** Options of {@link Header}. */
export interface HeaderOptions extends ParamOptions {
  /**
   * Reads `user-agent` for `userAgent` and `user_agent`. With `false` the name is taken as it stands.
   * @default true
   */
  convertUnderscores?: boolean | undefined;
}

/** Options of {@link Body}. */
export interface BodyOptions extends ParamOptions {
  /** Expects `{ "name": value }` instead of the value as the whole body. @default false, and true where there are several */
  embed?: boolean | undefined;
  /**
   * The media type that is documented and read: JSON for `application/json` and `+json`, text for `text/*`, bytes for all else.
   * @default "application/json"
   */
  mediaType?: string | undefined;
}

/** Options of {@link File}. */
export interface FileOptions extends ParamOptions {
  /** Takes every file of the name, as an array. @default false */
  many?: boolean | undefined;
  /** Gives `undefined` when no file was sent, instead of an error. @default false */
  optional?: boolean | undefined;
}

/** A parameter with its source, made by {@link Path}, {@link Query}, {@link Header}, {@link Cookie}, {@link Body}, {@link Form} or {@link File}. */
export interface Param<T = unknown, Names extends string = never> extends Marker<T, Names> {
  readonly "~kind": "param";
  readonly source: ParamSource;
  /** Absent only for files. */
  readonly schema: StandardSchemaV1 | undefined;
  readonly options: HeaderOptions & BodyOptions & FileOptions;
}

function param<T, N extends string = never>(
  source: ParamSource,
  schema: StandardSchemaV1 | undefined,
  options: Param["options"] = {},
): Param<T, N> {
  // "~value" and "~names" are never there: they carry types.
  return { "~kind": "param", source, schema, options } as Param<T, N>;
}

type Out<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>;
// The path names that Path(schema, { alias }) reads: the alias or the parameter's own name, and the keys of a group.
type AliasOf<O> = O extends { alias: infer A extends string } ? A : Own;
type KeysOf<T> = T extends readonly unknown[] ? never : T extends object ? keyof T & string : never;

/**
 * A parameter of the path. A schema of an object takes several as one group.
 *
 * @example
 * ```ts
 * app.get("/items/{item-id}", { itemId: Path(z.int().positive(), { alias: "item-id" }) }, ({ itemId }) => itemId);
 * ```
 */
export function Path<S extends StandardSchemaV1, const O extends ParamOptions = {}>(
  schema: S,
  options?: O,
): Param<Out<S>, AliasOf<O> | KeysOf<Out<S>>> {
  return param("path", schema, options);
}

/**
 * A parameter of the query string. An array takes every value of a repeated key; a schema of an object takes a
 * whole group as one parameter.
 *
 * @example
 * ```ts
 * app.get("/items", { tags: Query(z.array(z.string()).default([]), { alias: "tag" }) }, ({ tags }) => tags);
 * ```
 */
export function Query<S extends StandardSchemaV1>(schema: S, options?: ParamOptions): Param<Out<S>> {
  return param("query", schema, options);
}

/**
 * A header field. `userAgent` reads `user-agent` unless `convertUnderscores` is false.
 *
 * @example
 * ```ts
 * app.get("/", { userAgent: Header(z.string().optional()) }, ({ userAgent }) => ({ userAgent }));
 * ```
 */
export function Header<S extends StandardSchemaV1>(schema: S, options?: HeaderOptions): Param<Out<S>> {
  return param("header", schema, options);
}

/**
 * A cookie of the request.
 *
 * @example
 * ```ts
 * app.get("/", { adsId: Cookie(z.string().optional(), { alias: "ads_id" }) }, ({ adsId }) => ({ adsId }));
 * ```
 */
export function Cookie<S extends StandardSchemaV1>(schema: S, options?: ParamOptions): Param<Out<S>> {
  return param("cookie", schema, options);
}

/**
 * The body of the request, JSON unless `mediaType` says otherwise.
 *
 * @example
 * ```ts
 * app.put("/items/{id}", { id: z.int(), price: Body(z.number(), { embed: true }) }, ({ price }) => ({ price }));
 * app.post("/notes", { note: Body(z.string(), { mediaType: "text/plain" }) }, ({ note }) => note.length);
 * ```
 */
export function Body<S extends StandardSchemaV1>(schema: S, options?: BodyOptions): Param<Out<S>> {
  return param("body", schema, options);
}

/**
 * A field of a URL-encoded or multipart form; a schema of an object takes the whole form.
 *
 * @example
 * ```ts
 * app.post("/login", { username: Form(z.string()), password: Form(z.string()) }, ({ username }) => ({ username }));
 * ```
 */
export function Form<S extends StandardSchemaV1>(schema: S, options?: ParamOptions): Param<Out<S>> {
  return param("form", schema, options);
}

/**
 * A file of a multipart form, as an {@link UploadFile}; it is removed after the request.
 *
 * @example
 * ```ts
 * app.post("/avatar", { avatar: File() }, ({ avatar }) => ({ name: avatar.filename, size: avatar.size }));
 * app.post("/photos", { photos: File({ many: true }) }, ({ photos }) => photos.length);
 * app.post("/icon", { icon: File(z.file().mime(["image/png"]).max(10_000)) }, ({ icon }) => icon.size);
 * ```
 */
export function File(): Param<UploadFile>;
export function File<const O extends FileOptions>(
  options: O,
): Param<
  (O extends { many: true } ? UploadFile[] : UploadFile) | (O extends { optional: true } ? undefined : never)
>;
export function File<S extends StandardSchemaV1>(schema: S, options?: ParamOptions): Param<Out<S>>;
export function File(first?: StandardSchemaV1 | FileOptions, second?: ParamOptions): Param {
  if (isStandardSchema(first)) return param("file", first, second);
  return param("file", undefined, first);
}

/** Whether a declared value is a marker, and not a bare schema. */
export function isMarker(value: unknown): value is Marker<unknown, string> {
  return typeof value === "object" && value !== null && "~kind" in value;
}
