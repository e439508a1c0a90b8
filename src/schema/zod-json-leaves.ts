import type { $ZodTypes } from "zod/v4/core";
import type { JsonSchema, JsonType } from "./json-schema.ts";
import { patternSource } from "./pattern.ts";
import { isInteger } from "./zod-shape.ts";

/** The definition of a check: what of it matters to JSON Schema. */
interface Check {
  readonly check?: string;
  readonly format?: string;
  readonly version?: string;
  readonly pattern?: RegExp;
  readonly value?: number | bigint;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly size?: number;
  readonly mime?: readonly string[];
}

/** The checks of a schema. A format such as `z.email()` is a schema and its own first check. */
function checksOf(schema: $ZodTypes): Check[] {
  const def = schema._zod.def as Check & {
    readonly checks?: readonly { readonly _zod: { readonly def: Check } }[];
  };
  const added = (def.checks ?? []).map(({ _zod }) => _zod.def);
  return def.check === undefined ? added : [def, ...added];
}

/** Zod's name of a format, and JSON Schema's. A pattern beside one of these would only repeat it. */
const STANDARD_FORMATS: Readonly<Record<string, string>> = {
  email: "email",
  uuid: "uuid",
  guid: "uuid",
  url: "uri",
  datetime: "date-time",
  date: "date",
  time: "time",
  duration: "duration",
  ipv4: "ipv4",
  ipv6: "ipv6",
  hostname: "hostname",
  jwt: "jwt",
};

/** Checks that are patterns, and no formats with a name. */
const PATTERN_CHECKS = new Set(["regex", "lowercase", "uppercase", "includes", "starts_with", "ends_with"]);

export function stringSchema(schema: $ZodTypes): JsonSchema {
  const json: JsonSchema = { type: "string" };
  const patterns: string[] = [];
  for (const check of checksOf(schema)) {
    const { format, pattern } = check;
    if (check.check !== "string_format" || format === undefined) {
      addSize(json, check, "minLength", "maxLength");
    } else if (STANDARD_FORMATS[format] !== undefined) {
      json.format = check.version === undefined ? STANDARD_FORMATS[format] : `uuid${check.version.slice(1)}`;
      if (format === "url") json.minLength ??= 1;
    } else if (format === "base64" || format === "base64url") {
      json.contentEncoding = format;
    } else {
      if (!PATTERN_CHECKS.has(format)) json.format = format.replaceAll("_", "-");
      if (pattern !== undefined) patterns.push(patternSource(pattern));
    }
  }
  return withPatterns(json, patterns);
}

/** The first pattern stands at the top, where readers of the document look for it. */
function withPatterns(json: JsonSchema, [first, ...others]: readonly string[]): JsonSchema {
  if (first !== undefined) json.pattern = first;
  if (others.length > 0) json.allOf = others.map((pattern) => ({ pattern }));
  return json;
}

export function templateSchema(schema: $ZodTypes): JsonSchema {
  const { pattern } = schema._zod as { readonly pattern?: RegExp };
  return pattern === undefined ? { type: "string" } : { type: "string", pattern: patternSource(pattern) };
}

/** Widths of numbers that OpenAPI has a format for. Bounds of safe integers are no one's wish: they are left out. */
const NUMBER_FORMATS: Readonly<Record<string, JsonSchema>> = {
  int32: { format: "int32", minimum: -2_147_483_648, maximum: 2_147_483_647 },
  uint32: { minimum: 0, maximum: 4_294_967_295 },
  int64: { format: "int64" },
  uint64: { minimum: 0 },
  float32: { format: "float" },
  float64: { format: "double" },
};

export function numberSchema(schema: $ZodTypes): JsonSchema {
  const isWhole = schema._zod.def.type === "bigint" || isInteger(schema);
  const json: JsonSchema = { type: isWhole ? "integer" : "number" };
  for (const { check, format = "", value, inclusive } of checksOf(schema)) {
    const bound = Number(value);
    if (check === "number_format" || check === "bigint_format") Object.assign(json, NUMBER_FORMATS[format]);
    else if (check === "greater_than")
      tighten(json, inclusive ? "minimum" : "exclusiveMinimum", bound, Math.max);
    else if (check === "less_than")
      tighten(json, inclusive ? "maximum" : "exclusiveMaximum", bound, Math.min);
    else if (check === "multiple_of" && Number.isFinite(bound) && bound !== 0)
      json.multipleOf = Math.abs(bound);
  }
  dropLooser(json, "minimum", "exclusiveMinimum", (exclusive, inclusive) => exclusive >= inclusive);
  dropLooser(json, "maximum", "exclusiveMaximum", (exclusive, inclusive) => exclusive <= inclusive);
  return json;
}

type Bound = "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum";

function tighten(
  json: JsonSchema,
  keyword: Bound,
  bound: number,
  choose: (...bounds: number[]) => number,
): void {
  if (Number.isFinite(bound)) json[keyword] = choose(json[keyword] ?? bound, bound);
}

function dropLooser(
  json: JsonSchema,
  inclusive: Bound,
  exclusive: Bound,
  isTighter: (exclusive: number, inclusive: number) => boolean,
): void {
  const [open, closed] = [json[exclusive], json[inclusive]];
  if (open === undefined || closed === undefined) return;
  delete json[isTighter(open, closed) ? inclusive : exclusive];
}

/** Adds the bounds of a size check: of a string, an array, a set, a map or a file. */
export function withSize(
  json: JsonSchema,
  schema: $ZodTypes,
  least: "minItems" | "minProperties",
  most: "maxItems" | "maxProperties",
): JsonSchema {
  for (const check of checksOf(schema)) addSize(json, check, least, most);
  return json;
}

type Least = "minLength" | "minItems" | "minProperties";
type Most = "maxLength" | "maxItems" | "maxProperties";

function addSize(json: JsonSchema, { check = "", ...def }: Check, least: Least, most: Most): void {
  if (!/_(?:length|size)$|_equals$/.test(check)) return;
  const exact = def.length ?? def.size;
  const [minimum, maximum] = [def.minimum ?? exact, def.maximum ?? exact];
  if (minimum !== undefined) json[least] = Math.max(json[least] ?? minimum, minimum);
  if (maximum !== undefined) json[most] = Math.min(json[most] ?? maximum, maximum);
}

/** A file or bytes. OpenAPI 3.1 has no format "binary" any more: the content media type says it. */
export function bytesSchema(schema: $ZodTypes): JsonSchema {
  const json: JsonSchema = { type: "string", contentMediaType: "application/octet-stream" };
  for (const check of checksOf(schema)) {
    addSize(json, check, "minLength", "maxLength");
    if (check.check === "mime_type" && check.mime?.length === 1) json.contentMediaType = check.mime[0]!;
  }
  return json;
}

/** Some values, and no others. */
export function valuesSchema(values: readonly unknown[], isLiteral: boolean): JsonSchema {
  const known = values.filter((value) => value !== undefined);
  const written = known.map((value) => (typeof value === "bigint" ? Number(value) : value));
  const types = [...new Set(written.map(typeOf))];
  const json: JsonSchema = types.length === 1 ? { type: types[0]! } : {};
  if (written.length === 0) return { not: {} };
  return isLiteral && written.length === 1 ? { ...json, const: written[0] } : { ...json, enum: written };
}

function typeOf(value: unknown): JsonType {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "boolean" ? "boolean" : "string";
}
