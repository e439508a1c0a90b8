import type { CompiledSchema } from "./compiled-schema.ts";
import { CompiledStandard } from "./standard.ts";
import type { StandardSchemaV1 } from "./standard-schema.ts";
import { CompiledZod, isZod } from "./zod.ts";

const compiled = new WeakMap<StandardSchemaV1, CompiledSchema>();

/** Finds out, once for each schema, all that can be known of it at start. */
export function compileSchema(schema: StandardSchemaV1): CompiledSchema {
  let known = compiled.get(schema);
  if (known === undefined) {
    known = isZod(schema) ? new CompiledZod(schema, compileSchema) : new CompiledStandard(schema);
    compiled.set(schema, known);
  }
  return known;
}
