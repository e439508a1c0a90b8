import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  compileSchema,
  type Origin,
  type SchemaIssue,
  type StandardSchemaV1,
  type Validation,
} from "../../src/schema/index.ts";

const valibot = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(1)),
  name: v.pipe(v.string(), v.minLength(2)),
  tags: v.optional(v.pipe(v.array(v.string()), v.maxLength(1)), []),
  size: v.picklist(["S", "M"]),
});
const wrapped = toStandardJsonSchema(valibot);
const arktype = type({
  id: "number.integer >= 1",
  name: "string >= 2",
  "tags?": "string[] <= 1",
  size: "'S' | 'M'",
  "+": "reject",
});

function issuesOf(schema: StandardSchemaV1, input: unknown, origin: Origin = "json"): SchemaIssue[] {
  const compiled = compileSchema(schema);
  const value = origin === "text" ? compiled.fromText(input as string) : input;
  return compiled.explain(compiled.run(value) as Validation, input, origin);
}

describe.each([
  ["Valibot with @valibot/to-json-schema", wrapped],
  ["ArkType", arktype],
] as const)("a schema of %s", (_, schema) => {
  const compiled = compileSchema(schema);

  it("is known by its JSON Schema", () => {
    expect(compiled.kind).toBe("object");
    expect(compiled.optional).toBe(false);
    expect(compiled.extra).toBe("forbid");
    const fields = compiled.fields?.map(({ name, schema, required }) => [name, schema.kind, required]).sort();
    expect(fields).toEqual([
      ["id", "scalar", true],
      ["name", "scalar", true],
      ["size", "scalar", true],
      ["tags", "array", false],
    ]);
  });

  it("coerces text and lax JSON", () => {
    const member = (name: string) => compiled.fields!.find((field) => field.name === name)!.schema;
    expect(member("id").fromText(" 1_0 ")).toBe(10);
    expect(member("tags").fromText("a")).toEqual(["a"]);
    expect(compiled.fromJson({ id: "5", name: "ab", size: "S" })).toEqual({ id: 5, name: "ab", size: "S" });
  });

  it("is explained in pydantic's codes", () => {
    expect(
      issuesOf(schema, { id: 1.5, name: "x", tags: ["a", "b"], size: "L", more: 1 })
        .map(({ type, path }) => [type, ...path])
        .sort(),
    ).toEqual([
      ["extra_forbidden", "more"],
      ["int_from_float", "id"],
      ["literal_error", "size"],
      ["string_too_short", "name"],
      ["too_long", "tags"],
    ]);
    expect(issuesOf(schema, { id: 1, name: "ab" })).toEqual([
      { type: "missing", path: ["size"], msg: "Field required", input: { id: 1, name: "ab" } },
    ]);
    expect(issuesOf(schema, 5)[0]).toMatchObject({ type: "model_attributes_type", path: [], input: 5 });
  });

  it("is documented in the forms that Zod's are", () => {
    expect(compiled.jsonSchema("input")).toMatchObject({
      type: "object",
      properties: {
        id: { type: "integer", minimum: 1 },
        name: { type: "string", minLength: 2 },
        tags: { type: "array", items: { type: "string" }, maxItems: 1 },
        size: { type: "string", enum: expect.arrayContaining(["S", "M"]) },
      },
      additionalProperties: false,
    });
    expect(compiled.jsonSchema("input")).not.toHaveProperty("$schema");
  });
});

