import type { CompiledSchema, Origin, SchemaIssue, Validation } from "../schema/index.ts";
import { InputBudget } from "./input-budget.ts";
import type { Location, ValidationErrorDetail } from "./validation-error.ts";

/** Takes validation errors; an array will do. */
export interface ErrorSink {
  push(detail: ValidationErrorDetail): unknown;
}

export function failed(validation: Validation): boolean {
  return validation.issues !== undefined && validation.issues.length > 0;
}

export function missing(loc: Location, input: unknown): ValidationErrorDetail {
  return { type: "missing", loc, msg: "Field required", input };
}

/**
 * The issues of a failed run, no more than `most` of them: a body of a million bad items is told by the first of them.
 */
export function explain(
  schema: CompiledSchema,
  validation: Validation,
  input: unknown,
  origin: Origin,
  most: number,
): SchemaIssue[] {
  const { value, issues = [] } = validation;
  const shown = issues.length > most ? { value, issues: issues.slice(0, most) } : validation;
  return schema.explain(shown, input, origin);
}

/** Puts what is wrong with the value at a place into the errors. */
export function report(errors: ErrorSink, loc: Location, issues: readonly SchemaIssue[]): void {
  const budget = new InputBudget();
  for (const { type, path, msg, input, ctx } of issues) {
    errors.push({ type, loc: [...loc, ...path], msg, input: budget.show(input), ...(ctx && { ctx }) });
  }
}
