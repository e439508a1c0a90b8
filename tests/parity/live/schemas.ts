import { z } from "zod";

/** The types of app.py, in Zod and under the same names. */

const Color = z.enum(["red", "green", "blue"]);
const Item = z
  .object({ name: z.string(), price: z.number(), tags: z.array(z.string()).default([]) })
  .meta({ id: "Item" });
const Strict = z.strictObject({ a: z.int(), b: z.string().nullable().default(null) }).meta({ id: "Strict" });
const A = z.object({ a: z.int() }).meta({ id: "A" });
const B = z.object({ b: z.string() }).meta({ id: "B" });
const Cat = z
  .object({ kind: z.literal("cat"), lives: z.int(), weight: z.number().nullable().default(null) })
  .meta({ id: "Cat" });
const Dog = z.object({ kind: z.literal(["dog", "wolf"]), name: z.string() }).meta({ id: "Dog" });
const One = z.object({ k: z.literal(1), n: z.int() }).meta({ id: "One" });
const Two = z.object({ k: z.literal(2) }).meta({ id: "Two" });
const Pet = z.discriminatedUnion("kind", [Cat, Dog]);
const Address = z
  .object({ street: z.string().min(1).max(20), number: z.int().gt(0) })
  .meta({ id: "Address" });
const Person = z
  .object({ name: z.string(), born: z.iso.date().nullable().default(null), address: Address })
  .meta({ id: "Person" });
const Company = z
  .object({
    name: z.string(),
    owner: Person,
    staff: z.array(Person).default([]),
    pet: Pet.nullable().default(null),
    by_color: z.record(z.string(), A).default({}),
  })
  .meta({ id: "Company" });
const Tree = z
  .object({
    name: z.string(),
    get children(): z.ZodDefault<z.ZodArray<typeof Tree>> {
      return z.array(Tree).default([]);
    },
  })
  .meta({ id: "Tree" });

type Schemas = Readonly<Record<string, z.ZodType>>;

/** One text holds a value of these. */
export const SCALARS: Schemas = {
  int: z.int(),
  int_closed: z.int().gte(1).lte(100),
  int_open: z.int().gt(0).lt(10),
  int_multiple: z.int().multipleOf(5),
  int_multiple_range: z.int().gte(1).lte(100).multipleOf(5),
  float: z.number(),
  float_range: z.number().gte(0.5).lt(100),
  float_multiple: z.number().multipleOf(0.25),
  bool: z.boolean(),
  str: z.string(),
  str_length: z.string().min(2).max(5),
  str_pattern: z.string().regex(/^[a-z]{2,4}$/),
  str_length_pattern: z
    .string()
    .min(2)
    .max(5)
    .regex(/^[a-z]+$/),
  date: z.iso.date(),
  datetime: z.date(),
  time: z.iso.time(),
  uuid: z.guid(),
  enum: Color,
  int_enum: z.enum({ low: 1, high: 2 }),
  literal: z.literal(["a", "b"]),
  literal_mixed: z.literal(["a", 1]),
  int_or_str: z.union([z.int(), z.string()]),
  int_or_bool: z.union([z.int(), z.boolean()]),
  bool_or_float: z.union([z.boolean(), z.number()]),
  int_or_short_str: z.union([z.int(), z.string().max(2)]),
  uuid_or_int: z.union([z.guid(), z.int()]),
  date_or_datetime: z.union([z.date(), z.int()]),
  word_or_int: z.union([z.literal("a"), z.int()]),
};

/** As {@link SCALARS}, with null for nothing. */
export const OPTIONALS: Schemas = {
  optional_int: z.int().nullable().default(null),
  optional_str: z.string().min(2).nullable().default(null),
  optional_bool: z.boolean().nullable().default(null),
  optional_int_or_bool: z.union([z.int(), z.boolean(), z.null()]).default(null),
};

/** Several texts hold a value of these. */
export const LISTS: Schemas = {
  list_int: z.array(z.int()),
  list_str: z.array(z.string()),
  list_enum: z.array(Color),
  list_sized: z.array(z.int()).min(2).max(3),
  list_union: z.array(z.union([z.int(), z.boolean()])),
  list_bounded_items: z.array(z.int().gte(0).lte(9)),
  set_int: z.set(z.int()),
  tuple: z.tuple([z.int(), z.string()]),
};

/** Only JSON can hold a value of these. */
export const MODELS: Schemas = {
  model: Item,
  model_strict: Strict,
  model_nested: Company,
  model_recursive: Tree,
  list_model: z.array(Item),
  list_list: z.array(z.array(z.int())),
  models: z.union([A, B]),
  model_or_int: z.union([A, z.int()]),
  tagged: Pet,
  tagged_number: z.discriminatedUnion("k", [One, Two]),
  list_tagged: z.array(Pet),
  dict_int: z.record(z.string(), z.int()),
  dict_int_keys: z.record(z.int(), z.int()),
  dict_enum_keys: z.partialRecord(Color, z.int()),
  dict_model: z.record(z.string(), A),
  optional_model: A.nullable(),
  set_sized: z.set(z.int()).min(2).max(3),
};

/** Several parameters in one object. */
export const GROUPS: Readonly<Record<string, z.ZodObject>> = {
  group: z.object({
    first: z.int(),
    second: z.string().nullable().default(null),
    many: z.array(z.int()).default([]),
  }),
  group_strict: z.strictObject({ first: z.int().gte(1), flag: z.boolean().default(false) }),
};
