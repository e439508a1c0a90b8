import { z } from "zod";

/** The schemas of record.py, in Zod. */
const Item = z
  .object({ name: z.string(), price: z.number(), tags: z.array(z.string()).default([]) })
  .meta({ id: "Item" });
const A = z.object({ a: z.int() }).meta({ id: "A" });
const B = z.object({ b: z.string() }).meta({ id: "B" });
const Cat = z.object({ kind: z.literal("cat"), lives: z.int() }).meta({ id: "Cat" });
const Dog = z.object({ kind: z.literal(["dog", "wolf"]), name: z.string() }).meta({ id: "Dog" });
const Pet = z.discriminatedUnion("kind", [Cat, Dog]);
const Tree = z
  .object({
    name: z.string(),
    get children(): z.ZodDefault<z.ZodArray<typeof Tree>> {
      return z.array(Tree).default([]);
    },
  })
  .meta({ id: "Tree" });
const pair = z.tuple([z.int(), z.string()]);

export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  int: z.int(),
  float: z.number(),
  finite: z.number(),
  bool: z.boolean(),
  datetime: z.date(),
  str: z.string(),
  null: z.null(),
  list_int: z.array(z.int()),
  set_int: z.set(z.int()),
  dict_int: z.record(z.string(), z.int()),
  pair,
  short_list: z.array(z.int()).min(2).max(3),
  one_list: z.array(z.int()).length(1),
  short_set: z.set(z.int()).min(2).max(3),
  short_str: z.string().min(2).max(3),
  one_str: z.string().length(1),
  pattern: z.string().regex(/^a\/b$/),
  open_range: z.int().gt(1).lt(3),
  closed_range: z.int().gte(1).lte(3),
  float_range: z.number().gt(1.5).lte(1e20),
  tiny: z.number().gte(1e-7),
  lower: z
    .string()
    .regex(/^[a-z]+$/)
    .min(2)
    .max(3),
  fives: z.int().gte(1).lte(10).multipleOf(5),
  half_or_two: z.enum({ half: 1.5, two: 2 }),
  even: z.int().multipleOf(2),
  halves: z.number().multipleOf(0.5),
  color: z.enum(["red", "green", "blue"]),
  level: z.enum({ low: 1, high: 2 }),
  literal_a: z.literal("a"),
  literal_mixed: z.literal(["it's", "b", 1, null, true]),
  uuid: z.guid(),
  uuid4: z.uuidv4(),
  iso_date: z.iso.date(),
  iso_time: z.iso.time(),
  iso_duration: z.iso.duration(),
  iso_datetime: z.iso.datetime(),
  url: z.url(),
  http_url: z.httpUrl(),
  email: z.email(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  item: Item,
  strict: z.strictObject({ b: z.string(), x: z.int().nullable().default(null) }),
  nested: z.object({
    item: Item,
    items: z.array(Item),
    by_name: z.record(z.string(), A),
    pet: Pet,
    pets: z.array(Pet).default([]),
    maybe: A.nullable().default(null),
    either: z.union([z.int(), A]).default(1),
    pair: pair.default([1, "a"]),
  }),
  numbered: z.discriminatedUnion("k", [
    z.object({ k: z.literal(1), n: z.int() }),
    z.object({ k: z.literal(2) }),
  ]),
  weighed: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("heavy"), kilos: z.int(), more: z.number() }),
    z.object({ kind: z.literal("light") }),
  ]),
  tree: Tree,
  int_keys: z.record(z.int(), z.int()),
  date_keys: z.record(z.iso.date(), z.int()),
  uuid_keys: z.record(z.guid(), z.int()),
  long_keys: z.record(z.string().min(2), z.int()),
  word_keys: z.record(z.literal(["a", "b"]), z.int()),
  int_or_bool: z.union([z.int(), z.boolean()]),
  bool_or_int: z.union([z.boolean(), z.int()]),
  int_or_str: z.union([z.int(), z.string()]),
  int_or_short: z.union([z.int(), z.string().max(2)]),
  int_or_float: z.union([z.int(), z.number()]),
  float_or_int: z.union([z.number(), z.int()]),
  maybe_int: z.int().nullable(),
  word_or_int: z.union([z.literal("a"), z.int()]),
  int_or_word: z.union([z.int(), z.literal("5")]),
  date_or_int: z.union([z.date(), z.int()]),
  int_or_date: z.union([z.int(), z.date()]),
  big_or_bool: z.union([z.int().gt(10), z.boolean()]),
  list_or_int: z.union([z.array(z.int()), z.int()]),
  union: z.union([
    z.int(),
    z.number(),
    z.boolean(),
    z.date(),
    z.uuid(),
    z.array(z.int()),
    z.record(z.string(), z.int()),
    z.set(z.int()),
    pair,
    A,
    z.literal(["a", 1]),
    z.int().gt(1),
    z.array(A),
    z.number().gt(1),
  ]),
  models: z.union([A, B]),
  list_of_union: z.array(z.union([z.int(), A])),
  pet_or_int: z.union([Pet, z.int()]),
};
