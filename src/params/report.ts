import type { SchemaIssue, Validation } from "../schema/index.ts";
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

/** Puts what is wrong with the value at a place into the errors. */
export function report(errors: ErrorSink, loc: Location, issues: readonly SchemaIssue[]): void {
  for (const { type, path, msg, input, ctx } of issues) {
    errors.push({
      type,
      loc: [...loc, ...path],
      msg,
      input: input === undefined ? null : input,
      ...(ctx && { ctx }),
    });
  }
}
