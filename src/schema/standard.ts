import { SalukiError } from "../errors.ts";
import { type JsonCoercer, laxJsonCoercer, reviver } from "./coerce-json.ts";
import { type TextCoercer, textCoercer } from "./coerce-text.ts";
import type {
  CompiledSchema,
  Origin,
  SchemaField,
  SchemaIssue,
  SchemaKind,
  Validation,
} from "./compiled-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { cleanJsonSchema } from "./json-schema-clean.ts";
import { jsonSchemaShape, referred } from "./json-schema-shape.ts";
import { kindOf, type Shape } from "./shape.ts";
import { explainStandard } from "./standard-explain.ts";
import type { StandardJsonSchemaConverter, StandardSchemaV1 } from "./standard-schema.ts";

const TARGET = { target: "draft-2020-12" } as const;

/**
 * A schema of any library but Zod. With Standard JSON Schema its text is coerced and it is documented; without, it
 * validates, and that is all.
 */
export class CompiledStandard implements CompiledSchema {
  readonly schema: StandardSchemaV1;
  readonly id: string | undefined;
  readonly kind: SchemaKind;
  readonly optional: boolean;
  readonly fromText: TextCoercer;
  readonly fromJson: JsonCoercer;
  readonly revive: JsonCoercer | undefined;
  readonly extra: CompiledSchema["extra"];
  // A JSON Schema does not tell a date from its text: only a look at each value can.
  readonly plainOutput = false;
  readonly #input: JsonSchema | undefined;
  #fields: readonly SchemaField[] | undefined;
  #rest: CompiledSchema | undefined;

  constructor(schema: StandardSchemaV1) {
    this.schema = schema;
    const raw = inputSchema(schema);
    this.#input = raw === undefined ? undefined : cleanJsonSchema(raw);
    const shape: Shape = this.#input === undefined ? { type: "unknown" } : jsonSchemaShape(this.#input);
    this.id = nameOf(raw);
    this.kind = kindOf(shape);
    this.optional = takesUndefined(schema);
    this.fromText = textCoercer(shape);
    this.fromJson = laxJsonCoercer(shape);
    this.revive = reviver(shape);
    this.extra = extraKeys(this.#input);
  }

  run(value: unknown): Validation | Promise<Validation> {
    return this.schema["~standard"].validate(value) as Validation | Promise<Validation>;
  }

  explain(validation: Validation, input: unknown, origin: Origin): SchemaIssue[] {
    return explainStandard(this.#input, validation, input, origin);
  }

  get fields(): readonly SchemaField[] | undefined {
    const { properties, required = [], $defs } = objectOf(this.#input) ?? {};
    if (properties === undefined) return undefined;
    this.#fields ??= Object.entries(properties).map(([name, member]) => {
      const json = $defs === undefined ? member : { ...member, $defs };
      return { name, schema: new CompiledStandard(part(json)), required: required.includes(name) };
    });
    return this.#fields;
  }

  get rest(): CompiledSchema | undefined {
    const { additionalProperties, $defs } = objectOf(this.#input) ?? {};
    if (additionalProperties === undefined || additionalProperties === false) return undefined;
    const json = additionalProperties === true ? {} : (additionalProperties as JsonSchema);
    this.#rest ??= new CompiledStandard(part($defs ? { ...json, $defs } : json));
    return this.#rest;
  }

  jsonSchema(io: "input" | "output"): JsonSchema {
    const convert = converter(this.schema);
    if (convert === undefined) return {};
    try {
      return named(cleanJsonSchema(convert[io](TARGET)), this.id);
    } catch (cause) {
      throw new SalukiError("UNREPRESENTABLE_SCHEMA", {
        what: `${this.schema["~standard"].vendor} cannot express the schema in JSON Schema: ${messageOf(cause)}`,
        fix: "Use a type that JSON has, or give the schema a JSON Schema of its own",
        cause,
      });
    }
  }
}

function converter(schema: StandardSchemaV1): StandardJsonSchemaConverter | undefined {
  return (schema["~standard"] as { readonly jsonSchema?: StandardJsonSchemaConverter }).jsonSchema;
}

function inputSchema(schema: StandardSchemaV1): JsonSchema | undefined {
  try {
    return converter(schema)?.input(TARGET) as JsonSchema | undefined;
  } catch {
    // Said by jsonSchema(), should anybody want to document it.
    return undefined;
  }
}

function nameOf(json: JsonSchema | undefined): string | undefined {
  for (const name of [json?.["$id"], json?.title]) {
    if (typeof name === "string" && /^[\w.-]+$/.test(name)) return name;
  }
  return undefined;
}

/** Puts the schema under its name, as Zod's named ones are. */
function named(json: JsonSchema, id: string | undefined): JsonSchema {
  if (id === undefined) return json;
  const { $defs, ...body } = json;
  return { $ref: `#/$defs/${id}`, $defs: { ...$defs, [id]: body } };
}

function objectOf(json: JsonSchema | undefined): JsonSchema | undefined {
  if (json?.$ref === undefined) return json;
  const target = referred(json, json.$ref);
  return json.$defs === undefined ? target : { ...target, $defs: json.$defs };
}

function extraKeys(json: JsonSchema | undefined): CompiledSchema["extra"] {
  const { additionalProperties } = objectOf(json) ?? {};
  if (additionalProperties === undefined) return "ignore";
  return additionalProperties === false ? "forbid" : "allow";
}

function takesUndefined({ "~standard": standard }: StandardSchemaV1): boolean {
  try {
    const result = standard.validate(undefined);
    if (!(result instanceof Promise)) return result.issues === undefined;
    result.catch(() => undefined);
    return false;
  } catch {
    return false;
  }
}

/** One member of an object: it coerces and documents, while the whole object is what validates. */
function part(json: JsonSchema): StandardSchemaV1 {
  const convert = () => json;
  return {
    "~standard": {
      version: 1,
      vendor: "json-schema",
      validate: (value) => ({ value }),
      jsonSchema: { input: convert, output: convert },
    } as StandardSchemaV1.Props,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
