import type { JsonSchema } from "./json-schema.ts";
import type { StandardSchemaV1 } from "./standard-schema.ts";

/**
 * How a value reached us. It decides on coercion, and on the code of a type error.
 * - `text`: path, query, header, cookie, form. All of it is text.
 * - `json`: a JSON body, taken as it is.
 * - `lax`: a JSON body with pydantic's habit of coercion (`"5"` for an integer).
 */
export type Origin = "text" | "json" | "lax";

/** One thing that is wrong with a value, in pydantic's words. */
export interface SchemaIssue {
  /** pydantic's code: `missing`, `int_parsing`, `string_too_short` ... */
  type: string;
  /** From the value that was validated down to the bad part: what follows `body` or `query` in FastAPI's `loc`. */
  path: (string | number)[];
  msg: string;
  /** The bad part as the client sent it; the object around it where something is missing. */
  input: unknown;
  ctx?: Record<string, unknown>;
}

/**
 * The outcome of a run; it failed when `issues` is a non-empty array. The issues are the library's own:
 * {@link CompiledSchema.explain} turns them into ours, when somebody wants to read them.
 */
export interface Validation {
  value: unknown;
  issues?: readonly unknown[] | undefined;
}

/** The coarse sort of what a schema takes, which decides where a bare parameter comes from. */
export type SchemaKind = "scalar" | "array" | "object" | "other" | "unknown";

/** A member of an object schema. */
export interface SchemaField {
  readonly name: string;
  readonly schema: CompiledSchema;
  readonly required: boolean;
}

/** A schema with all that can be known of it at start. */
export interface CompiledSchema {
  readonly schema: StandardSchemaV1;
  /** The name the schema was given: Zod's `meta({ id })`, or the `$id` or `title` of a Standard JSON Schema. */
  readonly id: string | undefined;
  /**
   * Of the input, below optional, default and nullable. A scalar is a string, number, integer, boolean, null, enum,
   * literal, date or bigint, or a union of these. `unknown`: nothing is known of what it takes.
   */
  readonly kind: SchemaKind;
  /** It has something to say to `undefined`: the value may be absent. */
  readonly optional: boolean;
  /**
   * Synchronous for a schema without functions of its author's. With such functions it may answer a promise until each of
   * them has shown that it is synchronous. No function is called twice to find that out.
   */
  run(value: unknown): Validation | Promise<Validation>;
  /**
   * The issues of a failed run in pydantic's words.
   * @param input what the client sent, before coercion: the `input` of each issue is looked up in it
   */
  explain(validation: Validation, input: unknown, origin: Origin): SchemaIssue[];
  /**
   * Text to the schema's own type, by pydantic's rules; an array schema takes a list of texts or one.
   * What cannot be coerced is given back as it is, so that the schema itself reports it. Never throws.
   */
  fromText(raw: string | readonly string[]): unknown;
  /** JSON to the schema's own types with pydantic's habit of coercion, deep. The input is never changed. Never throws. */
  fromJson(value: unknown): unknown;
  /**
   * Only what JSON has no words for, deep: dates from their text, bigints from integers, sets from arrays, maps from
   * objects. For strict JSON. `undefined` when the schema takes nothing of that sort.
   */
  readonly revive: ((value: unknown) => unknown) | undefined;
  /** The members of an object schema, for groups such as `Query(z.object(...))`. */
  readonly fields: readonly SchemaField[] | undefined;
  /** What an object does with keys that it does not know. */
  readonly extra: "forbid" | "ignore" | "allow";
  /** What the values of such keys are held against, where they are allowed: a record's values, say. */
  readonly rest: CompiledSchema | undefined;
  /**
   * The schema as JSON Schema 2020-12; named parts stand in `$defs`, referred to as `#/$defs/Name`.
   * @throws SalukiError UNREPRESENTABLE_SCHEMA, naming the field, when JSON Schema cannot express it
   */
  jsonSchema(io: "input" | "output"): JsonSchema;
  /** The output can hold only JSON's own types: `JSON.stringify` is all that it takes to send it. */
  readonly plainOutput: boolean;
}
