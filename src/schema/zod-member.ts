import type { $ZodType, $ZodTypes } from "zod/v4/core";

/** The schema below optional, nullable, default and the like, and behind lazy. */
export function unwrap(schema: $ZodType): $ZodTypes {
  const node = schema as $ZodTypes;
  const { def } = node._zod;
  switch (def.type) {
    case "optional":
    case "nonoptional":
    case "nullable":
    case "default":
    case "prefault":
    case "catch":
    case "readonly":
    case "promise":
    case "success":
      return unwrap(def.innerType as $ZodType);
    case "lazy":
      return unwrap(lazyInner(node));
    default:
      return node;
  }
}

/** What a lazy schema stands for; Zod asks its getter once and keeps the answer. */
export function lazyInner(schema: $ZodType): $ZodType {
  return (schema as unknown as { readonly _zod: { readonly innerType: $ZodType } })._zod.innerType;
}

/** The schema of one member of a container. */
export function memberOf(schema: $ZodType, key: PropertyKey): $ZodType | undefined {
  const { def } = unwrap(schema)._zod;
  switch (def.type) {
    case "object":
      return (Object.hasOwn(def.shape, key) ? def.shape[key as string] : def.catchall) as
        | $ZodType
        | undefined;
    case "array":
      return def.element;
    case "tuple":
      return (def.items[key as number] ?? def.rest ?? undefined) as $ZodType | undefined;
    case "record":
    case "map":
    case "set":
      return def.valueType as $ZodType;
    case "intersection":
      return memberOf(def.left as $ZodType, key) ?? memberOf(def.right as $ZodType, key);
    case "pipe":
      return memberOf(def.in as $ZodType, key) ?? memberOf(def.out as $ZodType, key);
    case "union":
      return (def.options as readonly $ZodType[]).find((option) => memberOf(option, key) !== undefined);
    default:
      return undefined;
  }
}

/** null, undefined and void say that nothing is fine too. They are no types that text could be coerced to. */
export function isNothing(option: $ZodType): boolean {
  const { type } = (option as $ZodTypes)._zod.def;
  return type === "null" || type === "undefined" || type === "void";
}

/** Whether no value can pass: `z.never()` and an enum without members. */
export function isImpossible(option: $ZodType): boolean {
  const { def, values } = (option as $ZodTypes)._zod;
  return def.type === "never" || (def.type === "enum" && values?.size === 0);
}

/** The options of a union, those of unions in it among them, and without null and undefined. */
export function optionsOf(options: readonly $ZodType[]): $ZodType[] {
  return options.flatMap((option) => {
    const { def } = (option as $ZodTypes)._zod;
    if (isNothing(option)) return [];
    const isPlainUnion = def.type === "union" && !("discriminator" in def) && (def.checks ?? []).length === 0;
    return isPlainUnion ? optionsOf(def.options as readonly $ZodType[]) : [option];
  });
}

/** The values of the discriminator that stand for the option. */
export function tagsOf(option: $ZodType, discriminator: string): ReadonlySet<unknown> {
  return option._zod.propValues?.[discriminator] ?? new Set();
}
