import type { $ZodType, $ZodTypes } from "zod/v4/core";
import { SalukiError } from "../errors.ts";
import {
  type Annotations,
  annotated,
  flat,
  isAnything,
  merged,
  orNull,
  withDefault,
} from "./json-compose.ts";
import type { JsonSchema } from "./json-schema.ts";
import { sameJson } from "./json-value.ts";
import {
  bytesSchema,
  numberSchema,
  stringSchema,
  templateSchema,
  valuesSchema,
  withSize,
} from "./zod-json-leaves.ts";
import { isImpossible, isNothing, lazyInner, tagsOf } from "./zod-member.ts";
import { zodMeta } from "./zod-meta.ts";
import { bytesClass } from "./zod-shape.ts";

/**
 * A Zod schema as JSON Schema in the dialect of OpenAPI 3.1, as FastAPI writes it. Zod's own conversion is not used:
 * it compacts unions and leaves out what OpenAPI wants (discriminators, the format of a time), refuses dates and sets, and
 * adds what nobody asked for (bounds of safe integers, patterns that repeat a format). Taking that back would cost
 * more than to walk the schema.
 */
export function zodJsonSchema(schema: $ZodType, io: "input" | "output"): JsonSchema {
  return new Writer(io).document(schema);
}

type Path = readonly string[];

/** A schema nested deeper than this makes itself anew at each look, without end. */
const MAX_DEPTH = 256;

class Writer {
  readonly #io: "input" | "output";
  /** The named schemas; one that is still being written has no body yet. */
  readonly #named = new Map<$ZodType, { readonly id: string; body?: JsonSchema }>();
  readonly #open = new Set<$ZodType>();

  constructor(io: "input" | "output") {
    this.#io = io;
  }

  document(schema: $ZodType): JsonSchema {
    const json = this.#write(schema, []);
    const defs: Record<string, JsonSchema> = {};
    for (const { id, body } of this.#named.values()) {
      if (Object.hasOwn(defs, id) && !sameJson(defs[id], body)) {
        throw new SalukiError("DUPLICATE_SCHEMA_ID", {
          what: `two different schemas have the id ${JSON.stringify(id)}`,
          fix: "Give one of them another name: .meta({ id: ... })",
        });
      }
      defs[id] = body!;
    }
    return this.#named.size > 0 ? { ...json, $defs: defs } : json;
  }

  #write(schema: $ZodType, path: Path): JsonSchema {
    const { id, ...meta } = zodMeta(schema) ?? {};
    if (id !== undefined) return this.#reference(schema, id, meta, path);
    const ancestor = namedAncestor(schema);
    if (ancestor !== undefined) return this.#refined(schema, ancestor, meta, path);
    return annotated(this.#body(schema, path, meta), meta, this.#hidesExamples(schema));
  }

  #reference(schema: $ZodType, id: string, meta: Annotations, path: Path): JsonSchema {
    if (!this.#named.has(schema)) {
      const entry: { readonly id: string; body?: JsonSchema } = { id };
      this.#named.set(schema, entry);
      entry.body = annotated(this.#body(schema, path, meta), meta, this.#hidesExamples(schema));
    }
    return { $ref: `#/$defs/${id.replaceAll("~", "~0").replaceAll("/", "~1")}` };
  }

