import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileSchema, type Validation } from "../../src/schema/index.ts";

const Node = z.object({
  value: z.int(),
  get next() {
    return Node.nullable().default(null);
  },
});
const Left = z.object({
  is: z.literal("left"),
  value: z.int(),
  get child(): z.ZodType {
    return Tree.optional();
  },
});
const Right = z.object({
  is: z.literal("right"),
  value: z.int(),
  get child(): z.ZodType {
    return Tree.optional();
  },
});
const Tree: z.ZodType = z.union([Left, Right]);

describe("fromText", () => {
  it.each<[string, z.ZodType, string | string[], unknown]>([
    ["an optional", z.int().optional(), "5", 5],
    ["a default", z.boolean().default(true), "no", false],
    ["a nullable", z.number().nullable(), "1e3", 1000],
    ["a brand", z.int().brand<"Id">(), "5", 5],
    ["a readonly", z.array(z.int()).readonly(), ["5"], [5]],
    ["a catch", z.int().catch(1), "5", 5],
    ["a lazy", z.lazy(() => z.int()), "5", 5],
    ["the input of a transform", z.int().transform(String), "5", 5],
    ["the input of a pipe", z.int().pipe(z.number()), "5", 5],
    ["the input of a codec", z.codec(z.int(), z.string(), { decode: String, encode: Number }), "5", 5],
    ["a refinement", z.int().refine(() => true), "5", 5],
    ["an int32", z.int32(), "5", 5],
    ["a number with .int()", z.number().int(), "1_000", 1000],
    ["a custom type that says what it is", z.custom().meta({ type: "number" }).optional(), "inf", Infinity],
    ["a bigint", z.bigint(), "123456789012345678901234567890", 123456789012345678901234567890n],
    ["a date", z.date(), "1577836800", new Date("2020-01-01")],
    ["an enum of numbers", z.enum({ a: 1, b: 2 }), "2", 2],
    ["a literal of several types", z.literal([1, true, "x"]), "yes", true],
    ["one text for an array", z.array(z.int()), "5", [5]],
    ["texts for an array", z.array(z.int()), ["5", "x"], [5, "x"]],
    ["texts for a set", z.set(z.boolean()), ["1", "off"], new Set([true, false])],
    ["texts for a tuple with a rest", z.tuple([z.string()], z.int()), ["1", "2", "3"], ["1", 2, 3]],
    ["a union of a list and a scalar, one text", z.union([z.array(z.int()), z.int()]), "5", 5],
    ["a union of a list and a scalar, two texts", z.union([z.array(z.int()), z.int()]), ["5", "6"], [5, 6]],
    ["a union in a union", z.union([z.boolean(), z.union([z.int(), z.null()])]), "7", 7],
  ])("coerces %s", (_, schema, raw, value) => {
    expect(compileSchema(schema).fromText(raw)).toEqual(value);
  });

  it.each<[string, z.ZodType, string]>([
    ["a string", z.string(), "5"],
    ["an ISO date-time", z.iso.datetime(), "2020-01-01"],
    ["an enum of strings", z.enum(["1", "2"]), "1"],
    ["z.coerce", z.coerce.number(), "0x10"],
    ["z.stringbool", z.stringbool(), "enabled"],
    ["z.preprocess", z.preprocess((value) => value === "on", z.boolean()), "on"],
    ["an object", z.object({ a: z.int() }), '{"a":1}'],
    ["a union with a string that takes it", z.union([z.int(), z.string()]), "5"],
    ["any", z.any(), "5"],
    ["a text that it cannot read", z.int(), "five"],
  ])("leaves %s alone", (_, schema, raw) => {
    expect(compileSchema(schema).fromText(raw)).toBe(raw);
  });

  it("never throws, and what a schema takes it leaves valid", () => {
    const schemas = [
      z.int(),
      z.number(),
      z.boolean(),
      z.date(),
      z.bigint(),
      z.array(z.int()),
      z.set(z.number()),
    ];
    const unions = [
      z.union([z.int(), z.boolean(), z.date()]),
      z.union([z.array(z.boolean()), z.int().gt(3)]),
    ];
    const text = fc.oneof(fc.string(), fc.constantFrom("1", "yes", "2020-01-01", "1.5", "nan"));
    for (const schema of [...schemas, ...unions].map(compileSchema)) {
      fc.assert(
        fc.property(fc.oneof(text, fc.array(text)), (raw) => {
          const validation = schema.run(schema.fromText(raw)) as Validation;
          if (validation.issues?.length) schema.explain(validation, raw, "text");
          else expect((schema.run(validation.value) as Validation).issues).toEqual([]);
        }),
      );
    }
  });
});

