import fc, { type Arbitrary } from "fast-check";

/** Texts for each type: good ones, nearly good ones, and what somebody may send who means harm. */

const HOSTILE = [
  ...[
    "",
    " ",
    "  ",
    "null",
    "None",
    "undefined",
    "true",
    "1",
    "0",
    "-1",
    "NaN",
    "[]",
    "{}",
    "a,b",
    "1,2",
    '"x"',
  ],
  ...[
    "é",
    "日本",
    "😀",
    "\u0000",
    "a\nb",
    "\ufeff1",
    "１",
    "__proto__",
    "%",
    "%2",
    "a+b",
    "a b",
    "a;b",
    "a&b",
    "a/b",
  ],
  ...["x".repeat(300), "9".repeat(30), "'", "\\", "0x10", "1e3", ".", "..", "-", "+", "_"],
];

const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 8 }));

/** One character put in, taken out, doubled, or in another case; or space around. */
function near(word: Arbitrary<string>): Arbitrary<string> {
  const change = fc.tuple(word, fc.nat(), fc.nat(6), fc.constantFrom(..." _+-.0x:TZ1"));
  return change.map(([text, position, kind, character]) => {
    const at = text.length === 0 ? 0 : position % text.length;
    const [head, tail] = [text.slice(0, at), text.slice(at)];
    switch (kind) {
      case 0:
        return head + tail.slice(1);
      case 1:
        return head + character + tail;
      case 2:
        return head + character + tail.slice(1);
      case 3:
        return ` ${text}`;
      case 4:
        return `${text} `;
      case 5:
        return text.toUpperCase();
      default:
        return head + tail.slice(0, 1) + tail;
    }
  });
}

function words(good: Arbitrary<string>, ...edges: readonly string[]): Arbitrary<string> {
  const typical = fc.oneof({ weight: 5, arbitrary: good }, { weight: 4, arbitrary: near(good) });
  const known = edges.length === 0 ? typical : fc.constantFrom(...edges);
  return fc.oneof(
    { weight: 6, arbitrary: typical },
    { weight: 2, arbitrary: known },
    { weight: 2, arbitrary: hostile },
  );
}

const padded = (number: number, length = 2) => String(number).padStart(length, "0");
const digits = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((number) => padded(number));

const day = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), digits(1, 12), digits(1, 28))
  .map(([year, month, date]) => `${padded(year, 4)}-${month}-${date}`);
const clock = fc
  .tuple(digits(0, 23), digits(0, 59), fc.constantFrom("", ":00", ":59", ":30.5", ":30.123456", ":07,25"))
  .map(([hours, minutes, seconds]) => `${hours}:${minutes}${seconds}`);
const offset = fc.constantFrom("", "", "Z", "z", "+00:00", "+02:00", "-0530", "+23:59", "+14");
const moment = fc
  .tuple(day, fc.constantFrom("T", "T", "t", " ", "_"), clock, offset)
  .map((parts) => parts.join(""));
const midnight = fc
  .tuple(day, fc.constantFrom("T00:00:00", "T00:00", " 00:00:00.000", "T00:00:00Z", "T00:00:00+02:00"))
  .map((parts) => parts.join(""));
const timestamp = fc
  .oneof(fc.integer({ min: -70_000_000_000, max: 300_000_000_000 }), fc.nat(2e9))
  .map(String);
const wholeDay = fc.integer({ min: -20_000, max: 60_000 }).map((count) => String(count * 86_400));

