import type { $ZodType, ParsePayload } from "zod/v4/core";
import type { JsonCoercer } from "./coerce-json.ts";
import type { TextCoercer } from "./coerce-text.ts";
import type {
  CompiledSchema,
  Origin,
  SchemaField,
  SchemaIssue,
  SchemaKind,
  Validation,
} from "./compiled-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { overflowed } from "./nesting.ts";
import { kindOf } from "./shape.ts";
import type { StandardSchemaV1 } from "./standard-schema.ts";
import { zodCoercers } from "./zod-coercers.ts";
import { explainZod } from "./zod-explain.ts";
import { type AuthorFunctions, authorFunctions, isAsynchronous, isSynchronous } from "./zod-functions.ts";
import { extraKeys, extraMember, mayBeAbsent, objectMembers } from "./zod-input.ts";
import { zodJsonSchema } from "./zod-json-schema.ts";
import { zodMeta } from "./zod-meta.ts";
import { zodIsPlain } from "./zod-plain.ts";
import { zodShape } from "./zod-shape.ts";

/** Whether the schema is made by Zod 4, its classic or its mini face. */
export function isZod(schema: StandardSchemaV1): schema is StandardSchemaV1 & $ZodType {
  return "_zod" in schema;
}

/**
 * A Zod schema, run by its own internals: the parser that `parse` calls gives the value and the raw issues without
 * making messages and an error of them, which is most of the time of a failing parse.
 */
export class CompiledZod implements CompiledSchema {
  readonly schema: StandardSchemaV1 & $ZodType;
  readonly id: string | undefined;
  readonly kind: SchemaKind;
  readonly optional: boolean;
  readonly fromText: TextCoercer;
  readonly fromJson: JsonCoercer;
  readonly revive: JsonCoercer | undefined;
  readonly extra: CompiledSchema["extra"];
  readonly #compile: (schema: StandardSchemaV1) => CompiledSchema;
  #functions: AuthorFunctions | undefined;
  #isSync = false;
  #rest: CompiledSchema | undefined;
  #fields: readonly SchemaField[] | undefined;
  #plainOutput: boolean | undefined;

  /** @param compile makes the schemas of the fields */
  constructor(schema: StandardSchemaV1 & $ZodType, compile: (schema: StandardSchemaV1) => CompiledSchema) {
    this.schema = schema;
    this.#compile = compile;
    const shape = zodShape(schema);
    this.id = zodMeta(schema)?.id;
    this.kind = kindOf(shape);
    this.optional = mayBeAbsent(schema);
    const { fromText, fromJson, revive } = zodCoercers(schema);
    this.fromText = fromText;
    this.fromJson = fromJson;
    this.revive = revive;
    this.extra = extraKeys(schema);
  }

  run(value: unknown): Validation | Promise<Validation> {
    if (!this.#isSync && !this.#provenSync()) return this.#runAsync(value);
    try {
      // A new context for each run: Zod keeps what it has seen of a recursive value in it.
      return this.schema._zod.run({ value, issues: [] }, { async: false, reportInput: true }) as ParsePayload;
    } catch (error) {
      // A function that has answered values until now.
      if (!isAsynchronous(this.#functions!)) return refused(error, value);
      this.#isSync = false;
      return this.#runAsync(value);
    }
  }

  /**
   * Whether Zod's synchronous mode will do: for a schema without functions from the start, for others once each function
   * has answered something that is no promise. To try it any earlier could mean to call a function twice.
   */
  #provenSync(): boolean {
    this.#functions ??= authorFunctions(this.schema);
    const { onlySynchronous } = this.#functions;
    this.#isSync = isSynchronous(this.#functions) || (onlySynchronous && !isAsynchronous(this.#functions));
    return this.#isSync;
  }

  /** In Zod's asynchronous mode, which answers at once where no function has to be waited for. */
  #runAsync(value: unknown): Validation | Promise<Validation> {
    try {
      const result = this.schema._zod.run({ value, issues: [] }, { async: true, reportInput: true });
      return result instanceof Promise ? result.catch((error: unknown) => refused(error, value)) : result;
    } catch (error) {
      return refused(error, value);
    }
  }

  explain(validation: Validation, input: unknown, origin: Origin): SchemaIssue[] {
    return explainZod(this.schema, validation, input, origin);
  }

  get fields(): readonly SchemaField[] | undefined {
    this.#fields ??= objectMembers(this.schema)?.map(([name, field]) => {
      const schema = this.#compile(field as unknown as StandardSchemaV1);
      return { name, schema, required: !schema.optional };
    });
    return this.#fields;
  }

  get rest(): CompiledSchema | undefined {
    if (this.#rest === undefined) {
      const member = extraMember(this.schema);
      if (member !== undefined) this.#rest = this.#compile(member as unknown as StandardSchemaV1);
    }
    return this.#rest;
  }

  jsonSchema(io: "input" | "output"): JsonSchema {
    return zodJsonSchema(this.schema, io);
  }

  get plainOutput(): boolean {
    this.#plainOutput ??= zodIsPlain(this.schema);
    return this.#plainOutput;
  }
}

/** A recursive schema goes as deep as the value does; an author's function that throws is no answer to the client. */
function refused(error: unknown, value: unknown): Validation {
  if (!overflowed(error, value)) throw error;
  const issue = {
    code: "custom",
    message: "Input is nested too deeply",
    params: { type: "recursion_loop" },
    input: null,
  };
  return { value: undefined, issues: [issue] };
}