describe("fromJson", () => {
  it("coerces deep inside, and leaves the value that it was given as it was", () => {
    const value = { value: "1", next: { value: "2", next: { value: "x", next: null } } };
    const before = structuredClone(value);
    expect(compileSchema(Node).fromJson(value)).toEqual({
      value: 1,
      next: { value: 2, next: { value: "x", next: null } },
    });
    expect(value).toEqual(before);
  });

  it("gives the very value back where there is nothing to coerce", () => {
    const schema = compileSchema(z.object({ a: z.array(z.int()), b: z.record(z.string(), z.boolean()) }));
    const value = { a: [1, 2], b: { c: true }, more: "5" };
    expect(schema.fromJson(value)).toBe(value);
  });

  it.each<[string, z.ZodType, unknown, unknown]>([
    ["true for an integer", z.int(), true, 1],
    ["1 for a boolean", z.boolean(), 1, true],
    ["text for a date", z.date(), "2020-01-01", new Date("2020-01-01")],
    ["seconds for a date", z.date(), 1577836800, new Date("2020-01-01")],
    ["text for a bigint", z.bigint(), "12345678901234567890", 12345678901234567890n],
    ["the items of a tuple", z.tuple([z.int(), z.string()]), ["1", "1"], [1, "1"]],
    ["the values of a record", z.record(z.string(), z.int()), { a: "1" }, { a: 1 }],
    [
      "unknown keys by the catchall",
      z.object({ a: z.string() }).catchall(z.int()),
      { a: "1", b: "2" },
      { a: "1", b: 2 },
    ],
    [
      "both sides of an intersection",
      z.object({ a: z.int() }).and(z.object({ b: z.int() })),
      { a: "1", b: "2" },
      { a: 1, b: 2 },
    ],
    ["an array for a set", z.set(z.int()), ["1", 1], new Set([1])],
    ["an object for a map", z.map(z.int(), z.boolean()), { 1: "yes" }, new Map([[1, true]])],
    ["by the first option of a union that takes it", z.union([z.boolean(), z.int()]), "7", 7],
    ["nothing where an option takes it as it is", z.union([z.int(), z.string()]), "7", "7"],
    ["no number for a string", z.string(), 5, 5],
  ])("takes %s", (_, schema, value, coerced) => {
    expect(compileSchema(schema).fromJson(value)).toEqual(coerced);
  });

  it("takes time in proportion to a recursive union, not doubled with each level", () => {
    let value: unknown = { is: "right", value: "1" };
    for (let depth = 0; depth < 40; depth++) value = { is: "right", value: "1", child: value };
    const before = performance.now();
    const coerced = compileSchema(Tree).fromJson(value) as { value: number };
    expect(coerced.value).toBe(1);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it("never throws, whatever JSON it is given", () => {
    const schema = compileSchema(
      z.object({
        a: z.int(),
        b: z.array(z.date()),
        c: z.record(z.string(), z.bigint()),
        d: z.union([z.int(), z.set(z.int())]),
        e: Tree,
      }),
    );
    const keys = fc.constantFrom("a", "b", "c", "d", "e", "__proto__", "constructor", "is", "child");
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.jsonValue(),
        fc.array(tie("value")),
        fc.dictionary(keys, tie("value")),
      ),
    })).value;
    fc.assert(fc.property(json, (value) => void schema.fromJson(value)));
  });
});

describe("revive", () => {
  it.each<[string, z.ZodType, unknown, unknown]>([
    ["a date from its text", z.date(), "2020-01-01T00:00:00Z", new Date("2020-01-01")],
    ["a bigint from an integer", z.bigint(), 5, 5n],
    ["a set from an array", z.set(z.date()), ["2020-01-01"], new Set([new Date("2020-01-01")])],
    ["a map from an object", z.map(z.string(), z.int()), { a: 1 }, new Map([["a", 1]])],
    [
      "a date inside of an object",
      z.object({ at: z.date().optional() }),
      { at: "2020-01-01" },
      { at: new Date("2020-01-01") },
    ],
  ])("makes %s", (_, schema, value, revived) => {
    expect(compileSchema(schema).revive?.(value)).toEqual(revived);
  });

  it.each<[string, z.ZodType, unknown]>([
    ["no date of seconds", z.date(), 1577836800],
    ["no bigint of text", z.bigint(), "5"],
    ["no bigint of a number that is not exact", z.bigint(), 1e300],
    ["no integer of text", z.object({ at: z.date(), n: z.int() }), { n: "5" }],
  ])("makes %s: that is for lax JSON", (_, schema, value) => {
    expect(compileSchema(schema).revive?.(value)).toBe(value);
  });

  it.each<[string, z.ZodType]>([
    ["numbers and text", z.object({ a: z.int(), b: z.array(z.string()) })],
    ["a UUID, whose other spellings are for lax JSON", z.guid()],
    ["a date, which is a date only", z.iso.date()],
    ["an enumeration of integers", z.enum({ low: 1, high: 2 })],
    ["a record with integers for keys", z.record(z.int(), z.int())],
  ])("is not there for a schema that takes only what JSON has: %s", (_, schema) => {
    expect(compileSchema(schema).revive).toBeUndefined();
  });
});
