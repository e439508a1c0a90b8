import fc, { type Arbitrary } from "fast-check";
import { WORDS } from "./words.ts";

/** JSON for each kind, as text: a number may be written so that no double holds it, and a key may come twice. */

const quoted = (word: Arbitrary<string>) => word.map((text) => JSON.stringify(text));

const numbers = fc.oneof(
  fc.integer({ min: -3, max: 120 }).map(String),
  fc.integer({ min: -3, max: 420 }).map((number) => String(number / 4)),
  fc.constantFrom(
    ...[
      "1.0",
      "-0",
      "-0.0",
      "1e2",
      "1E+2",
      "1e-2",
      "1.5e1",
      "0.1",
      "1e308",
      "1577836800",
      "1577836800000",
      "86400",
    ],
    ...[
      "9007199254740993",
      "12345678901234567890123",
      "1e400",
      "-1e400",
      "NaN",
      "Infinity",
      "-Infinity",
      "1e18",
    ],
  ),
);

const junk = fc.oneof(
  fc.constantFrom(
    "null",
    "true",
    "false",
    '""',
    '"x"',
    "[]",
    "{}",
    "[1]",
    '{"a":1}',
    "[null]",
    "0",
    "1",
    '"1"',
    "[[]]",
  ),
  numbers,
);

function mostly(good: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof({ weight: 8, arbitrary: good }, { weight: 1, arbitrary: junk });
}

/** A scalar, as text or as a number or boolean. */
function scalar(word: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof(
    { weight: 5, arbitrary: quoted(word) },
    { weight: 4, arbitrary: numbers },
    { weight: 3, arbitrary: junk },
  );
}

function list(item: Arbitrary<string>, maxLength = 4): Arbitrary<string> {
  return mostly(fc.array(item, { maxLength }).map((items) => `[${items.join(",")}]`));
}

const entries = (pairs: readonly (readonly [string, string])[]) =>
  `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`;

function dict(key: Arbitrary<string>, value: Arbitrary<string>): Arbitrary<string> {
  return mostly(fc.array(fc.tuple(key, value), { maxLength: 4 }).map(entries));
}

/** An object that now and then lacks a member, has null or junk in its place, or knows one more. */
function object(members: Readonly<Record<string, Arbitrary<string>>>): Arbitrary<string> {
  const fields = Object.entries(members).map(([name, value]) => {
    const found = fc.oneof(
      { weight: 16, arbitrary: value },
      { weight: 1, arbitrary: junk },
      { weight: 1, arbitrary: fc.constant("null") },
      { weight: 2, arbitrary: fc.constant(undefined) },
    );
    return found.map((text) => (text === undefined ? [] : [[name, text] as const]));
  });
  const more = fc.oneof(
    { weight: 7, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("extra", "", "__proto__", "constructor", "Name"), junk)
        .map((pair) => [pair]),
    },
  );
  return mostly(
    fc.tuple(fc.tuple(...fields), more).map(([found, extra]) => entries([...found.flat(), ...extra])),
  );
}

const { int, float, str, str_length, date, bool } = WORDS as Record<string, Arbitrary<string>>;
const validInt = fc.oneof(
  { weight: 4, arbitrary: fc.nat(20).map(String) },
  { weight: 1, arbitrary: scalar(int!) },
);
const validText = fc.oneof({ weight: 5, arbitrary: quoted(str!) }, { weight: 1, arbitrary: junk });

const item = object({
  name: validText,
  price: fc.oneof(numbers, scalar(float!)),
  tags: list(validText, 2),
});
const a = object({ a: validInt });
const b = object({ b: validText });
const cat = object({
  kind: fc.constantFrom('"cat"', '"cat"', '"dog"', '"cow"', "1"),
  lives: validInt,
  weight: scalar(float!),
});
const dog = object({ kind: fc.constantFrom('"dog"', '"wolf"', '"Wolf"'), name: validText });
const pet = fc.oneof(cat, dog);
const address = object({ street: fc.oneof(quoted(str_length!), validText), number: validInt });
const person = object({
  name: validText,
  born: fc.oneof(quoted(date!), fc.constant("null")),
  address,
});
const tree = fc.letrec<{ tree: string }>((tie) => ({
  tree: object({
    name: validText,
    children: fc.oneof({ maxDepth: 3 }, fc.constant("[]"), list(tie("tree"), 2)),
  }),
})).tree;
const numbered = object({ k: fc.constantFrom("1", "2", "3", '"1"', "1.0", "true"), n: validInt });

/** Companies that nothing is wrong with: of the others hardly one is good in all its parts. */
const soundPerson = fc.record({
  name: fc.string({ maxLength: 5 }),
  born: fc.constantFrom(null, "2020-02-29", "2020-01-01T00:00:00Z", 86_400, "1577836800"),
  address: fc.record({
    street: fc.constantFrom("a", "Main Street"),
    number: fc.constantFrom(1, "2", " 3 ", 4),
  }),
});
const soundPet = fc.constantFrom(
  ...[
    null,
    { kind: "cat", lives: "9", weight: "1.5" },
    { kind: "wolf", name: "x", extra: 1 },
    { kind: "cat", lives: 1 },
  ],
);
const soundCompany = fc
  .record(
    {
      name: fc.string({ maxLength: 5 }),
      owner: soundPerson,
      staff: fc.array(soundPerson, { maxLength: 2 }),
      pet: soundPet,
      by_color: fc.dictionary(
        fc.constantFrom("red", "", "5"),
        fc.record({ a: fc.constantFrom(1, "2", true) }),
      ),
    },
    { requiredKeys: ["name", "owner"] },
  )
  .map((company) => JSON.stringify(company));

const MODELS: Readonly<Record<string, Arbitrary<string>>> = {
  model: item,
  model_strict: object({ a: validInt, b: validText }),
  model_nested: fc.oneof(
    soundCompany,
    object({
      name: validText,
      owner: person,
      staff: list(person, 2),
      pet: fc.oneof(pet, fc.constant("null")),
      by_color: dict(str!, a),
    }),
  ),
  model_recursive: tree,
  list_model: list(item, 3),
  list_list: list(list(validInt, 3), 3),
  models: fc.oneof(a, b, object({ a: validInt, b: validText })),
  model_or_int: fc.oneof(a, scalar(int!)),
  tagged: pet,
  tagged_number: numbered,
  list_tagged: list(pet, 3),
  dict_int: dict(str!, validInt),
  dict_int_keys: dict(fc.oneof(fc.nat(9).map(String), int!), validInt),
  dict_enum_keys: dict(fc.constantFrom("red", "green", "blue", "black"), validInt),
  dict_model: dict(str!, a),
  optional_model: fc.oneof(a, fc.constant("null")),
  set_sized: list(validInt, 5),
};

/** JSON for a kind, by its name. */
export function jsonOf(kind: string): Arbitrary<string> {
  const model = MODELS[kind];
  if (model !== undefined) return model;
  const word = WORDS[kind]!;
  if (kind === "tuple") {
    const pair = fc.tuple(validInt, validText).map((items) => `[${items.join(",")}]`);
    return fc.oneof(pair, list(fc.oneof(validInt, validText), 3));
  }
  return /^(list|set|tuple)_/.test(kind) ? list(fc.oneof(scalar(word), quoted(word))) : scalar(word);
}

/** Words for the members of a group. */
export const GROUP_WORDS: Readonly<Record<string, Arbitrary<string>>> = {
  first: int!,
  second: str!,
  many: int!,
  flag: bool!,
};
