import type { JsonSchema } from "./json-schema.ts";
import { jsonOf, sameJson } from "./json-value.ts";

/** What an author said of a schema beside its type: title, description, examples ... */
export type Annotations = Readonly<Record<string, unknown>>;

/** Adds annotations; what JSON cannot carry is left out. One that is `undefined` takes its keyword off, as Zod has it. */
export function annotated(json: JsonSchema, annotations: Annotations, hidesExamples: boolean): JsonSchema {
  const result = { ...json };
  for (const [key, value] of Object.entries(annotations)) {
    if (value === undefined) delete result[key];
    const written = jsonOf(value);
    if (written === undefined || (hidesExamples && (key === "examples" || key === "example"))) continue;
    result[key] = written;
  }
  return result;
}

/** Whether the schema takes any value. */
export function isAnything(json: JsonSchema): boolean {
  return Object.keys(json).length === 0;
}

/** The options of a union, or the schema as the only one: a union in a union adds nothing but nesting. */
export function flat(json: JsonSchema): JsonSchema[] {
  return json.anyOf !== undefined && Object.keys(json).length === 1 ? json.anyOf : [json];
}

/** The schema, or null. */
export function orNull(json: JsonSchema): JsonSchema {
  return { anyOf: [...flat(json), { type: "null" }] };
}

/** A default that is made anew each time (a date of now, a random id) is no part of the contract. */
export function withDefault(json: JsonSchema, make: () => unknown): JsonSchema {
  const [first, second] = [make(), make()];
  const written = jsonOf(first);
  const isNow = first instanceof Date && Math.abs(first.getTime() - Date.now()) < 60_000;
  if (written === undefined || isNow || !sameJson(written, jsonOf(second))) return json;
  return { ...json, default: written };
}

/** Plain objects become one; anything else has to hold beside the other. */
export function merged(parts: readonly JsonSchema[]): JsonSchema {
  const keywords = new Set(parts.flatMap((part) => Object.keys(part)));
  const arePlain = [...keywords].every((keyword) => ["type", "properties", "required"].includes(keyword));
  if (!arePlain || parts.some(({ properties }) => properties === undefined)) return { allOf: [...parts] };
  const properties: Record<string, JsonSchema> = {};
  for (const part of parts) {
    for (const [name, member] of Object.entries(part.properties!)) {
      const other = properties[name];
      properties[name] = other === undefined || sameJson(other, member) ? member : { allOf: [other, member] };
    }
  }
  const required = [...new Set(parts.flatMap((part) => part.required ?? []))];
  return required.length > 0 ? { type: "object", properties, required } : { type: "object", properties };
}
