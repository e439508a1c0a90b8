import type { JsonSchema, JsonType } from "./json-schema.ts";

const STANDARD_FORMATS = new Set("date-time date time duration email uuid uri ipv4 ipv6 hostname".split(" "));
const SUBSCHEMAS = ["items", "additionalProperties", "propertyNames", "not"] as const;
const LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"] as const;
const MAPS = ["properties", "patternProperties", "$defs"] as const;

/**
 * Brings the JSON Schema of another library to the forms that Saluki writes itself: one type at a time, `anyOf` for a
 * choice, a type beside each constant, and no pattern that only repeats a format.
 */
export function cleanJsonSchema(raw: unknown): JsonSchema {
  const { $schema: _, $id: __, ...json } = raw as JsonSchema;
  for (const key of SUBSCHEMAS) if (isSchema(json[key])) json[key] = cleanJsonSchema(json[key]);
  for (const key of LISTS) if (json[key] !== undefined) json[key] = json[key].map(cleanJsonSchema);
  for (const key of MAPS) {
    const members = json[key];
    if (members === undefined) continue;
    json[key] = Object.fromEntries(
      Object.entries(members).map(([name, member]) => [name, cleanJsonSchema(member)]),
    );
  }
  return cleanItself(json);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null;
}

function cleanItself(json: JsonSchema): JsonSchema {
  if (json.format !== undefined && STANDARD_FORMATS.has(json.format)) delete json.pattern;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  if (json.prefixItems !== undefined && json.items === false) {
    delete json.items;
    json.maxItems ??= json.prefixItems.length;
  }
  if (json.type === undefined && ("const" in json || json.enum !== undefined)) {
    const types = new Set(("const" in json ? [json.const] : json.enum!).map(typeOf));
    const [type] = types;
    if (types.size === 1 && type !== undefined) return { type, ...json };
  }
  return Array.isArray(json.type) ? choice(json, json.type) : json;
}

function typeOf(value: unknown): JsonType | undefined {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" || typeof value === "boolean" ? (typeof value as JsonType) : undefined;
}

/** `type: ["string", "null"]`: what is said of the type goes with the one that is not null. */
function choice(
  { type: _, title, description, default: preset, ...json }: JsonSchema,
  types: readonly JsonType[],
): JsonSchema {
  const anyOf = types.map((type): JsonSchema => (type === "null" ? { type } : { type, ...json }));
  const around = Object.entries({ title, description, default: preset }).filter(
    ([, value]) => value !== undefined,
  );
  return { anyOf, ...Object.fromEntries(around) };
}
