import type { JsonSchema } from "../schema/index.ts";
import type { FieldSelection, SkippedFields } from "./operation.ts";

/** What of a response's value is sent. */
export interface FieldFilter {
  readonly include?: FieldSelection | undefined;
  readonly exclude?: FieldSelection | undefined;
  readonly skip: ReadonlySet<SkippedFields>;
  /** The output's JSON Schema, for defaults. */
  readonly schema: JsonSchema;
}

type Json = Record<string, unknown>;

/**
 * Leaves out of a validated value what its route does not want to send. The value itself is not changed.
 *
 * @param given what the handler returned: a member that is not in it was not set
 */
export function selectFields(value: unknown, given: unknown, filter: FieldFilter): unknown {
  return select(value, given, filter.include, filter.exclude, filter.schema, filter);
}

function select(
  value: unknown,
  given: unknown,
  include: FieldSelection | undefined,
  exclude: FieldSelection | undefined,
  schema: JsonSchema | undefined,
  filter: FieldFilter,
): unknown {
  if (Array.isArray(value)) {
    const items = resolve(schema, filter.schema)?.items as JsonSchema | undefined;
    return value.map((item, index) => {
      const source = Array.isArray(given) ? given[index] : undefined;
      return select(item, source, include, exclude, items, filter);
    });
  }
  if (!isPlainObject(value)) return value;
  const properties = (resolve(schema, filter.schema)?.properties ?? {}) as Record<string, JsonSchema>;
  const kept: Json = {};
  for (const [name, member] of Object.entries(value)) {
    const included = choose(include, name);
    const excluded = choose(exclude, name);
    if (include !== undefined && included === undefined) continue;
    if (excluded === true) continue;
    if (skipped(name, member, given, properties[name], filter)) continue;
    kept[name] = select(
      member,
      isObject(given) ? given[name] : undefined,
      included === true ? undefined : included,
      excluded,
      properties[name],
      filter,
    );
  }
  return kept;
}

function skipped(
  name: string,
  member: unknown,
  given: unknown,
  schema: JsonSchema | undefined,
  filter: FieldFilter,
): boolean {
  const { skip } = filter;
  if (skip.has("null") && (member === null || member === undefined)) return true;
  if (skip.has("unset") && isObject(given) && !(name in given)) return true;
  if (!skip.has("defaults")) return false;
  const resolved = resolve(schema, filter.schema);
  if (resolved === undefined) return false;
  if ("default" in resolved) return sameJson(member, resolved.default);
  return false;
}

/** `undefined`: the selection does not name it; `true`: all of it; a selection: part of it. */
function choose(selection: FieldSelection | undefined, name: string): true | FieldSelection | undefined {
  if (selection === undefined) return undefined;
  if (Array.isArray(selection)) return selection.includes(name) ? true : undefined;
  const named = selection as { readonly [name: string]: true | FieldSelection };
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

/** What is said of a member: references are followed, also to the one thing that it can be beside null. */
function resolve(schema: JsonSchema | undefined, root: JsonSchema): JsonSchema | undefined {
  const [only, ...others] = ((schema?.anyOf ?? []) as JsonSchema[]).filter(({ type }) => type !== "null");
  if (only !== undefined && others.length === 0) {
    return { ...resolve(only, root), ...("default" in schema! ? { default: schema!.default } : {}) };
  }
  const ref = schema?.$ref;
  if (typeof ref !== "string") return schema;
  const name = ref.match(/^#\/\$defs\/(.+)$/)?.[1];
  const found =
    name === undefined ? undefined : (root.$defs as Record<string, JsonSchema> | undefined)?.[name];
  return found === undefined
    ? schema
    : { ...found, ...("default" in schema! ? { default: schema!.default } : {}) };
}

function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

function isPlainObject(value: unknown): value is Json {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