  /** `Item.describe("...")` or `Item.refine(...)`: still an Item as long as it looks the same. */
  #refined(schema: $ZodType, ancestor: $ZodType, meta: Annotations, path: Path): JsonSchema {
    const { id, ...inherited } = zodMeta(ancestor)!;
    const reference = this.#reference(ancestor, id!, inherited, path);
    const body = this.#named.get(ancestor)!.body;
    // The ancestor is being written: it is inside of itself, and a check on it there cannot be told from it.
    const own = body === undefined ? undefined : this.#body(schema, path, meta);
    if (own !== undefined && !sameJson(annotated(own, inherited, false), body))
      return annotated(own, meta, false);
    const added = Object.entries(meta).filter(([key, value]) => !sameJson(value, inherited[key]));
    return annotated(reference, Object.fromEntries(added), false);
  }

  #body(schema: $ZodType, path: Path, meta: Annotations): JsonSchema {
    const { def } = (schema as $ZodTypes)._zod;
    if (this.#open.has(schema) || path.length > MAX_DEPTH) {
      throw new SalukiError("UNREPRESENTABLE_SCHEMA", {
        what: "a schema that refers to itself has no name",
        where: place(path),
        fix: 'Name it: z.object({ ... }).meta({ id: "Tree" })',
      });
    }
    this.#open.add(schema);
    try {
      // Said by hand, with .meta({ type: ... }): what the schema does is then not asked.
      if ((def.type === "custom" || def.type === "transform") && isSchemaLike(meta)) return {};
      return this.#structure(schema as $ZodTypes, path);
    } finally {
      this.#open.delete(schema);
    }
  }

  #structure(schema: $ZodTypes, path: Path): JsonSchema {
    const { def } = schema._zod;
    const own = schema._zod.toJSONSchema?.();
    if (own !== undefined) return own as JsonSchema;
    const inner = () => this.#write((def as { readonly innerType: $ZodType }).innerType, path);
    switch (def.type) {
      case "string":
        return stringSchema(schema);
      case "template_literal":
        return templateSchema(schema);
      case "number":
      case "bigint":
        return numberSchema(schema);
      case "boolean":
      case "success":
        return { type: "boolean" };
      case "null":
        return { type: "null" };
      case "undefined":
      case "void":
        return this.#io === "output" ? { type: "null" } : { not: {} };
      case "never":
        return { not: {} };
      case "any":
      case "unknown":
        return {};
      case "date":
        return { type: "string", format: "date-time" };
      case "enum":
      case "literal":
        return valuesSchema([...schema._zod.values!], def.type === "literal");
      case "file":
        return bytesSchema(schema);
      case "array": {
        const items = this.#write(def.element, [...path, "[]"]);
        return withSize({ type: "array", items }, schema, "minItems", "maxItems");
      }
      case "set": {
        const items = this.#write(def.valueType as $ZodType, [...path, "[]"]);
        return withSize({ type: "array", items, uniqueItems: true }, schema, "minItems", "maxItems");
      }
      case "tuple":
        return this.#tuple(def.items as readonly $ZodType[], def.rest as $ZodType | null, path);
      case "record":
      case "map":
        return this.#record(schema, def.keyType as $ZodType, def.valueType as $ZodType, path);
      case "object":
        return this.#object(
          def.shape as Readonly<Record<string, $ZodType>>,
          def.catchall as $ZodType | undefined,
          path,
        );
      case "union":
        return this.#union(def as UnionDef, path);
      case "intersection":
        return merged([this.#write(def.left as $ZodType, path), this.#write(def.right as $ZodType, path)]);
      case "nullable":
        return orNull(inner());
      case "default":
        return withDefault(inner(), () => def.defaultValue);
      case "prefault":
        return this.#io === "input" ? withDefault(inner(), () => def.defaultValue) : inner();
      case "optional":
      case "nonoptional":
      case "catch":
      case "readonly":
      case "promise":
        return inner();
      case "lazy":
        return isAnyJson(schema) ? {} : this.#write(lazyInner(schema), path);
      case "pipe":
        return this.#pipe(def.in as $ZodType, def.out as $ZodType, path);
      case "custom":
        return bytesClass(schema) ? bytesSchema(schema) : this.#unrepresentable(schema, path);
      default:
        return this.#unrepresentable(schema, path);
    }
  }

  #tuple(items: readonly $ZodType[], rest: $ZodType | null, path: Path): JsonSchema {
    const prefixItems = items.map((item, index) => this.#write(item, [...path, `[${index}]`]));
    let minItems = items.length;
    while (minItems > 0 && isOmittable(items[minItems - 1]!)) minItems--;
    const json: JsonSchema = { type: "array", prefixItems, minItems };
    if (rest) json.items = this.#write(rest, [...path, "[]"]);
    else json.maxItems = items.length;
    return json;
  }

  #record(schema: $ZodTypes, keyType: $ZodType, valueType: $ZodType, path: Path): JsonSchema {
    const values = this.#write(valueType, [...path, "{}"]);
    const json: JsonSchema = { type: "object", additionalProperties: isAnything(values) ? true : values };
    const { type: _, ...names } = this.#write(keyType, [...path, "{key}"]);
    // A key is text: what a number has to be cannot be said of it.
    const isText = (keyType as $ZodTypes)._zod.def.type !== "number";
    if (isText && Object.keys(names).length > 0) json.propertyNames = names;
    const { partial } = schema._zod.def as { readonly partial?: boolean };
    const keys = [...(keyType._zod.values ?? [])].filter((key) => typeof key === "string");
    if (keys.length > 0 && partial !== true && !isOmittable(valueType)) json.required = keys;
    return withSize(json, schema, "minProperties", "maxProperties");
  }

  #object(shape: Readonly<Record<string, $ZodType>>, catchall: $ZodType | undefined, path: Path): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const [name, member] of Object.entries(shape)) {
      // Zod never gives this key out; as a property of a plain object it would set its prototype.
      if (name === "__proto__") continue;
      properties[name] = this.#write(member, [...path, name]);
      if (!isOmittable(member)) required.push(name);
    }
    const json: JsonSchema = { type: "object", properties };
    if (required.length > 0) json.required = required;
    if (catchall !== undefined) {
      const others = this.#write(catchall, [...path, "{}"]);
      const isStrict = (catchall as $ZodTypes)._zod.def.type === "never";
      json.additionalProperties = isStrict ? false : isAnything(others) ? true : others;
    }
    return json;
  }

  #union({ options: all, discriminator, inclusive }: UnionDef, path: Path): JsonSchema {
    const options = all.filter(
      (option) => option._zod.def.type === "null" || !(isNothing(option) || isImpossible(option)),
    );
    const written = options.map((option) => this.#write(option, path));
    if (written.length === 0) return { not: {} };
    if (written.length === 1) return written[0]!;
    if (discriminator === undefined)
      return inclusive === false ? { oneOf: written } : { anyOf: written.flatMap(flat) };
    const mapping: Record<string, string> = {};
    options.forEach((option, index) => {
      const { $ref } = written[index]!;
      for (const tag of tagsOf(option, discriminator)) if ($ref !== undefined) mapping[String(tag)] = $ref;
    });
    const hasNames = written.every(({ $ref }) => $ref !== undefined);
    const propertyName = discriminator;
    return { oneOf: written, discriminator: hasNames ? { propertyName, mapping } : { propertyName } };
  }

  #pipe(from: $ZodType, to: $ZodType, path: Path): JsonSchema {
    const isTransform = (schema: $ZodType) => schema._zod.def.type === "transform";
    if (this.#io === "input") return this.#write(isTransform(from) ? to : from, path);
    return isTransform(to) ? {} : this.#write(to, path);
  }

  /** Of output it can only be said that it may be anything; input that nobody can describe is a mistake. */
  #unrepresentable({ _zod }: $ZodTypes, path: Path): JsonSchema {
    if (this.#io === "output" || _zod.def.type === "transform") return {};
    throw new SalukiError("UNREPRESENTABLE_SCHEMA", {
      what: `${typeName(_zod)} cannot be expressed in JSON Schema`,
      where: place(path),
      fix: 'Say what it takes: .meta({ type: "string" }), or use a schema that JSON has a type for',
    });
  }

  /** Examples of a schema with a function in it are of what comes out. */
  #hidesExamples(schema: $ZodType): boolean {
    return this.#io === "input" && schema._zod.def.type === "pipe";
  }
}

