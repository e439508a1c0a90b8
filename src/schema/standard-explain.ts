import type { Origin, SchemaIssue, Validation } from "./compiled-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { schemaProblem } from "./json-schema-problem.ts";
import { referred } from "./json-schema-shape.ts";
import { type IssueType, type Problem, problem } from "./messages.ts";
import type { StandardSchemaV1 } from "./standard-schema.ts";

/**
 * The issues of any Standard Schema in pydantic's words. They have no more than a message and a path, so the code is
 * found by holding what was sent against the JSON Schema of the place; the message stays the library's or its
 * author's own.
 */
export function explainStandard(
  json: JsonSchema | undefined,
  validation: Validation,
  input: unknown,
  origin: Origin,
): SchemaIssue[] {
  const issues = (validation.issues ?? []) as readonly StandardSchemaV1.Issue[];
  return issues.map((issue) => explain(json, issue, input, origin));
}

const ABSENT = Symbol("absent");

function explain(
  json: JsonSchema | undefined,
  issue: StandardSchemaV1.Issue,
  input: unknown,
  origin: Origin,
): SchemaIssue {
  // ArkType's paths are arrays of a class of their own, whose map() makes another of that class.
  const keys = Array.from(issue.path ?? [], (part) => (typeof part === "object" ? part.key : part));
  const path = keys.map((key) => (typeof key === "symbol" ? String(key.description) : key));
  let sent = input;
  let parent: unknown = null;
  let place = json === undefined ? undefined : resolve(json, json);
  let isExtra = false;
  for (const key of keys) {
    parent = sent;
    sent = memberOf(sent, key);
    const next = place && json && schemaOf(place, key, json);
    isExtra = place !== undefined && next === undefined && place.additionalProperties === false;
    place = next;
  }
  const isAbsent = sent === ABSENT || sent === undefined;
  if (isAbsent && keys.length > 0) return { path, ...problem("missing"), input: parent };
  if (isExtra) return { path, ...problem("extra_forbidden"), input: sent };
  const found = place && (schemaProblem(place, coercedAlike(sent, place), origin) ?? undefined);
  const { type, ctx } = found ?? byLibrary(issue) ?? OTHER;
  const explained: SchemaIssue = { type, path, msg: issue.message, input: isAbsent ? null : sent };
  if (ctx !== undefined) explained.ctx = ctx;
  return explained;
}

const OTHER: Problem = { type: "value_error", msg: "" };

function memberOf(value: unknown, key: PropertyKey): unknown {
  // One text where a list of texts is wanted.
  if (typeof value === "string" && key === 0) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return ABSENT;
  return (value as Record<PropertyKey, unknown>)[key];
}

function resolve(json: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  let current: JsonSchema | undefined = json;
  for (let hops = 0; hops < 16 && current !== undefined; hops++) {
    const options: JsonSchema[] | undefined = current.anyOf?.filter((option) => option.type !== "null");
    if (current.$ref !== undefined) current = referred(root, current.$ref);
    else if (options?.length === 1) current = options[0];
    else break;
  }
  return current;
}

function schemaOf(json: JsonSchema, key: PropertyKey, root: JsonSchema): JsonSchema | undefined {
  const { properties, prefixItems, items, additionalProperties } = json;
  const found =
    typeof key === "number"
      ? (prefixItems?.[key] ?? items)
      : Object.hasOwn(properties ?? {}, key)
        ? properties![key as string]
        : additionalProperties;
  return typeof found === "object" ? resolve(found, root) : undefined;
}

/** What is bounded has been coerced by then; a text that could not be is held against the type as it is. */
function coercedAlike(sent: unknown, { type }: JsonSchema): unknown {
  if (typeof sent !== "string" || (type !== "integer" && type !== "number")) return sent;
  const number = Number(sent);
  return sent.trim() === "" || Number.isNaN(number) || (type === "integer" && !Number.isInteger(number))
    ? sent
    : number;
}

/** The types of Valibot's schemas, which are in its issues: for those that were not wrapped for JSON Schema. */
const VALIBOT_TYPES: Readonly<Record<string, IssueType>> = {
  string: "string_type",
  number: "float_type",
  bigint: "int_type",
  boolean: "bool_type",
  date: "datetime_type",
  null: "none_required",
  array: "list_type",
  tuple: "tuple_type",
  strict_tuple: "tuple_type",
  loose_tuple: "tuple_type",
  set: "set_type",
  map: "dict_type",
  record: "dict_type",
  object: "model_attributes_type",
  strict_object: "model_attributes_type",
  loose_object: "model_attributes_type",
};

function byLibrary(issue: StandardSchemaV1.Issue): Problem | undefined {
  const { kind, type, expected } = issue as {
    readonly kind?: unknown;
    readonly type?: unknown;
    readonly expected?: unknown;
  };
  if (kind !== "schema" || typeof type !== "string") return undefined;
  if (type === "strict_object" && expected === "never") return problem("extra_forbidden");
  const code = VALIBOT_TYPES[type];
  return code === undefined ? undefined : problem(code);
}