const integer = words(
  fc.oneof(fc.integer({ min: -12, max: 120 }), fc.maxSafeInteger()).map(String),
  ...[
    "+4",
    " 5 ",
    "1_000",
    "1__0",
    "_1",
    "1_",
    "1.0",
    "1.",
    "1.50",
    "1e3",
    "007",
    "-0",
    "0.0",
    "1,000",
    "true",
  ],
  ...["9007199254740993", "-9223372036854775809", "1".repeat(4301), "inf", "nan", "0b1", "½", "5 0"],
);
const float = words(
  fc
    .oneof(
      fc.integer({ min: -2, max: 420 }).map((n) => n / 4),
      fc.double({ noNaN: true }),
    )
    .map(String),
  ...[
    "inf",
    "-inf",
    "nan",
    "Infinity",
    "1e400",
    "1e-400",
    ".5",
    "5.",
    "1e3",
    " 1.5 ",
    "1_0.5",
    "1e5_",
    "1e",
    "+1.5",
  ],
  ...["0.3", "100", "99.99999999", "0.5", "0.49", "1d", "0x1p3"],
);
const spelled = fc.constantFrom(
  "true",
  "false",
  "True",
  "FALSE",
  "t",
  "F",
  "yes",
  "NO",
  "y",
  "n",
  "on",
  "Off",
  "1",
  "0",
);
const uuid = fc
  .uuid()
  .chain((text) =>
    fc.constantFrom(
      ...[text, text, text.toUpperCase(), text.replaceAll("-", ""), `{${text}}`, `urn:uuid:${text}`],
      ...[
        `{${text.replaceAll("-", "")}}`,
        `URN:UUID:${text}`,
        `urn:uuid:${text.replaceAll("-", "")}`,
        `(${text})`,
      ],
      ...[`${text.slice(0, 8)}${text.slice(9)}`, `{${text}`, text.slice(1)],
    ),
  );
const letters = fc.string({ unit: fc.constantFrom(..."abcxyz"), maxLength: 6 });
const anyText = words(fc.string({ maxLength: 8 }), "5", "5.0", "true");
const dates = words(
  fc.oneof(day, day, midnight, moment, timestamp, wholeDay),
  "2021-02-29",
  "2020-02-29",
  "0000-01-01",
);
const dateTimes = words(
  fc.oneof(moment, moment, day, timestamp),
  "2020-01-01T24:00:00",
  "2020-01-01T23:59:60Z",
);
const times = words(
  fc.oneof(
    clock,
    fc.tuple(clock, offset).map((parts) => parts.join("")),
    fc.nat(90_000).map(String),
  ),
  ...[
    "24:00",
    "23:59:60",
    "1:00",
    "10",
    "10:00:00.1234567",
    "86399",
    "86400",
    "-1",
    "0.5",
    "10:00:00+24:00",
    "86399.999999",
  ],
);

/** Texts for the kinds of {@link ./schemas.ts}, by name. */
export const WORDS: Readonly<Record<string, Arbitrary<string>>> = {
  int: integer,
  int_closed: integer,
  int_open: integer,
  int_multiple: integer,
  int_multiple_range: integer,
  float,
  float_range: float,
  float_multiple: float,
  bool: words(spelled, "2", "1.0", "tru", "+1", "01", "oN", "enable"),
  str: anyText,
  str_length: words(
    fc.oneof(letters, fc.string({ maxLength: 7, unit: "grapheme" })),
    "😀",
    "👍🏽",
    "éé",
    "日本語",
  ),
  str_pattern: words(letters, "ab\n", "AB", "abcd", "abcde"),
  str_length_pattern: words(letters, "A", "ABCDEFG", "abcdef\n"),
  date: dates,
  datetime: dateTimes,
  time: times,
  uuid: words(uuid, "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  enum: words(fc.constantFrom("red", "green", "blue"), "RED", "0"),
  int_enum: words(fc.constantFrom("1", "2", "3", "+1", " 2 ", "1.0", "1_0"), "low", "HIGH"),
  literal: words(fc.constantFrom("a", "b"), "c", "A", "a,b"),
  literal_mixed: words(fc.constantFrom("a", "1", "+1", "1.0", " 1", "b"), "true"),
  int_or_str: fc.oneof(integer, anyText),
  int_or_bool: fc.oneof(integer, spelled),
  bool_or_float: fc.oneof(spelled, float),
  int_or_short_str: fc.oneof(integer, letters),
  uuid_or_int: fc.oneof(words(uuid), integer),
  date_or_datetime: fc.oneof(dateTimes, integer),
  word_or_int: fc.oneof(fc.constantFrom("a", "b"), integer),
  optional_int: integer,
  optional_str: anyText,
  optional_bool: words(spelled),
  optional_int_or_bool: fc.oneof(integer, spelled),
  list_int: integer,
  list_str: anyText,
  list_enum: words(fc.constantFrom("red", "green")),
  list_sized: fc.oneof(fc.nat(99).map(String), integer),
  list_union: fc.oneof(integer, spelled),
  list_bounded_items: fc.oneof(fc.nat(12).map(String), integer),
  set_int: fc.oneof(fc.nat(4).map(String), integer),
  tuple: fc.oneof(integer, letters),
};
