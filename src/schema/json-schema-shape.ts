import type { JsonSchema, JsonType } from "./json-schema.ts";
import type { Shape, UnionOption } from "./shape.ts";

/** What a JSON Schema takes. It says less than a library's own schema: a date is text to it. */
export function jsonSchemaShape(root: JsonSchema): Shape {
  return new Reader(root).read(root);
}

class Reader {
  readonly #root: JsonSchema;
  readonly #referred = new Map<string, Shape>();

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  read(json: JsonSchema): Shape {
    if (json.$ref !== undefined) return this.#reference(json.$ref);
    if ("const" in json) return { type: "literal", values: [json.const], enumerated: false };
    if (json.enum !== undefined) return { type: "literal", values: json.enum, enumerated: true };
    const options = json.anyOf ?? json.oneOf;
    if (options !== undefined) return this.#union(options);
    if (Array.isArray(json.type)) return this.#union(json.type.map((type) => ({ ...json, type })));
    if (json.allOf !== undefined && json.type === undefined) {
      return { type: "intersection", parts: json.allOf.map((part) => this.read(part)) };
    }
    switch (json.type) {
      case "string":
      case "integer":
      case "number":
      case "boolean":
      case "null":
        return { type: json.type };
      case "array":
        return this.#array(json);
      case "object":
        return this.#object(json);
      default:
        return { type: "any" };
    }
  }

  #reference($ref: string): Shape {
    const target = referred(this.#root, $ref);
    if (target === undefined) return { type: "any" };
    return {
      type: "lazy",
      get: () => {
        const known = this.#referred.get($ref) ?? this.read(target);
        this.#referred.set($ref, known);
        return known;
      },
    };
  }

  #union(all: readonly JsonSchema[]): Shape {
    const isNull = (option: JsonSchema) => option.type === "null" || option.const === null;
    const options = all.filter((option) => !isNull(option));
    const members = options.map(
      (option): UnionOption => ({ shape: this.read(option), accepts: accepts(option) }),
    );
    const inner: Shape = members.length === 1 ? members[0]!.shape : { type: "union", options: members };
    return options.length < all.length ? { type: "nullable", inner } : inner;
  }

  #array({ prefixItems, items }: JsonSchema): Shape {
    const element = typeof items === "object" ? this.read(items) : undefined;
    if (prefixItems === undefined) return { type: "array", element: element ?? { type: "any" } };
    return { type: "tuple", items: prefixItems.map((item) => this.read(item)), rest: element };
  }

  #object({ properties, additionalProperties }: JsonSchema): Shape {
    const others = typeof additionalProperties === "object" ? this.read(additionalProperties) : undefined;
    if (properties === undefined && others !== undefined) {
      return { type: "record", key: { type: "string" }, value: others };
    }
    const fields = new Map(
      Object.entries(properties ?? {}).map(([name, member]) => [name, this.read(member)]),
    );
    return { type: "object", fields, rest: others };
  }
}

/** What a reference within the schema stands for. */
export function referred(root: JsonSchema, $ref: string): JsonSchema | undefined {
  if ($ref === "#") return root;
  return root.$defs?.[
    $ref
      .replace(/^#\/\$defs\//, "")
      .replaceAll("~1", "/")
      .replaceAll("~0", "~")
  ];
}

/** Whether the option takes a value of this type: all that a union's coercion needs to choose. */
function accepts(option: JsonSchema): (value: unknown) => boolean {
  if ("const" in option) return (value) => value === option.const;
  if (option.enum !== undefined) return (value) => option.enum!.includes(value);
  const { type } = option;
  if (typeof type !== "string") return () => true;
  return (value) => isOfType(value, type);
}

/** Whether a value is of a type of JSON Schema. */
export function isOfType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
