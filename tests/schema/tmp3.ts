import { z } from "zod";
import { compileSchema } from "../../src/schema/index.ts";

const p = (s: any) => {
  for (const io of ["input", "output"] as const) {
    try {
      console.log(io[0], JSON.stringify(compileSchema(s).jsonSchema(io)));
    } catch (e: any) {
      console.log(io[0], e.message.replace(/\n/g, " | "));
    }
  }
};
const Item = z
  .object({
    name: z.string().min(1).describe("The name"),
    price: z.number().positive().default(5),
    at: z.date().optional(),
  })
  .meta({ id: "Item", title: "It" });
const Cat = z.object({ kind: z.literal("cat") }).meta({ id: "Cat" }),
  Dog = z.object({ kind: z.literal(["dog", "wolf"]) }).meta({ id: "Dog" });
const Tree = z
  .object({
    name: z.string(),
    get children() {
      return z.array(Tree);
    },
  })
  .meta({ id: "Tree" });
const Anon: any = z.object({
  get k() {
    return z.array(Anon);
  },
});
p(Item);
p(z.array(Item.describe("x")));
p(
  z.object({
    i: Item.optional().meta({ description: "d", deprecated: true }),
    j: Item.refine(() => true),
    k: Item.nullable(),
  }),
);
p(z.discriminatedUnion("kind", [Cat, Dog]));
p(Tree);
p(Anon);
p(z.json());
p(z.object({ x: z.array(z.object({ y: z.custom() })) }));
p(z.custom().meta({ type: "string", format: "x" }));
p(z.int().min(1).max(5).gt(0));
p(z.int32());
p(z.bigint().min(1n));
p(z.union([z.int(), z.string().nullable(), z.undefined()]));
p(z.iso.time());
p(z.email().max(5));
p(z.string().regex(/^a\/b/).startsWith("x"));
p(z.ulid());
p(z.uuidv4());
p(z.url());
p(z.set(z.string()).min(1));
p(z.map(z.string(), z.int()));
p(z.record(z.enum(["a", "b"]), z.int()));
p(z.record(z.string(), z.any()));
p(z.record(z.int(), z.string()));
p(z.partialRecord(z.enum(["a"]), z.int()));
p(z.tuple([z.int(), z.string().optional()]));
p(z.tuple([z.int()], z.string()));
p(z.file().mime(["image/png"]).max(5));
p(z.instanceof(Uint8Array));
p(z.instanceof(Date));
p(z.strictObject({ a: z.int() }));
p(z.looseObject({}));
p(z.object({}).catchall(z.int()));
p(z.string().transform((s) => s.length));
p(
  z
    .string()
    .transform((s) => s.length)
    .pipe(z.int()),
);
p(z.preprocess((v) => v, z.int()));
p(z.stringbool());
p(z.object({ a: z.string() }).and(z.object({ b: z.int() })));
p(
  z.object({
    a: z.string().default(() => crypto.randomUUID()),
    b: z.date().default(() => new Date()),
    c: z.bigint().default(5n),
    d: z.date().default(new Date(0)),
    e: z.int().catch(5),
    f: z.string().prefault("x"),
  }),
);
p(z.literal([1, "a", null]));
p(z.literal("x"));
p(z.enum({ A: 1, B: 2 }));
p(z.templateLiteral(["a", z.int()]));
p(z.void());
p(z.never());
p(z.symbol());
p(z.xor([z.int(), z.string()]));
p(z.cuid2().meta({ examples: ["a"], fn: () => 1, x: 1n }));
p(z.object({ a: Item, b: z.object({ q: z.int() }).meta({ id: "Item" }) }));
p(z.object({ ["__proto__"]: z.int() }));
p(z.iso.datetime({ local: true }));
p(z.base64());
p(z.hostname());