interface UnionDef {
  readonly options: readonly $ZodType[];
  readonly discriminator?: string;
  readonly inclusive?: boolean;
}

function place(path: Path): string {
  const name = path.reduce(
    (text, part) => text + (part.startsWith("[") || text === "" ? part : `.${part}`),
    "",
  );
  return name === "" ? "the schema itself" : `field ${name}`;
}

function typeName({ def, bag }: $ZodTypes["_zod"]): string {
  const { Class } = bag as { readonly Class?: { readonly name: string } };
  return Class === undefined ? `z.${def.type}()` : `z.instanceof(${Class.name})`;
}

function namedAncestor(schema: $ZodType): $ZodType | undefined {
  let ancestor = schema._zod.parent;
  while (ancestor !== undefined && zodMeta(ancestor)?.id === undefined) ancestor = ancestor._zod.parent;
  return ancestor;
}

const DESCRIBING = ["type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"];

function isSchemaLike(meta: Annotations): boolean {
  return DESCRIBING.some((keyword) => keyword in meta);
}

/**
 * Whether a member may be left out, of the input as of the output. A member with a default is in every output, yet
 * is not called required there: so the one name stands for both sides, as in FastAPI's documents.
 */
function isOmittable(member: $ZodType): boolean {
  const { def } = (member as $ZodTypes)._zod;
  // At run time these take an absent value; what they are declared to take is what they wrap.
  if (def.type === "catch") return isOmittable(def.innerType as $ZodType);
  if (def.type === "pipe" && (def.in as $ZodType)._zod.def.type === "transform")
    return isOmittable(def.out as $ZodType);
  if (def.type === "transform") return false;
  return member._zod.optin !== undefined || member._zod.optout === "optional";
}

/** `z.json()`: a recursive schema of Zod's own, without a name. */
function isAnyJson(schema: $ZodTypes): boolean {
  const { def } = (lazyInner(schema) as $ZodTypes)._zod;
  if (def.type !== "union") return false;
  const types = (def.options as readonly $ZodType[]).map((option) => option._zod.def.type).sort();
  return types.join() === "array,boolean,null,number,record,string";
}
