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
import { kindOf, type Shape } from "./shape.ts";
import type { StandardSchemaV1 } from "./standard-schema.ts";

/** A schema of any library but Zod. */
export class CompiledStandard implements CompiledSchema {
  readonly schema: StandardSchemaV1;
  readonly id: string | undefined;
  readonly kind: SchemaKind;
  readonly optional: boolean;
  readonly fromText: TextCoercer;
  readonly fromJson: JsonCoercer;
  readonly revive: JsonCoercer | undefined;
  readonly fields: readonly SchemaField[] | undefined;
  readonly extra: CompiledSchema["extra"];
  readonly plainOutput: boolean = false;

  constructor(schema: StandardSchemaV1) {
    this.schema = schema;
    const shape: Shape = { type: "unknown" };
    this.id = undefined;
    this.kind = kindOf(shape);
    this.optional = false;
    this.fromText = textCoercer(shape);
    this.fromJson = laxJsonCoercer(shape);
    this.revive = reviver(shape);
    this.fields = undefined;
    this.extra = "ignore";
  }

  run(value: unknown): Validation | Promise<Validation> {
    return this.schema["~standard"].validate(value) as Validation | Promise<Validation>;
  }

  explain(validation: Validation, input: unknown, _origin: Origin): SchemaIssue[] {
    return ((validation.issues ?? []) as { path?: (string | number)[]; message?: string }[]).map((issue) => ({
      type: "value_error",
      path: issue.path ?? [],
      msg: issue.message ?? "Invalid input",
      input,
    }));
  }

  jsonSchema(_io: "input" | "output"): JsonSchema {
    return {};
  }
}
