import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileSchema, type Origin, type SchemaIssue, type Validation } from "../../src/schema/index.ts";
import { SCHEMAS } from "./pydantic/schemas.ts";

interface Recorded {
  schema: string;
  origin: Origin;
  outcomes: { input: unknown; value?: unknown; issues?: SchemaIssue[] }[];
}

// Made by pydantic/record.py.
const recorded = JSON.parse(
  readFileSync(new URL("pydantic/recorded.json", import.meta.url), "utf8"),
) as Recorded[];

function outcome(name: string, input: unknown, origin: Origin): { value?: unknown; issues?: SchemaIssue[] } {
  const schema = compileSchema(SCHEMAS[name]!);
  const coerced = origin === "text" ? schema.fromText(input as string | string[]) : schema.fromJson(input);
  const validation = schema.run(coerced) as Validation;
  if (validation.issues === undefined || validation.issues.length === 0)
    return { value: plain(validation.value) };
  return { issues: schema.explain(validation, input, origin) };
}

/** Values in the form in which they are recorded. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof Set) return { $set: [...value].sort() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return Object.is(value, -0) ? 0 : value;
}

describe("a schema makes of values, and says of them, what pydantic does", () => {
  for (const { schema, origin, outcomes } of recorded) {
    it.each(
      outcomes.map(({ input, ...wanted }) => [JSON.stringify(input).slice(0, 60), input, wanted] as const),
    )(`${schema} from ${origin}: %s`, (_, input, wanted) => {
      expect(outcome(schema, input, origin)).toEqual(plain(wanted));
    });
  }
});
