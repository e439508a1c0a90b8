import { compileSchema, type StandardSchemaV1 } from "../schema/index.ts";
import type { JsonCoercion } from "./compiled-param.ts";
import { failed, report } from "./report.ts";
import { type Location, RequestValidationError, type ValidationErrorDetail } from "./validation-error.ts";

/** Options of {@link validate}. */
export interface ValidateOptions {
  /** Where the value stands: put before the `loc` of each error. @default [] */
  loc?: Location | undefined;
  /** `"lax"` coerces as pydantic does: `"5"` for an integer. @default "strict" */
  jsonCoercion?: JsonCoercion | undefined;
}

/**
 * Validates plain data by hand, as a declared body is validated: for a format that Saluki does not read, or a message of
 * a WebSocket.
 *
 * @throws RequestValidationError, answered 422 where nobody catches it
 * @example
 * ```ts
 * app.post("/items", async (_params, { request }) => {
 *   const yaml = new TextDecoder().decode(await request.body.bytes(100_000));
 *   const item = await validate(Item, parse(yaml), { loc: ["body"] });
 *   return item.name;
 * });
 * ```
 */
export async function validate<S extends StandardSchemaV1>(
  schema: S,
  value: unknown,
  options: ValidateOptions = {},
): Promise<StandardSchemaV1.InferOutput<S>> {
  const { loc = [], jsonCoercion = "strict" } = options;
  const compiled = compileSchema(schema);
  const isLax = jsonCoercion === "lax";
  const coerced = isLax ? compiled.fromJson(value) : (compiled.revive?.(value) ?? value);
  const validation = await compiled.run(coerced);
  if (!failed(validation)) return validation.value as StandardSchemaV1.InferOutput<S>;
  const errors: ValidationErrorDetail[] = [];
  report(errors, loc, compiled.explain(validation, value, isLax ? "lax" : "json"));
  throw new RequestValidationError(errors, { body: value });
}
