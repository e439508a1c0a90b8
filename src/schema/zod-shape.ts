import type { $ZodType, $ZodTypes } from "zod/v4/core";
import type { Shape, UnionOption } from "./shape.ts";
import { authorFunctions, isAsynchronous } from "./zod-functions.ts";
import { isNothing, lazyInner } from "./zod-member.ts";
import { zodMeta } from "./zod-meta.ts";

const shapes = new WeakMap<$ZodType, Shape>();
const beingRead = new WeakSet<$ZodType>();

/** What a Zod schema takes on its input side. */
export function zodShape(schema: $ZodType): Shape {
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  // A getter in an object's shape may lead back here before the object is read to its end.
  if (beingRead.has(schema)) return { type: "lazy", get: () => zodShape(schema) };
  beingRead.add(schema);
  try {
    const shape = read(schema as $ZodTypes);
    shapes.set(schema, shape);
    return shape;
  } finally {
    beingRead.delete(schema);
  }
}

function read(schema: $ZodTypes): Shape {
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
      return verbatimIf(def.coerce, textShape((def as { readonly format?: string }).format));
    case "template_literal":
      return { type: "string" };
    case "number":
      return verbatimIf(def.coerce, { type: isInteger(schema) ? "integer" : "number" });
    case "nan":
      return { type: "number" };
    case "boolean":
      return verbatimIf(def.coerce, { type: "boolean" });
    case "bigint":
      return verbatimIf(def.coerce, { type: "bigint" });
    case "date":
      return verbatimIf(def.coerce, { type: "date" });
    case "null":
      return { type: "null" };
    case "enum":
    case "literal":
      return { type: "literal", values: [...schema._zod.values!], enumerated: def.type === "enum" };
    case "array":
      return { type: "array", element: zodShape(def.element) };
    case "set":
      return { type: "set", element: zodShape(def.valueType) };
    case "tuple":
      return {
        type: "tuple",
        items: def.items.map((item) => zodShape(item as $ZodType)),
        rest: def.rest ? zodShape(def.rest as $ZodType) : undefined,
      };
    case "record":
    case "map":
      return {
        type: def.type,
        key: zodShape(def.keyType as $ZodType),
        value: zodShape(def.valueType as $ZodType),
      };
    case "object": {
      const fields = new Map<string, Shape>();
      for (const [name, field] of Object.entries(def.shape)) fields.set(name, zodShape(field as $ZodType));
      return { type: "object", fields, rest: def.catchall ? zodShape(def.catchall as $ZodType) : undefined };
    }
    case "union":
      return unionOf(def.options as readonly $ZodType[]);
    case "intersection":
      return {
        type: "intersection",
        parts: [zodShape(def.left as $ZodType), zodShape(def.right as $ZodType)],
      };
    case "nullable":
      return { type: "nullable", inner: zodShape(def.innerType as $ZodType) };
    case "optional":
    case "nonoptional":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "success":
    case "promise":
      return zodShape(def.innerType as $ZodType);
    case "lazy":
      return { type: "lazy", get: () => zodShape(lazyInner(schema)) };
    case "pipe": {
      // z.preprocess: its author wrote it for the value as it arrives.
      if ((def.in as $ZodTypes)._zod.def.type === "transform") {
        return { type: "verbatim", inner: zodShape(def.out as $ZodType) };
      }
      return zodShape(def.in as $ZodType);
    }
    case "any":
    case "unknown":
    case "file":
      return { type: "any" };
    case "custom":
      return bytesClass(schema) ? { type: "any" } : declaredShape(schema);
    default:
      return { type: "unknown" };
  }
}

function verbatimIf(coerce: boolean | undefined, shape: Shape): Shape {
  return coerce === true ? { type: "verbatim", inner: shape } : shape;
}

function textShape(format: string | undefined): Shape {
  switch (format) {
    case "date":
      return { type: "day" };
    case "time":
      return { type: "time" };
    case "uuid":
    case "guid":
      return { type: "uuid" };
    default:
      return { type: "string" };
  }
}

function unionOf(options: readonly $ZodType[]): Shape {
  const real = options.filter((option) => !isNothing(option));
  const members = real.map((option): UnionOption => ({ shape: zodShape(option), accepts: acceptor(option) }));
  const inner: Shape = members.length === 1 ? members[0]!.shape : { type: "union", options: members };
  return real.length < options.length ? { type: "nullable", inner } : inner;
}

function acceptor(option: $ZodType): (value: unknown) => boolean {
  return (value) => {
    try {
      if (isAsynchronous(authorFunctions(option))) return true;
      const result = option._zod.run({ value, issues: [] }, { async: false });
      return result instanceof Promise || result.issues.length === 0;
    } catch {
      // Asynchronous, or a check that cannot bear the value. The union itself will tell.
      return true;
    }
  };
}

/** What is said of a function that only its author can read: `z.custom(...).meta({ type: "number" })`. */
function declaredShape(schema: $ZodType): Shape {
  const type = zodMeta(schema)?.type;
  switch (type) {
    case "string":
    case "integer":
    case "number":
    case "boolean":
      return { type };
    default:
      return { type: "unknown" };
  }
}

/** Whether a number schema takes integers only: `z.int()`, `z.int32()`, `z.number().int()`. */
export function isInteger(schema: $ZodTypes): boolean {
  const def = schema._zod.def as { readonly format?: string; readonly checks?: readonly unknown[] };
  if (def.format?.includes("int")) return true;
  return (def.checks ?? []).some((check) => {
    const { format } = (check as { readonly _zod: { readonly def: { readonly format?: string } } })._zod.def;
    return format?.includes("int") === true;
  });
}

/** Whether `z.instanceof` asks for bytes. */
export function bytesClass(schema: $ZodTypes): boolean {
  const { Class } = schema._zod.bag as { readonly Class?: unknown };
  // A copy, as .meta() makes one, does not have its class with it.
  const { parent } = schema._zod;
  if (Class === undefined && parent !== undefined) return bytesClass(parent as $ZodTypes);
  return (
    Class === Uint8Array ||
    Class === ArrayBuffer ||
    (typeof Class === "function" && Class.prototype instanceof Uint8Array)
  );
}
