import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileSchema, type Origin, type SchemaIssue, type Validation } from "../../src/schema/index.ts";

// What pydantic says of lax values is in pydantic.test.ts. Here: strict JSON, and what only Zod has.
function issuesOf(schema: z.ZodType, input: unknown, origin: Origin = "json"): SchemaIssue[] {
  const compiled = compileSchema(schema);
  const coerce = {
    text: compiled.fromText,
    lax: compiled.fromJson,
    json: compiled.revive ?? ((value: unknown) => value),
  };
  const validation = compiled.run(coerce[origin](input as string)) as Validation;
  return compiled.explain(validation, input, origin);
}

/** The issues as `type path: msg`. */
function said(issues: readonly SchemaIssue[]): string[] {
  return issues.map(({ type, path, msg }) => `${type} [${path.join(".")}]: ${msg}`);
}

describe("explain", () => {
  describe("of strict JSON", () => {
    it.each<[string, z.ZodType, unknown, string]>([
      ["text for an integer", z.int(), "5", "int_type []: Input should be a valid integer"],
      [
        "a fraction for an integer",
        z.int(),
        1.5,
        "int_from_float []: Input should be a valid integer, got a number with a fractional part",
      ],
      [
        "a fraction for z.number().int()",
        z.number().int(),
        1.5,
        "int_from_float []: Input should be a valid integer, got a number with a fractional part",
      ],
      [
        "too large a number for an integer",
        z.int(),
        1e300,
        "int_parsing_size []: Unable to parse input string as an integer, exceeded maximum size",
      ],
      ["text for a number", z.number(), "5", "float_type []: Input should be a valid number"],
      ["NaN", z.number(), Number.NaN, "finite_number []: Input should be a finite number"],
      [
        "infinity for an integer",
        z.int(),
        Number.POSITIVE_INFINITY,
        "finite_number []: Input should be a finite number",
      ],
      ["text for a boolean", z.boolean(), "true", "bool_type []: Input should be a valid boolean"],
      ["text for a bigint", z.bigint(), "5", "int_type []: Input should be a valid integer"],
      [
        "a fraction for a bigint",
        z.bigint(),
        1.5,
        "int_from_float []: Input should be a valid integer, got a number with a fractional part",
      ],
      ["a number for a date", z.date(), 5, "datetime_type []: Input should be a valid datetime"],
      [
        "bad text for a date",
        z.date(),
        "2020-02-30",
        "datetime_from_date_parsing []: Input should be a valid datetime or date, day value is outside expected range",
      ],
      [
        "a list for an object",
        z.object({}),
        [],
        "model_attributes_type []: Input should be a valid dictionary or object to extract fields from",
      ],
      [
        "a list for a record",
        z.record(z.string(), z.int()),
        [],
        "dict_type []: Input should be a valid dictionary",
      ],
      ["text for a set", z.set(z.int()), "x", "set_type []: Input should be a valid set"],
      ["text for bytes", z.instanceof(Uint8Array), "x", "bytes_type []: Input should be a valid bytes"],
      [
        "text for an instance",
        z.instanceof(URL),
        "x",
        "is_instance_of []: Input should be an instance of URL",
      ],
      [
        "text for a file",
        z.file(),
        "x",
        "value_error []: Value error, Expected UploadFile, received: <class 'str'>",
      ],
      ["anything for never", z.never(), "x", "value_error []: Value error, No value is allowed here"],
      [
        "a number above an int32",
        z.int32(),
        3e9,
        "less_than_equal []: Input should be less than or equal to 2147483647",
      ],
      [
        "a bigint below its bound",
        z.bigint().min(10n),
        5,
        "greater_than_equal []: Input should be greater than or equal to 10",
      ],
      [
        "a date below its bound",
        z.date().min(new Date("2020-01-01")),
        "2019-01-01",
        "greater_than_equal []: Input should be greater than or equal to 2020-01-01T00:00:00Z",
      ],
      [
        "too few entries",
        z.map(z.string(), z.int()).min(2),
        { a: 1 },
        "too_short []: Dictionary should have at least 2 items after validation, not 1",
      ],
      [
        "too many members",
        z.set(z.int()).max(1),
        [1, 2],
        "too_long []: Set should have at most 1 item after validation, not more",
      ],
    ])("names %s", (_, schema, input, expected) => {
      expect(said(issuesOf(schema, input))).toEqual([expected]);
    });
  });

  describe("of text with a format", () => {
    it.each<[string, z.ZodType, string, string]>([
      [
        "startsWith",
        z.string().startsWith("a.b"),
        "x",
        "string_pattern_mismatch []: String should match pattern '^a\\.b'",
      ],
      [
        "endsWith",
        z.string().endsWith("/"),
        "x",
        "string_pattern_mismatch []: String should match pattern '/$'",
      ],
      [
        "includes",
        z.string().includes("*"),
        "x",
        "string_pattern_mismatch []: String should match pattern '\\*'",
      ],
      [
        "lowercase",
        z.string().lowercase(),
        "X",
        "string_pattern_mismatch []: String should match pattern '^[^A-Z]*$'",
      ],
      [
        "a template",
        z.templateLiteral(["v", z.int()]),
        "x",
        "string_pattern_mismatch []: String should match pattern '^v-?\\d+$'",
      ],
      [
        "a nanoid",
        z.nanoid(),
        "x",
        "string_pattern_mismatch []: String should match pattern '^[a-zA-Z0-9_-]{21}$'",
      ],
      [
        "a JWT",
        z.jwt(),
        "x",
        "value_error []: value is not a valid JSON Web Token: The text does not have the form of a JSON Web Token.",
      ],
      [
        "Base64",
        z.base64(),
        "x",
        "value_error []: value is not a valid Base64 text: The text does not have the form of a Base64 text.",
      ],
      ["a network", z.cidrv4(), "x", "ip_v4_network []: Input is not a valid IPv4 network"],
      [
        "a UUID of an unknown version",
        z.uuid(),
        "550e8400-e29b-91d4-a716-446655440000",
        "uuid_parsing []: Input should be a valid UUID, invalid version or variant",
      ],
      [
        "a date-time without a zone",
        z.iso.datetime(),
        "2020-01-01T10:00:00",
        "timezone_aware []: Input should have timezone info",
      ],
      [
        "a date-time with an offset",
        z.iso.datetime(),
        "2020-01-01T10:00:00+02:00",
        "datetime_from_date_parsing []: Input should be a valid datetime or date, the offset from UTC should be `Z`",
      ],
      [
        "a date alone for a date-time",
        z.iso.datetime(),
        "2020-01-01",
        "datetime_from_date_parsing []: Input should be a valid datetime or date, input is too short",
      ],
      [
        "a URL of another protocol",
        z.url({ protocol: /^(ws|wss)$/ }),
        "http://a",
        "url_scheme []: URL scheme should be 'ws' or 'wss'",
      ],
      [
        "a URL of another host",
        z.url({ hostname: /^a$/ }),
        "http://b",
        "url_parsing []: Input should be a valid URL, host is not allowed",
      ],
    ])("says what is wrong with %s", (_, schema, input, expected) => {
      expect(said(issuesOf(schema, input, "text"))).toEqual([expected]);
    });
  });

  describe("with a message of the author's", () => {
    it.each<[string, z.ZodType, unknown, string]>([
      ["on a check", z.string().min(3, "too short, friend"), "x", "string_too_short []: too short, friend"],
      ["on a schema", z.int("a whole number, please"), "x", "int_type []: a whole number, please"],
      [
        "as a function",
        z.string({ error: (issue) => `not ${typeof issue.input}` }),
        5,
        "string_type []: not number",
      ],
      ["on a format", z.email({ error: "no e-mail" }), "x", "value_error []: no e-mail"],
      ["on a missing member", z.object({ a: z.string("a is a must") }), {}, "missing [a]: a is a must"],
      ["on unknown keys", z.strictObject({}, "nothing more"), { b: 1 }, "extra_forbidden [b]: nothing more"],
      ["on a member of a union", z.union([z.int("int!"), z.boolean()]), "x", "int_type [int]: int!"],
      ["on a refinement", z.string().refine(() => false, "boom"), "x", "value_error []: Value error, boom"],
    ])("keeps pydantic's code and says it: %s", (_, schema, input, expected) => {
      expect(said(issuesOf(schema, input))[0]).toBe(expected);
    });

    it("says it for members of a union that cannot be asked again, as they are asynchronous", async () => {
      const later = z.string().refine(async () => true);
      const schema = compileSchema(
        z.union([
          z.object({ b: later, c: z.boolean("yes or no?") }),
          z.object({ a: z.int(), b: later }).meta({ id: "Both" }),
        ]),
      );
      const input = { a: "x", b: "ok", c: 5 };
      expect(said(schema.explain(await schema.run(input), input, "json"))).toEqual([
        "bool_type [object.c]: yes or no?",
        "int_type [Both.a]: Input should be a valid integer",
      ]);
    });
  });

  describe("of a refinement", () => {
    it("gives its message in the words, and an empty exception in the context, as FastAPI does", () => {
      const [issue] = issuesOf(
        z.object({ a: z.int() }).refine(() => false, { error: "no", path: ["a", "deep"] }),
        { a: 1 },
      );
      expect(issue).toEqual({
        type: "value_error",
        path: ["a", "deep"],
        msg: "Value error, no",
        input: { a: 1 },
        ctx: { error: {} },
      });
    });

    it("takes the code and context that its author gives", () => {
      const schema = z
        .string()
        .refine(() => false, { error: "taken", params: { type: "name_taken", ctx: { by: "Ann" } } });
      expect(issuesOf(schema, "x")).toEqual([
        { type: "name_taken", path: [], msg: "taken", input: "x", ctx: { by: "Ann" } },
      ]);
    });

    it("takes issues that superRefine adds", () => {
      const schema = z.array(z.string()).superRefine((items, ctx) => {
        ctx.addIssue({ code: "custom", message: "twice", path: [1], input: items[1] });
      });
      expect(issuesOf(schema, ["a", "a"])).toEqual([
        { type: "value_error", path: [1], msg: "Value error, twice", input: "a", ctx: { error: {} } },
      ]);
    });
  });

  it("is the first one of a value, unless an author found several", () => {
    const Code = z
      .string()
      .min(3)
      .max(10)
      .regex(/^[a-z]+$/);
    expect(
      said(
        issuesOf(
          Code.refine(() => false, "no"),
          "1",
        ),
      ),
    ).toEqual(["string_too_short []: String should have at least 3 characters"]);
    expect(said(issuesOf(z.object({ a: Code, b: z.int().gt(5).multipleOf(5) }), { a: "123", b: 2 }))).toEqual(
      [
        "string_pattern_mismatch [a]: String should match pattern '^[a-z]+$'",
        "multiple_of [b]: Input should be a multiple of 5",
      ],
    );
    const hints = z
      .string()
      .refine(() => false, "needs a digit")
      .refine(() => false, "needs a sign");
    expect(issuesOf(hints, "x").map(({ msg }) => msg)).toEqual([
      "Value error, needs a digit",
      "Value error, needs a sign",
    ]);
  });

  describe("of what was sent", () => {
    it("shows the text itself, not what it was coerced to", () => {
      expect(issuesOf(z.int().gt(10), " 5 ", "text")[0]?.input).toBe(" 5 ");
      expect(issuesOf(z.array(z.int()), ["1", "x"], "text")[0]).toMatchObject({ path: [1], input: "x" });
      expect(issuesOf(z.array(z.int().gt(5)), "1", "text")[0]).toMatchObject({ path: [0], input: "1" });
      expect(issuesOf(z.date().min(new Date(0)), "1969-01-01", "text")[0]?.input).toBe("1969-01-01");
    });

    it("shows the object around what is missing", () => {
      const schema = z.object({
        a: z.object({
          b: z.union([z.int(), z.string()]),
          c: z.enum(["x"]),
          d: z.custom<string>(() => false),
        }),
      });
      expect(issuesOf(schema, { a: { z: 1 } })).toEqual([
        { type: "missing", path: ["a", "b"], msg: "Field required", input: { z: 1 } },
        { type: "missing", path: ["a", "c"], msg: "Field required", input: { z: 1 } },
        { type: "missing", path: ["a", "d"], msg: "Field required", input: { z: 1 } },
      ]);
    });

    it("has nothing to show of an absent value", () => {
      expect(
        compileSchema(z.int()).explain(
          compileSchema(z.int()).run(undefined) as Validation,
          undefined,
          "text",
        ),
      ).toEqual([{ type: "missing", path: [], msg: "Field required", input: null }]);
    });

    it("shows what a transform has made where that is what failed", () => {
      const schema = z
        .string()
        .transform((text) => JSON.parse(text) as unknown)
        .pipe(z.object({ a: z.union([z.int(), z.boolean()]) }));
      expect(issuesOf(schema, '{"a": "x"}').map(({ type, path, input }) => [type, path, input])).toEqual([
        ["int_type", ["a", "int"], "x"],
        ["bool_type", ["a", "bool"], "x"],
      ]);
    });

    it("shows what a transform has made as JSON", () => {
      const schema = z
        .string()
        .transform((text) => ({ n: BigInt(text) }))
        .pipe(z.object({ n: z.bigint().min(10n) }));
      expect(issuesOf(schema, "5")).toEqual([
        {
          type: "greater_than_equal",
          path: ["n"],
          msg: "Input should be greater than or equal to 10",
          input: 5,
          ctx: { ge: 10 },
        },
      ]);
    });

    it("is plain JSON again, whatever the schema made of it", () => {
      const schema = z.object({ at: z.date(), n: z.bigint(), s: z.set(z.date()) }).refine(() => false, "no");
      const input = { at: "2020-01-01", n: 5, s: ["2020-01-01"] };
      expect(issuesOf(schema, input)[0]?.input).toBe(input);
    });
  });

  describe("of a union", () => {
    it("names each member, though Zod tells only of the one that came closest", () => {
      expect(said(issuesOf(z.object({ a: z.union([z.int().gt(5), z.string()]) }), { a: 3 }))).toEqual([
        "greater_than [a.constrained-int]: Input should be greater than 5",
        "string_type [a.str]: Input should be a valid string",
      ]);
    });

    it("is explained once, though Zod gives several issues for it", () => {
      const range = z.object({ from: z.int().gt(5), to: z.int().gt(5) }).meta({ id: "Range" });
      expect(said(issuesOf(z.union([range, z.string()]), { from: 1, to: 1 }))).toEqual([
        "greater_than [Range.from]: Input should be greater than 5",
        "greater_than [Range.to]: Input should be greater than 5",
        "string_type [str]: Input should be a valid string",
      ]);
    });

    it("reports a check of the union itself once, and under no member", () => {
      expect(
        said(
          issuesOf(
            z.union([z.int(), z.string()]).refine(() => false, "no"),
            3,
          ),
        ),
      ).toEqual(["value_error []: Value error, no"]);
    });

    it("says that two members of an exclusive union fit", () => {
      expect(said(issuesOf(z.xor([z.int(), z.number()]), 3))).toEqual([
        "value_error []: Value error, Input matches more than one of the alternatives",
      ]);
    });

    it("is transparent when only null or undefined stand beside a member", () => {
      expect(said(issuesOf(z.union([z.int(), z.null(), z.undefined()]), "x"))).toEqual([
        "int_type []: Input should be a valid integer",
      ]);
    });

    it("follows the tag of a discriminated union, also through wrappers and refinements", () => {
      const pet = z
        .discriminatedUnion("kind", [
          z.object({ kind: z.literal("cat"), lives: z.int() }),
          z.object({ kind: z.literal("dog") }),
        ])
        .optional()
        .refine(() => true);
      expect(said(issuesOf(z.array(pet), [{ kind: "cat", lives: "x" }, { kind: "cow" }, {}]))).toEqual([
        "int_type [0.cat.lives]: Input should be a valid integer",
        "union_tag_invalid [1]: Input tag 'cow' found using 'kind' does not match any of the expected tags: 'cat', 'dog'",
        "union_tag_not_found [2]: Unable to extract tag using discriminator 'kind'",
      ]);
    });
  });

  it("follows intersections, codecs, records in maps and tuples with a rest", () => {
    const number = z.codec(z.string(), z.int(), { decode: Number, encode: String });
    const schema = z.intersection(
      z.object({ a: z.tuple([z.int()], z.string()) }),
      z.object({ b: z.map(z.string().min(2), z.record(z.string(), z.int())), c: number }),
    );
    expect(said(issuesOf(schema, { a: [1, 2], b: { k: { x: "y" } }, c: "1.5" }))).toEqual([
      "string_type [a.1]: Input should be a valid string",
      "string_too_short [b.k.[key]]: String should have at least 2 characters",
      "int_type [b.k.x]: Input should be a valid integer",
      "int_from_float [c]: Input should be a valid integer, got a number with a fractional part",
    ]);
  });

  it("names a value that is nested too deeply, instead of letting it overflow the stack", () => {
    const List = z.object({
      get next() {
        return z.array(List).optional();
      },
    });
    const schema = compileSchema(List);
    const deep: unknown = JSON.parse('{"next":['.repeat(20_000) + "{}" + "]}".repeat(20_000));
    const validation = schema.run(schema.fromJson(deep)) as Validation;
    expect(schema.explain(validation, null, "json")).toEqual([
      { type: "recursion_loop", path: [], msg: "Input is nested too deeply", input: null },
    ]);
  });

  it("gives the same for every message that Zod's own locale would write in another language", () => {
    const before = z.config();
    try {
      z.config(z.locales.de());
      expect(said(issuesOf(z.union([z.int(), z.boolean()]), "x"))).toEqual([
        "int_type [int]: Input should be a valid integer",
        "bool_type [bool]: Input should be a valid boolean",
      ]);
    } finally {
      z.config(before);
    }
  });
});
