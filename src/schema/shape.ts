import type { SchemaKind } from "./compiled-schema.ts";

/**
 * What a schema takes, no matter which library it comes from: as much as coercion has to know.
 * Optional and default are no shapes of their own: an absent value never gets here.
 */
export type Shape =
  | { readonly type: "string" | "integer" | "number" | "boolean" | "null" | "bigint" | "date" }
  /** Text that has several spellings: an ISO 8601 date or time of day, a UUID. */
  | { readonly type: "day" | "time" | "uuid" }
  /** `enumerated`: an enumeration, whose numbers may be sent as text in JSON too; those of a literal may not. */
  | { readonly type: "literal"; readonly values: readonly unknown[]; readonly enumerated: boolean }
  | { readonly type: "nullable"; readonly inner: Shape }
  | { readonly type: "array" | "set"; readonly element: Shape }
  | { readonly type: "tuple"; readonly items: readonly Shape[]; readonly rest: Shape | undefined }
  | { readonly type: "record" | "map"; readonly key: Shape; readonly value: Shape }
  | { readonly type: "object"; readonly fields: ReadonlyMap<string, Shape>; readonly rest: Shape | undefined }
  | { readonly type: "union"; readonly options: readonly UnionOption[] }
  | { readonly type: "intersection"; readonly parts: readonly Shape[] }
  /** A schema that refers to itself: looked at when it is first needed. */
  | { readonly type: "lazy"; readonly get: () => Shape }
  /** Of a known sort, yet the schema does its own coercion (`z.coerce`, `z.preprocess`): the value is left alone. */
  | { readonly type: "verbatim"; readonly inner: Shape }
  /** Any value, or one that neither text nor JSON can be turned into (a file). */
  | { readonly type: "any" }
  | { readonly type: "unknown" };

export interface UnionOption {
  readonly shape: Shape;
  /** Whether the option takes the value; an option that cannot tell says yes. */
  readonly accepts: (value: unknown) => boolean;
}

/** Follows lazy, nullable and verbatim to what is meant. */
export function bare(shape: Shape): Shape {
  let current = shape;
  // A lazy schema can, by mistake, lead back to itself.
  for (let hops = 0; hops < 64; hops++) {
    if (current.type === "nullable" || current.type === "verbatim") current = current.inner;
    else if (current.type === "lazy") current = current.get();
    else return current;
  }
  return { type: "unknown" };
}

/** The coarse sort of a shape. */
export function kindOf(shape: Shape, depth = 0): SchemaKind {
  const { type, ...rest } = bare(shape);
  switch (type) {
    case "string":
    case "integer":
    case "number":
    case "boolean":
    case "null":
    case "bigint":
    case "date":
    case "day":
    case "time":
    case "uuid":
    case "literal":
      return "scalar";
    case "array":
    case "set":
    case "tuple":
      return "array";
    case "record":
    case "map":
    case "object":
      return "object";
    case "union":
      return kindOfUnion((rest as { options: readonly UnionOption[] }).options, depth + 1);
    case "intersection": {
      const kinds = (rest as { parts: readonly Shape[] }).parts.map((part) => kindOf(part, depth + 1));
      return kinds.every((kind) => kind === kinds[0]) ? (kinds[0] ?? "other") : "other";
    }
    case "unknown":
      return "unknown";
    default:
      return "other";
  }
}

function kindOfUnion(options: readonly UnionOption[], depth: number): SchemaKind {
  if (depth > 16) return "other";
  const kinds = new Set(options.map((option) => kindOf(option.shape, depth)));
  if (kinds.size === 1) return kinds.values().next().value ?? "other";
  if (kinds.has("unknown")) return "unknown";
  // int | list of int: in text it is a list that may be short.
  return kinds.has("object") || kinds.has("other") ? "other" : "array";
}
