import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { compileSchema } from "../../src/schema/index.ts";

const failure = new Error("the database is away");
const fails = () => Promise.reject(failure);
const failsAsync = async () => {
  throw failure;
};
const throws = () => {
  throw failure;
};

describe("functions of a schema's author", () => {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockClear();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(() => void process.off("unhandledRejection", unhandled));

  /** Node tells of unhandled rejections when the microtasks are done. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it.each<[string, z.ZodType, unknown]>([
    ["an async refinement", z.string().refine(failsAsync), "x"],
    ["a plain refinement", z.string().refine(fails), "x"],
    ["an async superRefine", z.string().superRefine(failsAsync), "x"],
    ["a check", z.string().check(failsAsync), "x"],
    ["a transform", z.string().transform(fails), "x"],
    [
      "an async transform in an object",
      z.object({ a: z.string().transform(failsAsync), b: z.int() }),
      { a: "x", b: 1 },
    ],
    ["a codec", z.codec(z.string(), z.string(), { decode: fails, encode: fails }), "x"],
    ["a custom type", z.custom(fails), "x"],
    ["a refinement behind lazy", z.array(z.lazy(() => z.string().refine(fails))), ["x", "y"]],
    ["an option of a union", z.union([z.string().refine(fails)]), "x"],
    ["two of one value", z.string().refine(fails).refine(failsAsync), "x"],
    ["one, and then another throws", z.string().refine(fails).refine(throws), "x"],
    [
      "one, while its neighbour throws",
      z.object({ a: z.string().refine(fails), b: z.string().refine(throws) }),
      { a: "x", b: "x" },
    ],
    [
      "one, while a later item throws",
      z.tuple([z.string().refine(fails), z.union([z.string().transform(throws)])]),
      ["x", "x"],
    ],
    ["the key of a record", z.record(z.string().refine(failsAsync), z.int()), { a: 1 }],
  ])("end the run, and never the process, when they reject: %s", async (_, schema, value) => {
    const compiled = compileSchema(schema);
    for (let time = 0; time < 2; time++) await expect((async () => compiled.run(value))()).rejects.toThrow();
    await settled();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("are harmless when they reject the absent value that they are tried with", async () => {
    expect(compileSchema(z.preprocess(fails, z.int())).optional).toBe(false);
    expect(compileSchema(z.preprocess(failsAsync, z.int())).optional).toBe(false);
    await settled();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("are harmless when they reject a text that an option of a union is tried with", async () => {
    const schema = compileSchema(z.union([z.int(), z.string().transform(fails), z.string().refine(fails)]));
    expect(schema.fromText("x")).toBe("x");
    await settled();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("are called once for each value, the first one too", async () => {
    const before = vi.fn((text: string) => text !== "");
    const check = vi.fn((text: string) => Promise.resolve(text === "a"));
    const compiled = compileSchema(
      z.object({
        a: z.string().refine(before).optional(),
        b: z
          .string()
          .superRefine(async (text) => void (await check(text)))
          .optional(),
      }),
    );
    // The first value does not get to the asynchronous one.
    expect((await compiled.run({ a: "a" })).issues).toEqual([]);
    expect((await compiled.run({ a: "a", b: "a" })).issues).toEqual([]);
    expect([before.mock.calls.length, check.mock.calls.length]).toEqual([2, 1]);
  });

  it("make a run synchronous when each has shown that it is", async () => {
    const compiled = compileSchema(
      z
        .string()
        .refine((text) => text.length > 1)
        .transform((text) => text.length),
    );
    expect((await compiled.run("x")).issues).toHaveLength(1);
    expect((await compiled.run("xx")).value).toBe(2);
    expect(compiled.run("xx")).toMatchObject({ value: 2 });
  });

  it("may answer values first and promises later", async () => {
    const known = new Set(["a"]);
    const compiled = compileSchema(
      z.object({
        name: z.string().transform((name) => (known.has(name) ? name : Promise.resolve(`new ${name}`))),
      }),
    );
    expect((await compiled.run({ name: "a" })).value).toEqual({ name: "a" });
    expect((await compiled.run({ name: "b" })).value).toEqual({ name: "new b" });
  });

  it("may change the keys of a record, as long as they are synchronous", async () => {
    const compiled = compileSchema(
      z.record(
        z.string().transform((key) => key.toUpperCase()),
        z.int(),
      ),
    );
    expect((await compiled.run({ a: 1 })).value).toEqual({ A: 1 });
  });

  it("work for whoever else uses the schema", async () => {
    const schema = z.object({
      a: z.string().refine((text) => text === "a"),
      b: z.string().transform(throws),
    });
    await compileSchema(z.object({ schema })).run({});
    expect(schema.safeParse({ a: "b" }).success).toBe(false);
    expect(() => schema.parse({ a: "a", b: "" })).toThrow(failure);
    await expect(schema.parseAsync({ a: "a", b: "" })).rejects.toThrow(failure);
  });

  it("are none in a schema of Zod's own parts, which runs synchronously from the start", () => {
    const schema = z.object({
      a: z.string().trim().min(1),
      b: z.int().optional(),
      c: z.instanceof(URL).optional(),
    });
    const { run } = schema.shape.a._zod;
    expect(compileSchema(schema).run({ a: " x " })).toMatchObject({ value: { a: "x" } });
    expect(schema.shape.a._zod.run).toBe(run);
  });
});
