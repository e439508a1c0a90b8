import type { $ZodType, $ZodTypes } from "zod/v4/core";
import { lazyInner } from "./zod-member.ts";

const WRAPPERS = new Set(["optional", "nonoptional", "nullable", "default", "prefault", "catch", "readonly"]);
const LEAVES = new Set(["string", "template_literal", "number", "boolean", "null", "enum"]);

/** Whether what comes out of the schema can hold only what JSON.stringify writes as it is. */
export function zodIsPlain(schema: $ZodType): boolean {
  return isPlain(schema, new Set());
}

function isPlain(schema: $ZodType, above: Set<$ZodType>): boolean {
  // A schema inside itself adds nothing new.
  if (above.has(schema)) return true;
  above.add(schema);
  const { def } = (schema as $ZodTypes)._zod;
  const all = (...parts: readonly unknown[]) =>
    parts.every((part) => !part || isPlain(part as $ZodType, above));
  if (LEAVES.has(def.type)) return true;
  if (WRAPPERS.has(def.type)) return all((def as { readonly innerType?: unknown }).innerType);
  switch (def.type) {
    case "literal":
      return def.values.every((value) => typeof value !== "bigint");
    case "undefined":
    case "void":
    case "never":
      return true;
    case "array":
      return all(def.element);
    case "tuple":
      return all(...def.items, def.rest);
    case "object":
      return all(...Object.values(def.shape), def.catchall);
    case "record":
      return all(def.valueType);
    case "union":
      return all(...def.options);
    case "intersection":
      return all(def.left, def.right);
    case "lazy":
      return all(lazyInner(schema));
    case "pipe":
      // z.stringbool and other codecs: a function stands between, but its result is held against `out`.
      return all(def.out);
    default:
      return false;
  }
}
