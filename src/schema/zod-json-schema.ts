import type { $ZodType } from "zod/v4/core";
import type { JsonSchema } from "./json-schema.ts";

export function zodJsonSchema(schema: $ZodType, io: "input" | "output"): JsonSchema {
  const { jsonSchema } = (
    schema as unknown as { "~standard": { jsonSchema: Record<string, (o: object) => JsonSchema> } }
  )["~standard"];
  return jsonSchema[io]!({ target: "draft-2020-12", libraryOptions: { unrepresentable: "any" } });
}
