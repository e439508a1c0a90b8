import { describe, expect, it } from "vitest";
import { z } from "zod";
import { SalukiError } from "../../src/errors.ts";
import { compileSchema, type JsonSchema } from "../../src/schema/index.ts";

const input = (schema: z.ZodType): JsonSchema => compileSchema(schema).jsonSchema("input");
const output = (schema: z.ZodType): JsonSchema => compileSchema(schema).jsonSchema("output");

const Item = z
  .object({ name: z.string().min(1), price: z.number().positive().default(5) })
  .meta({ id: "Item", title: "An item" });
const ITEM = {
  type: "object",
  properties: {
    name: { type: "string", minLength: 1 },
    price: { type: "number", exclusiveMinimum: 0, default: 5 },
  },
  required: ["name"],
  title: "An item",
};
const Cat = z.object({ kind: z.literal("cat") }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.literal(["dog", "wolf"]) }).meta({ id: "Dog" });
const Tree = z
  .object({
    name: z.string(),
    get children() {
      return z.array(Tree);
    },
  })
  .meta({ id: "Tree" });

describe("jsonSchema", () => {
  // The same on both sides.
  it.each<[string, z.ZodType, JsonSchema]>([
    [
      "a string",
      z.string().min(1).max(5).regex(/^a\/b/),
      { type: "string", minLength: 1, maxLength: 5, pattern: "^a/b" },
    ],
    [
      "a string of two patterns",
      z.string().regex(/a/).regex(/b/),
      { type: "string", pattern: "a", allOf: [{ pattern: "b" }] },
    ],
    ["an exact length", z.string().length(3), { type: "string", minLength: 3, maxLength: 3 }],
    ["an e-mail address", z.email(), { type: "string", format: "email" }],
    ["an e-mail address by check", z.string().check(z.email()), { type: "string", format: "email" }],
    ["a UUID", z.uuid(), { type: "string", format: "uuid" }],
    ["a UUID of a version", z.uuidv4(), { type: "string", format: "uuid4" }],
    ["a URL", z.url(), { type: "string", format: "uri", minLength: 1 }],
    ["an ISO date-time", z.iso.datetime({ offset: true }), { type: "string", format: "date-time" }],
    ["an ISO date", z.iso.date(), { type: "string", format: "date" }],
    ["an ISO time", z.iso.time(), { type: "string", format: "time" }],
    ["an ISO duration", z.iso.duration(), { type: "string", format: "duration" }],
    ["an IP address", z.ipv4(), { type: "string", format: "ipv4" }],
    ["Base64", z.base64(), { type: "string", contentEncoding: "base64" }],
    ["a format of Zod's own", z.cuid2(), { type: "string", format: "cuid2", pattern: "^[0-9a-z]+$" }],
    ["a template", z.templateLiteral(["v", z.int()]), { type: "string", pattern: "^v-?\\d+$" }],
    ["an integer", z.int(), { type: "integer" }],
    [
      "bounds, the tighter of two",
      z.number().gt(1).min(2).max(5).lt(5),
      { type: "number", minimum: 2, exclusiveMaximum: 5 },
    ],
    ["a multiple", z.int().multipleOf(5), { type: "integer", multipleOf: 5 }],
    ["an int32", z.int32(), { type: "integer", format: "int32", minimum: -2147483648, maximum: 2147483647 }],
    ["a bigint", z.bigint().min(1n), { type: "integer", minimum: 1 }],
    ["an int64", z.int64(), { type: "integer", format: "int64" }],
    ["a boolean", z.boolean(), { type: "boolean" }],
    ["null", z.null(), { type: "null" }],
    ["any", z.any(), {}],
    ["never", z.never(), { not: {} }],
    [
      "a union with what never is, without it",
      z.union([z.string(), z.never(), z.enum([])]),
      { type: "string" },
    ],
    ["a union of what never is", z.union([z.never(), z.enum([])]), { not: {} }],
    ["a date", z.date(), { type: "string", format: "date-time" }],
    ["an enum", z.enum(["a", "b"]), { type: "string", enum: ["a", "b"] }],
    ["an enum of numbers", z.enum({ low: 1, high: 2 }), { type: "integer", enum: [1, 2] }],
    ["a literal", z.literal("a"), { type: "string", const: "a" }],
    ["literals of several types", z.literal(["a", 1, null]), { enum: ["a", 1, null] }],
    [
      "an array",
      z.array(z.int()).min(1).max(2),
      { type: "array", items: { type: "integer" }, minItems: 1, maxItems: 2 },
    ],
    [
      "a set",
      z.set(z.int()).min(1),
      { type: "array", items: { type: "integer" }, uniqueItems: true, minItems: 1 },
    ],
    [
      "a tuple",
      z.tuple([z.int(), z.string()]),
      { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], minItems: 2, maxItems: 2 },
    ],
    [
      "a tuple with a rest",
      z.tuple([z.int()], z.string()),
      { type: "array", prefixItems: [{ type: "integer" }], minItems: 1, items: { type: "string" } },
    ],
    [
      "a tuple with an optional end",
      z.tuple([z.int(), z.int().optional()]),
      { type: "array", prefixItems: [{ type: "integer" }, { type: "integer" }], minItems: 1, maxItems: 2 },
    ],
    [
      "a record",
      z.record(z.string(), z.int()),
      { type: "object", additionalProperties: { type: "integer" } },
    ],
    ["a record of anything", z.record(z.string(), z.any()), { type: "object", additionalProperties: true }],
    [
      "a record of certain keys",
      z.record(z.enum(["a", "b"]), z.int()),
      {
        type: "object",
        additionalProperties: { type: "integer" },
        propertyNames: { enum: ["a", "b"] },
        required: ["a", "b"],
      },
    ],
    [
      "a record of some of the keys",
      z.partialRecord(z.enum(["a"]), z.int()),
      { type: "object", additionalProperties: { type: "integer" }, propertyNames: { enum: ["a"] } },
    ],
    [
      "a record with numbers for keys",
      z.record(z.int(), z.int()),
      { type: "object", additionalProperties: { type: "integer" } },
    ],
    ["a map", z.map(z.string(), z.int()), { type: "object", additionalProperties: { type: "integer" } }],
    [
      "a strict object",
      z.strictObject({ a: z.int() }),
      {
        type: "object",
        properties: { a: { type: "integer" } },
        required: ["a"],
        additionalProperties: false,
      },
    ],
    ["a loose object", z.looseObject({}), { type: "object", properties: {}, additionalProperties: true }],
    [
      "a catchall",
      z.object({}).catchall(z.int()),
      { type: "object", properties: {}, additionalProperties: { type: "integer" } },
    ],
    [
      "a plain object, on which output adds nothing",
      z.object({ a: z.int().optional() }),
      { type: "object", properties: { a: { type: "integer" } } },
    ],
    ["a nullable", z.int().nullable(), { anyOf: [{ type: "integer" }, { type: "null" }] }],
    ["a union", z.union([z.int(), z.string()]), { anyOf: [{ type: "integer" }, { type: "string" }] }],
    [
      "a nullable union, flat",
      z.union([z.int(), z.union([z.string(), z.boolean()])]).nullable(),
      { anyOf: [{ type: "integer" }, { type: "string" }, { type: "boolean" }, { type: "null" }] },
    ],
    ["a union with undefined", z.union([z.int(), z.undefined()]), { type: "integer" }],
    [
      "an exclusive union",
      z.xor([z.int(), z.string()]),
      { oneOf: [{ type: "integer" }, { type: "string" }] },
    ],
    [
      "an intersection of objects, as one",
      z.object({ a: z.int() }).and(z.object({ b: z.int() })),
      {
        type: "object",
        properties: { a: { type: "integer" }, b: { type: "integer" } },
        required: ["a", "b"],
      },
    ],
    [
      "an intersection of other things",
      z.int().and(z.number()),
      { allOf: [{ type: "integer" }, { type: "number" }] },
    ],
    [
      "a file",
      z.file().max(9),
      { type: "string", contentMediaType: "application/octet-stream", maxLength: 9 },
    ],
    [
      "a file of one media type",
      z.file().mime("image/png"),
      { type: "string", contentMediaType: "image/png" },
    ],
    ["bytes", z.instanceof(Uint8Array), { type: "string", contentMediaType: "application/octet-stream" }],
    [
      "bytes of which more is said",
      z.instanceof(Uint8Array).meta({ contentEncoding: "base64" }),
      { type: "string", contentMediaType: "application/octet-stream", contentEncoding: "base64" },
    ],
    ["any JSON", z.json(), {}],
    [
      "a readonly, which is not readOnly",
      z.array(z.int()).readonly(),
      { type: "array", items: { type: "integer" } },
    ],
    ["z.preprocess", z.preprocess((value) => value, z.int()), { type: "integer" }],
    [
      "a custom type that says what it is",
      z.custom().meta({ type: "string", format: "colour" }),
      { type: "string", format: "colour" },
    ],
    [
      "a default",
      z.object({ a: z.string().default("x") }),
      { type: "object", properties: { a: { type: "string", default: "x" } } },
    ],
    ["a default that JSON has no type for", z.bigint().default(5n), { type: "integer", default: 5 }],
    [
      "a default that is kept out of the document",
      z.string().default("x").meta({ default: undefined }),
      { type: "string" },
    ],
    [
      "a default made anew each time, without it",
      z.string().default(() => crypto.randomUUID()),
      { type: "string" },
    ],
    [
      "a default of now, without it",
      z.date().default(() => new Date()),
      { type: "string", format: "date-time" },
    ],
    [
      "metadata",
      z.int().meta({ title: "T", description: "D", examples: [1], deprecated: true, "x-own": { a: 1 } }),
      { type: "integer", title: "T", description: "D", examples: [1], deprecated: true, "x-own": { a: 1 } },
    ],
    [
      "metadata that JSON cannot carry, without it",
      z.int().meta({ check: () => true, mark: Symbol("x") }),
      { type: "integer" },
    ],
    [
      "metadata of an optional and of what is in it",
      z.int().describe("inner").optional().meta({ title: "T" }),
      { type: "integer", description: "inner", title: "T" },
    ],
    [
      "a field called __proto__, without it",
      z.object({ ["__proto__"]: z.int() }),
      { type: "object", properties: {} },
    ],
  ])("writes %s", (_, schema, expected) => {
    expect(input(schema)).toEqual(expected);
    expect(output(schema)).toEqual(expected);
  });

  it.each<[string, z.ZodType, JsonSchema, JsonSchema]>([
    ["a transform", z.string().transform((text) => text.length), { type: "string" }, {}],
    [
      "a transform with a pipe",
      z.string().transform(Number).pipe(z.int()),
      { type: "string" },
      { type: "integer" },
    ],
    [
      "a codec",
      z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: String }),
      { type: "string", format: "date-time" },
      { type: "string", format: "date-time" },
    ],
    ["z.stringbool", z.stringbool(), { type: "string" }, { type: "boolean" }],
    ["a prefault", z.string().prefault("x"), { type: "string", default: "x" }, { type: "string" }],
    ["nothing", z.void(), { not: {} }, { type: "null" }],
    [
      "examples of a transform, which are of its output",
      z
        .string()
        .transform(Number)
        .pipe(z.int())
        .meta({ examples: [5] }),
      { type: "string" },
      { type: "integer", examples: [5] },
    ],
  ])("tells the two sides apart of %s", (_, schema, expectedInput, expectedOutput) => {
    expect(input(schema)).toEqual(expectedInput);
    expect(output(schema)).toEqual(expectedOutput);
  });

  describe("of named schemas", () => {
    it("puts each in $defs and refers to it", () => {
      const expected = { type: "array", items: { $ref: "#/$defs/Item" }, $defs: { Item: ITEM } };
      expect(input(z.array(Item))).toEqual(expected);
      expect(output(z.array(Item))).toEqual(expected);
      expect(input(Item)).toEqual({ $ref: "#/$defs/Item", $defs: { Item: ITEM } });
    });

    it("refers to it through wrappers, refinements and descriptions, with what they add beside the reference", () => {
      const schema = z.object({
        a: Item.optional().meta({ deprecated: true }),
        b: Item.refine(() => true),
        c: Item.describe("the third"),
        d: Item.nullable(),
      });
      expect(input(schema)).toEqual({
        type: "object",
        properties: {
          a: { $ref: "#/$defs/Item", deprecated: true },
          b: { $ref: "#/$defs/Item" },
          c: { $ref: "#/$defs/Item", description: "the third" },
          d: { anyOf: [{ $ref: "#/$defs/Item" }, { type: "null" }] },
        },
        required: ["b", "c", "d"],
        $defs: { Item: ITEM },
      });
    });

    it("writes in full what is no longer the same", () => {
      const Name = z.string().min(2).meta({ id: "Name" });
      expect(input(Name.max(5))).toMatchObject({ type: "string", minLength: 2, maxLength: 5 });
      expect(input(Item.extend({ id: z.int() }))).not.toHaveProperty("$ref");
    });

    it("names the options of a discriminated union in its mapping", () => {
      const schema = z.discriminatedUnion("kind", [Cat, Dog]);
      expect(input(schema)).toMatchObject({
        oneOf: [{ $ref: "#/$defs/Cat" }, { $ref: "#/$defs/Dog" }],
        discriminator: {
          propertyName: "kind",
          mapping: { cat: "#/$defs/Cat", dog: "#/$defs/Dog", wolf: "#/$defs/Dog" },
        },
      });
      const unnamed = z.discriminatedUnion("kind", [Cat, z.object({ kind: z.literal("cow") })]);
      expect(input(unnamed)["discriminator"]).toEqual({ propertyName: "kind" });
    });

    it("writes a recursive one, also through z.lazy and descriptions of itself", () => {
      expect(input(Tree)).toEqual({
        $ref: "#/$defs/Tree",
        $defs: {
          Tree: {
            type: "object",
            properties: {
              name: { type: "string" },
              children: { type: "array", items: { $ref: "#/$defs/Tree" } },
            },
            required: ["name", "children"],
          },
        },
      });
      const Lazy: z.ZodType = z
        .object({ next: z.lazy(() => Lazy.describe("the next").optional()) })
        .meta({ id: "Lazy" });
      expect(input(Lazy)["$defs"]).toEqual({
        Lazy: { type: "object", properties: { next: { $ref: "#/$defs/Lazy", description: "the next" } } },
      });
    });

    it("takes two schemas of one name as one when they are the same", () => {
      const twin = () => z.object({ a: z.int() }).meta({ id: "Twin" });
      expect(Object.keys(input(z.tuple([twin(), twin()])).$defs!)).toEqual(["Twin"]);
    });

    it("throws DUPLICATE_SCHEMA_ID when they are not", () => {
      const other = z.object({ a: z.int() }).meta({ id: "Item" });
      expect(() => input(z.tuple([Item, other]))).toThrow(
        /two different schemas have the id "Item" \[DUPLICATE_SCHEMA_ID\]/,
      );
    });

    it("escapes a name in the reference", () => {
      expect(input(z.string().meta({ id: "a/b" }))).toEqual({
        $ref: "#/$defs/a~1b",
        $defs: { "a/b": { type: "string" } },
      });
    });
  });

  describe("of what cannot be expressed", () => {
    const path = z.object({ list: z.array(z.object({ pair: z.tuple([z.int(), z.custom()]) })) });
    const Endless: z.ZodType = z.object({ next: z.lazy(() => Endless) });

    it.each<[string, z.ZodType, RegExp]>([
      [
        "the field",
        path,
        /z\.custom\(\) cannot be expressed in JSON Schema \[UNREPRESENTABLE_SCHEMA\]\n {2}at field list\[\]\.pair\[1\]\n {2}fix: /,
      ],
      ["the schema itself", z.symbol(), /z\.symbol\(\).*\n {2}at the schema itself/],
      ["the class", z.object({ a: z.instanceof(URL) }), /z\.instanceof\(URL\).*\n {2}at field a/],
      [
        "a recursive schema without a name",
        Endless,
        /has no name \[UNREPRESENTABLE_SCHEMA\]\n {2}at field next/,
      ],
    ])("throws for input, naming %s", (_, schema, message) => {
      expect(() => input(schema)).toThrow(SalukiError);
      expect(() => input(schema)).toThrow(message);
    });

    it("says nothing of it in output", () => {
      expect(output(z.object({ a: z.custom(), b: z.instanceof(URL) }))).toEqual({
        type: "object",
        properties: { a: {}, b: {} },
        required: ["a", "b"],
      });
    });

    it("does not hang on a schema that makes itself anew at each look", () => {
      const grow = (): z.ZodType => z.object({ next: z.lazy(grow) });
      expect(() => input(grow())).toThrow(/UNREPRESENTABLE_SCHEMA/);
    });
  });
});
