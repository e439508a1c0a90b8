import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import * as mini from "zod/mini";
import { compileSchema, isStandardSchema, type Validation } from "../../src/schema/index.ts";

const Tree = z
  .object({
    name: z.string(),
    get children() {
      return z.array(Tree);
    },
  })
  .meta({ id: "Tree" });

describe("compileSchema", () => {
  it("compiles a schema once", () => {
    const schema = z.int();
    expect(compileSchema(schema)).toBe(compileSchema(schema));
  });

  it.each<[string, string, z.ZodType]>([
    ["scalar", "a string", z.string()],
    ["scalar", "an optional integer with a default", z.int().default(1).optional()],
    ["scalar", "null", z.null()],
    ["scalar", "an enum", z.enum(["a"])],
    ["scalar", "a literal", z.literal(1)],
    ["scalar", "a date", z.date()],
    ["scalar", "a bigint", z.bigint()],
    ["scalar", "a template", z.templateLiteral(["a", z.int()])],
    ["scalar", "z.coerce", z.coerce.number()],
    ["scalar", "the input of a transform", z.string().transform((text) => [text])],
    ["scalar", "z.preprocess around one", z.preprocess((value) => value, z.int())],
    ["scalar", "z.stringbool", z.stringbool()],
    ["scalar", "a union of them, null among them", z.union([z.int(), z.union([z.string(), z.null()])])],
    ["array", "an array", z.array(z.string()).nullable()],
    ["array", "a set", z.set(z.string())],
    ["array", "a tuple", z.tuple([z.int()])],
    ["array", "a union of a list and a scalar", z.union([z.int(), z.array(z.int())])],
    ["object", "an object", z.object({}).readonly()],
    ["object", "a record", z.record(z.string(), z.int())],
    ["object", "a map", z.map(z.string(), z.int())],
    ["object", "a recursive schema", Tree],
    ["object", "a discriminated union", z.discriminatedUnion("k", [z.object({ k: z.literal(1) })])],
    ["object", "an intersection of objects", z.object({}).and(z.object({}))],
    ["other", "any", z.any()],
    ["other", "a file", z.file()],
    ["other", "bytes", z.instanceof(Uint8Array)],
    ["other", "a union of an object and a scalar", z.union([z.int(), z.object({})])],
    ["unknown", "a custom type", z.custom()],
    ["scalar", "a custom type that says what it is", z.custom().meta({ type: "number" })],
    ["unknown", "an instance", z.instanceof(URL)],
  ])("tells that it takes a value of kind %s: %s", (kind, _, schema) => {
    expect(compileSchema(schema).kind).toBe(kind);
  });

  it.each<[boolean, string, z.ZodType]>([
    [false, "a required one", z.int()],
    [false, "a nullable one", z.int().nullable()],
    [false, "z.coerce, though it would make something of it", z.coerce.string()],
    [false, "a preprocess that makes nothing of it", z.preprocess((value) => value, z.int())],
    [false, "a preprocess that throws", z.preprocess((value) => (value as string).trim(), z.string())],
    [true, "an optional one", z.int().optional()],
    [true, "one with a default", z.int().default(1)],
    [true, "one with a prefault", z.int().prefault(1)],
    [true, "one that catches", z.int().catch(1)],
    [true, "an optional one under a transform", z.int().optional().transform(String)],
    [true, "an optional one under nullable and readonly", z.int().optional().nullable().readonly()],
    [true, "a union with undefined", z.union([z.int(), z.undefined()])],
    [true, "a preprocess that makes something of it", z.preprocess((value) => value ?? 5, z.int())],
  ])("tells that absence is fine: %s for %s", (optional, _, schema) => {
    expect(compileSchema(schema).optional).toBe(optional);
  });

  it("gives the members of an object, below wrappers, and which of them are required", () => {
    const schema = compileSchema(
      z
        .object({ page: z.int().default(1), tags: z.array(z.string()) })
        .optional()
        .refine(() => true),
    );
    expect(schema.fields?.map(({ name, schema, required }) => [name, schema.kind, required])).toEqual([
      ["page", "scalar", false],
      ["tags", "array", true],
    ]);
    expect(compileSchema(z.int()).fields).toBeUndefined();
    expect(
      compileSchema(z.object({ a: z.int() }).and(z.object({ b: z.int() }))).fields?.map(({ name }) => name),
    ).toEqual(["a", "b"]);
    expect(compileSchema(Tree).fields?.[1]?.schema.kind).toBe("array");
  });

  it.each<[string, string, z.ZodType]>([
    ["ignore", "a plain object", z.object({})],
    ["forbid", "a strict one", z.strictObject({}).optional()],
    ["allow", "a loose one", z.looseObject({})],
    ["allow", "one with a catchall", z.object({}).catchall(z.int())],
    ["ignore", "no object at all", z.int()],
  ])("tells what becomes of unknown keys: %s for %s", (extra, _, schema) => {
    expect(compileSchema(schema).extra).toBe(extra);
  });

  it("knows the schema's id", () => {
    expect(compileSchema(Tree).id).toBe("Tree");
    expect(compileSchema(z.int()).id).toBeUndefined();
  });

  it.each<[boolean, string, z.ZodType]>([
    [
      true,
      "numbers, texts and lists of them",
      z.object({ a: z.int(), b: z.array(z.string().nullable()).default([]) }),
    ],
    [true, "a recursive schema", Tree],
    [true, "what is piped into a plain type", z.string().transform(Number).pipe(z.int())],
    [false, "a date", z.object({ a: z.array(z.date()) })],
    [false, "a bigint", z.bigint()],
    [false, "a bigint literal", z.literal(1n)],
    [false, "a set", z.set(z.int())],
    [false, "any", z.looseObject({})],
    [false, "what a transform makes", z.string().transform((text) => text)],
    [false, "a custom type in a union", z.union([z.int(), z.custom()])],
  ])("tells whether the output is plain JSON: %s for %s", (plain, _, schema) => {
    expect(compileSchema(schema).plainOutput).toBe(plain);
  });

  it("runs a synchronous schema synchronously", () => {
    expect(compileSchema(z.object({ a: z.int().default(1) })).run({})).toMatchObject({
      value: { a: 1 },
      issues: [],
    });
  });

  it("finds out once that a schema is asynchronous", async () => {
    const check = vi.fn(async (text: string) => text === "a");
    const schema = compileSchema(z.object({ name: z.string().refine(check) }));
    const first = schema.run({ name: "a" });
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toMatchObject({ value: { name: "a" }, issues: [] });
    check.mockClear();
    expect((await schema.run({ name: "b" })).issues).toHaveLength(1);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it("lets through what a function of the author's throws", async () => {
    const fail = () => {
      throw new TypeError("a bug");
    };
    const schema = compileSchema(z.string().transform(fail));
    await expect(async () => schema.run("x")).rejects.toThrow("a bug");
    const asynchronous = compileSchema(
      z
        .string()
        .refine(async () => true)
        .transform(fail),
    );
    await expect(async () => asynchronous.run("x")).rejects.toThrow("a bug");
  });

  it("lets through the overflow of an author's endless recursion", async () => {
    const endless = (value: unknown): unknown => endless([value]);
    const schema = compileSchema(z.string().transform(endless));
    await expect(async () => schema.run("x")).rejects.toThrow(RangeError);
  });

  it("takes schemas of zod/mini", () => {
    const schema = compileSchema(
      mini.object({ a: mini.int().check(mini.gt(5)), b: mini.optional(mini.string()) }),
    );
    expect(schema.kind).toBe("object");
    const input = { a: 3 };
    expect(schema.explain(schema.run(input) as Validation, input, "json")).toEqual([
      { type: "greater_than", path: ["a"], msg: "Input should be greater than 5", input: 3, ctx: { gt: 5 } },
    ]);
  });
});

describe("isStandardSchema", () => {
  it.each([
    z.int(),
    mini.int(),
    Object.assign(() => 0, { "~standard": { version: 1, vendor: "x", validate: () => ({ value: 1 }) } }),
  ])("says yes to a schema", (schema) => {
    expect(isStandardSchema(schema)).toBe(true);
  });

  it.each([null, undefined, 5, "x", {}, { "~standard": null }, { "~standard": {} }, () => 0])(
    "says no to %s",
    (value) => {
      expect(isStandardSchema(value)).toBe(false);
    },
  );
});
