import type { $ZodType, $ZodTypes } from "zod/v4/core";
import type { CompiledSchema } from "./compiled-schema.ts";
import { authorFunctionsSoFar, isAsynchronous } from "./zod-functions.ts";
import { unwrap } from "./zod-member.ts";

/** Whether the schema has something to say to `undefined`. */
export function mayBeAbsent(schema: $ZodType): boolean {
  const { def } = (schema as $ZodTypes)._zod;
  switch (def.type) {
    case "undefined":
    case "void":
      return true;
    case "union":
      return def.options.some((option) => mayBeAbsent(option as $ZodType));
    case "nullable":
    case "readonly":
      return mayBeAbsent(def.innerType as $ZodType);
    case "pipe":
      return isTransform(def.in as $ZodType) ? takesUndefined(schema) : mayBeAbsent(def.in as $ZodType);
    case "transform":
      return takesUndefined(schema);
    default:
      return schema._zod.optin !== undefined;
  }
}

function isTransform(schema: $ZodType): boolean {
  return schema._zod.def.type === "transform";
}

/** What a function makes of `undefined` shows only when it is called. */
function takesUndefined(schema: $ZodType): boolean {
  if (isAsynchronous(authorFunctionsSoFar(schema))) return false;
  try {
    const result = schema._zod.run({ value: undefined, issues: [] }, { async: false });
    return !(result instanceof Promise) && result.issues.length === 0;
  } catch {
    return false;
  }
}

/** What the input is held against first, below all wrappers and before all functions. */
function inputOf(schema: $ZodType): $ZodTypes {
  const node = unwrap(schema);
  const { def } = node._zod;
  if (def.type !== "pipe") return node;
  return inputOf((isTransform(def.in as $ZodType) ? def.out : def.in) as $ZodType);
}

/** The members of an object schema, or of an intersection of such. */
export function objectMembers(schema: $ZodType): [name: string, member: $ZodType][] | undefined {
  const { def } = inputOf(schema)._zod;
  if (def.type === "object") return Object.entries(def.shape) as [string, $ZodType][];
  if (def.type !== "intersection") return undefined;
  const [left, right] = [objectMembers(def.left as $ZodType), objectMembers(def.right as $ZodType)];
  return left && right && [...new Map([...left, ...right])];
}

/** What an object does with keys that it does not know. */
export function extraKeys(schema: $ZodType): CompiledSchema["extra"] {
  const { def } = inputOf(schema)._zod;
  if (def.type === "record") return "allow";
  if (def.type !== "object" || def.catchall === undefined) return "ignore";
  return (def.catchall as $ZodTypes)._zod.def.type === "never" ? "forbid" : "allow";
}

/** What the values of keys that are not members are held against: of a record, or of an object with a catchall. */
export function extraMember(schema: $ZodType): $ZodType | undefined {
  if (extraKeys(schema) !== "allow") return undefined;
  const { def } = inputOf(schema)._zod;
  return (
    def.type === "record" ? def.valueType : (def as { readonly catchall?: unknown }).catchall
  ) as $ZodType;
}
