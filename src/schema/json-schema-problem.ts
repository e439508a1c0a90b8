import type { Origin } from "./compiled-schema.ts";
import type { JsonSchema, JsonType } from "./json-schema.ts";
import { isOfType } from "./json-schema-shape.ts";
import { alternatives, type IssueType, type Problem, problem } from "./messages.ts";
import { booleanProblem, integerProblem, numberProblem } from "./type-problem.ts";

/**
 * What a value breaks of a JSON Schema, at its own level. `undefined` when it breaks nothing that is written there: a
 * check of the author's own has failed.
 */
export function schemaProblem(json: JsonSchema, value: unknown, origin: Origin): Problem | undefined {
  if ("const" in json) {
    return value === json.const
      ? undefined
      : problem("literal_error", { expected: alternatives([json.const]) });
  }
  if (json.enum !== undefined) {
    return json.enum.includes(value)
      ? undefined
      : problem("literal_error", { expected: alternatives(json.enum) });
  }
  const { type } = json;
  if (typeof type !== "string") return undefined;
  if (!isOfType(value, type)) return typeProblem(type, value, origin);
  if (typeof value === "number") return numberLimit(json, value);
  if (typeof value === "string") return textLimit(json, value);
  return Array.isArray(value) ? lengthLimit(json, value.length) : undefined;
}

const TYPES: Readonly<Record<Exclude<JsonType, "integer" | "number" | "boolean">, IssueType>> = {
  string: "string_type",
  null: "none_required",
  array: "list_type",
  object: "model_attributes_type",
};

function typeProblem(type: JsonType, value: unknown, origin: Origin): Problem {
  if (type === "integer") return integerProblem(value, origin);
  if (type === "number") return numberProblem(value, origin);
  return type === "boolean" ? booleanProblem(value, origin) : problem(TYPES[type]);
}

function numberLimit(json: JsonSchema, value: number): Problem | undefined {
  const { minimum: ge, maximum: le, exclusiveMinimum: gt, exclusiveMaximum: lt, multipleOf } = json;
  if (gt !== undefined && value <= gt) return problem("greater_than", { gt });
  if (ge !== undefined && value < ge) return problem("greater_than_equal", { ge });
  if (lt !== undefined && value >= lt) return problem("less_than", { lt });
  if (le !== undefined && value > le) return problem("less_than_equal", { le });
  const isMultiple = multipleOf === undefined || Number.isInteger(value / multipleOf);
  return isMultiple ? undefined : problem("multiple_of", { multiple_of: multipleOf });
}

function textLimit({ minLength, maxLength, pattern }: JsonSchema, text: string): Problem | undefined {
  const length = [...text].length;
  if (minLength !== undefined && length < minLength)
    return problem("string_too_short", { min_length: minLength });
  if (maxLength !== undefined && length > maxLength)
    return problem("string_too_long", { max_length: maxLength });
  return pattern === undefined || matches(pattern, text)
    ? undefined
    : problem("string_pattern_mismatch", { pattern });
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

function lengthLimit({ minItems, maxItems }: JsonSchema, actual_length: number): Problem | undefined {
  const field_type = "List";
  if (minItems !== undefined && actual_length < minItems) {
    return problem("too_short", { field_type, min_length: minItems, actual_length });
  }
  if (maxItems !== undefined && actual_length > maxItems) {
    return problem("too_long", { field_type, max_length: maxItems, actual_length });
  }
  return undefined;
}
