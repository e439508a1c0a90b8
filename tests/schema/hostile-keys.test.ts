import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseJson } from "../../src/params/json-syntax.ts";
import { compileSchema, type Validation } from "../../src/schema/index.ts";

const Nested = z.object({
  value: z.int().optional(),
  get inner() {
    return z.record(z.string(), Nested).optional();
  },
});

const SCHEMAS: readonly [name: string, schema: z.ZodType][] = [
  ["an object", z.object({ a: z.int().optional(), constructor: z.int().optional() })],
  [
    "an object that declares __proto__",
    z.object({ ["__proto__"]: z.int().optional(), a: z.int().optional() }),
  ],
  ["a loose object", z.looseObject({ a: z.int().optional() })],
  ["an object with a catchall", z.object({ a: z.int().optional() }).catchall(z.any())],
  ["a record", z.record(z.string(), z.any())],
  ["a record of integers", z.record(z.string(), z.int().catch(0))],
  ["a loose record", z.looseRecord(z.string().regex(/^a/), z.int().catch(0))],
  ["a map", z.map(z.string(), z.int().catch(0))],
  ["an intersection", z.looseObject({ a: z.int().optional() }).and(z.looseObject({ b: z.int().optional() }))],
  ["a union", z.union([z.record(z.string(), z.int()), z.looseObject({})])],
  ["a recursive schema", Nested],
  [
    "an object with defaults",
    z.object({ a: z.looseObject({}).default({}), b: z.record(z.string(), z.int()).prefault({}) }),
  ],
];

const BODIES = [
  '{"__proto__": {"polluted": true}}',
  '{"__proto__": 5, "a": "1"}',
  '{"a": "1", "__proto__": {"__proto__": {"polluted": true}}}',
  '{"constructor": {"prototype": {"polluted": true}}}',
  '{"inner": {"__proto__": {"value": "1"}, "x": {"value": "2", "__proto__": {"polluted": true}}}}',
  '{"a": {"__proto__": {"polluted": "1"}}, "b": {"__proto__": 1, "constructor": "2"}}',
  '{"hasOwnProperty": 1, "toString": 1, "valueOf": 1, "__defineGetter__": 1}',
];

/** Every object in the value has the prototype of its kind, and nothing is inherited from the body. */
function expectHarmless(value: unknown): void {
  expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
  if (typeof value !== "object" || value === null) return;
  const expected = Array.isArray(value)
    ? Array.prototype
    : value instanceof Map
      ? Map.prototype
      : Object.prototype;
  expect(Object.getPrototypeOf(value)).toBe(expected);
  expect((value as { polluted?: unknown }).polluted === undefined || Object.hasOwn(value, "polluted")).toBe(
    true,
  );
  for (const key of Object.keys(value)) {
    if (key !== "__proto__") expectHarmless((value as Record<string, unknown>)[key]);
  }
}

describe.each(SCHEMAS)("the keys of a prototype, given to %s", (_, zod) => {
  const schema = compileSchema(zod);

  it.each(BODIES)("become properties or nothing: %s", (body) => {
    const { value } = parseJson(body) as { value: unknown };
    for (const coerced of [value, schema.fromJson(value), schema.revive?.(value)]) {
      expectHarmless(coerced);
      const validation = schema.run(coerced) as Validation;
      expectHarmless(validation.value);
      for (const issue of schema.explain(validation, value, "lax")) expectHarmless(issue);
    }
  });

  it("become properties or nothing, wherever they stand", () => {
    const keys = fc.constantFrom(
      "__proto__",
      "constructor",
      "prototype",
      "a",
      "b",
      "inner",
      "value",
      "polluted",
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(1, "1", true, null),
        fc.array(fc.tuple(keys, tie("value"))).map(objectText),
      ),
    })).value;
    fc.assert(
      fc.property(json, (text) => {
        const { value } = parseJson(typeof text === "string" ? text : JSON.stringify(text)) as {
          value: unknown;
        };
        const coerced = schema.fromJson(value);
        expectHarmless(coerced);
        expectHarmless((schema.run(coerced) as Validation).value);
      }),
    );
  });
});

function objectText(entries: [string, unknown][]): string {
  const members = entries.map(
    ([key, value]) =>
      `${JSON.stringify(key)}: ${typeof value === "string" && value.startsWith("{") ? value : JSON.stringify(value)}`,
  );
  return `{${members.join(", ")}}`;
}