describe("a schema of any library", () => {
  it("without JSON Schema validates, and is neither coerced nor documented", () => {
    const compiled = compileSchema(valibot);
    expect(compiled.kind).toBe("unknown");
    expect(compiled.fromText("5")).toBe("5");
    expect(compiled.fields).toBeUndefined();
    expect(compiled.jsonSchema("input")).toEqual({});
    expect(compiled.run({ id: 1, name: "ab", size: "S" })).toMatchObject({ value: { id: 1, tags: [] } });
  });

  it("is explained by its message, and by Valibot's own words for types where there are no others", () => {
    expect(
      issuesOf(
        v.object({
          a: v.pipe(
            v.string(),
            v.check(() => false, "boom"),
          ),
        }),
        { a: "x" },
      ),
    ).toEqual([{ type: "value_error", path: ["a"], msg: "boom", input: "x" }]);
    expect(issuesOf(valibot, { id: "x", name: 1, size: "S", more: 1 }).map(({ type }) => type)).toEqual([
      "float_type",
      "string_type",
      "extra_forbidden",
    ]);
    expect(issuesOf(v.object({ a: v.string() }), {})).toEqual([
      { type: "missing", path: ["a"], msg: "Field required", input: {} },
    ]);
  });

  it("says of text that it could not be parsed, and of a coerced value which bound it breaks", () => {
    const integer = toStandardJsonSchema(v.pipe(v.number(), v.integer(), v.maxValue(3)));
    expect(issuesOf(integer, "x", "text")[0]).toMatchObject({ type: "int_parsing", input: "x" });
    expect(issuesOf(integer, "5", "text")[0]).toMatchObject({
      type: "less_than_equal",
      input: "5",
      ctx: { le: 3 },
    });
    expect(issuesOf(type("number[]"), ["1", "x"], "text")[0]).toMatchObject({
      type: "float_parsing",
      path: [1],
      input: "x",
    });
  });

  it("may be absent when it says so itself", () => {
    expect(compileSchema(v.optional(v.string())).optional).toBe(true);
    expect(compileSchema(v.string()).optional).toBe(false);
    expect(compileSchema(v.optionalAsync(v.string())).optional).toBe(false);
  });

  it("runs asynchronously when it is", async () => {
    const schema = v.pipeAsync(
      v.string(),
      v.checkAsync(async (text) => text === "a", "not a"),
    );
    expect(await compileSchema(schema).run("a")).toMatchObject({ value: "a" });
    expect(compileSchema(schema).explain(await compileSchema(schema).run("b"), "b", "json")).toEqual([
      { type: "value_error", path: [], msg: "not a", input: "b" },
    ]);
  });

  it("stands under its title when that is a name", () => {
    const compiled = compileSchema(
      toStandardJsonSchema(v.pipe(v.object({ a: v.string() }), v.title("Item"))),
    );
    expect(compiled.id).toBe("Item");
    expect(compiled.jsonSchema("output")).toMatchObject({
      $ref: "#/$defs/Item",
      $defs: { Item: { type: "object" } },
    });
  });

  it("follows references of a recursive schema", () => {
    const tree = type({ name: "number", "children?": "this[]" });
    const compiled = compileSchema(tree);
    expect(compiled.kind).toBe("object");
    expect(compiled.fromJson({ name: "1", children: [{ name: "2" }] })).toEqual({
      name: 1,
      children: [{ name: 2 }],
    });
    expect(issuesOf(tree, { name: 1, children: [{ name: "x" }] })[0]).toMatchObject({
      type: "float_type",
      path: ["children", 0, "name"],
    });
  });

  it("throws UNREPRESENTABLE_SCHEMA with the library's reason when it cannot be documented", () => {
    expect(() => compileSchema(toStandardJsonSchema(v.date())).jsonSchema("input")).toThrow(
      /UNREPRESENTABLE_SCHEMA/,
    );
    expect(compileSchema(toStandardJsonSchema(v.date())).kind).toBe("unknown");
  });

  it("keeps a union's text where an option takes text, and else coerces by the first that fits", () => {
    expect(compileSchema(type("number | string")).fromText("5")).toBe("5");
    expect(compileSchema(type("number | boolean")).fromText("yes")).toBe(true);
    expect(compileSchema(type("number | null")).fromText("5")).toBe(5);
  });

  it("has its habits of JSON Schema brought to ours", () => {
    const converted = (json: object) => {
      const convert = () => json;
      const props = {
        version: 1,
        vendor: "x",
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: convert, output: convert },
      };
      return compileSchema({ "~standard": props } as unknown as StandardSchemaV1).jsonSchema("input");
    };
    expect(converted({ type: ["string", "null"], minLength: 2, description: "d" })).toEqual({
      anyOf: [{ type: "string", minLength: 2 }, { type: "null" }],
      description: "d",
    });
    expect(
      converted({ type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
    ).toEqual({ type: "integer" });
    expect(converted({ type: "string", format: "email", pattern: "@" })).toEqual({
      type: "string",
      format: "email",
    });
    expect(converted({ const: 5 })).toEqual({ type: "integer", const: 5 });
    expect(converted({ enum: ["a", 1] })).toEqual({ enum: ["a", 1] });
    expect(converted({ type: "array", prefixItems: [{ const: null }], items: false })).toEqual({
      type: "array",
      prefixItems: [{ type: "null", const: null }],
      maxItems: 1,
    });
  });
});
