export { compileSchema } from "./compile.ts";
export type {
  CompiledSchema,
  Origin,
  SchemaField,
  SchemaIssue,
  SchemaKind,
  Validation,
} from "./compiled-schema.ts";
export type { JsonSchema, JsonType } from "./json-schema.ts";
export { isStandardSchema, type StandardSchemaV1 } from "./standard-schema.ts";
