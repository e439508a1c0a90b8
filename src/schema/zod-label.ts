import type { $ZodType, $ZodTypes } from "zod/v4/core";
import { pythonRepr } from "./messages.ts";
import { lazyInner, tagsOf } from "./zod-member.ts";
import { zodMeta } from "./zod-meta.ts";
import { bytesClass, isInteger } from "./zod-shape.ts";

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "datetime",
  date: "date",
  time: "time",
  duration: "timedelta",
  uuid: "uuid",
  guid: "uuid",
  url: "url",
};

/** Deeper than this a label says no more: a recursive schema has no end. */
const MAX_DEPTH = 4;

/** What pydantic calls a member of a union in `loc`: `int`, `list[str]`, the name of a model. */
export function zodLabel(schema: $ZodType, depth = 0): string {
  const meta = zodMeta(schema);
  const { def } = (schema as $ZodTypes)._zod;
  if (meta?.id !== undefined && def.type !== "enum") return meta.id;
  if (depth > MAX_DEPTH) return "...";
  const label = (inner: unknown) => zodLabel(inner as $ZodType, depth + 1);
  switch (def.type) {
    case "string":
      return FORMATS[formatOf(schema) ?? ""] ?? constrained(schema, "str");
    case "template_literal":
      return "constrained-str";
    case "number":
      return constrained(schema, isInteger(schema as $ZodTypes) ? "int" : "float");
    case "bigint":
      return constrained(schema, "int");
    case "boolean":
      return "bool";
    case "date":
      return "datetime";
    case "null":
    case "undefined":
    case "void":
      return "none";
    case "enum":
      return meta?.id === undefined ? "enum" : `enum[${meta.id}]`;
    case "literal":
      return `literal[${def.values.map(pythonRepr).join(",")}]`;
    case "array":
      return `list[${label(def.element)}]`;
    case "set":
      return `set[${label(def.valueType)}]`;
    case "tuple":
      return `tuple[${[...def.items.map(label), ...(def.rest ? [label(def.rest), "..."] : [])].join(", ")}]`;
    case "record":
    case "map":
      return `dict[${label(def.keyType)},${label(def.valueType)}]`;
    case "union": {
      if (!("discriminator" in def)) return `union[${def.options.map(label).join(",")}]`;
      // Once for each tag, as pydantic does.
      const tags = (option: unknown) => [...tagsOf(option as $ZodType, String(def.discriminator))];
      return `tagged-union[${def.options.flatMap((option) => tags(option).map(() => label(option))).join(",")}]`;
    }
    case "nullable":
      return `nullable[${label(def.innerType)}]`;
    case "custom":
      return bytesClass(schema as $ZodTypes) ? "bytes" : "function-plain";
    case "pipe":
      return label((def.in as $ZodTypes)._zod.def.type === "transform" ? def.out : def.in);
    case "lazy":
      return label(lazyInner(schema));
    case "optional":
    case "nonoptional":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "promise":
      return label(def.innerType);
    default:
      return def.type;
  }
}

function formatOf(schema: $ZodType): string | undefined {
  return (schema._zod.def as { readonly format?: string }).format;
}

/** A bound, length or pattern makes another type of it, in pydantic's eyes; `int` itself is no bound. */
function constrained(schema: $ZodType, name: string): string {
  const checks = (schema._zod.def.checks ?? []) as readonly {
    readonly _zod: { readonly def: { check: string } };
  }[];
  const bounds = checks.filter(
    ({ _zod }) => !["number_format", "overwrite", "custom"].includes(_zod.def.check),
  );
  return bounds.length > 0 ? `constrained-${name}` : name;
}
