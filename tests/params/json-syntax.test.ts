import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/params/json-syntax.ts";

// Text, position and message as Python 3.11 gives them.
const MISTAKES: readonly (readonly [text: string, position: number, msg: string])[] = [
  ["", 0, "Expecting value"],
  ["  ", 2, "Expecting value"],
  ["x", 0, "Expecting value"],
  ["nul", 0, "Expecting value"],
  ["NaN", 0, "Expecting value"],
  ["-", 0, "Expecting value"],
  ["+1", 0, "Expecting value"],
  ["[", 1, "Expecting value"],
  ["[1,", 3, "Expecting value"],
  ["[1,]", 3, "Expecting value"],
  ["[,1]", 1, "Expecting value"],
  ['{"a":', 5, "Expecting value"],
  ['{"a": }', 6, "Expecting value"],
  ["[1 2]", 3, "Expecting ',' delimiter"],
  ["[1", 2, "Expecting ',' delimiter"],
  ['{"a": 1 "b": 2}', 8, "Expecting ',' delimiter"],
  ['{"price": 45.3 45}', 15, "Expecting ',' delimiter"],
  ["{", 1, "Expecting property name enclosed in double quotes"],
  ["{a: 1}", 1, "Expecting property name enclosed in double quotes"],
  ["{'a': 1}", 1, "Expecting property name enclosed in double quotes"],
  ['{"a": 1,}', 8, "Expecting property name enclosed in double quotes"],
  ['{"a": 1,', 8, "Expecting property name enclosed in double quotes"],
  ['{"a" 1}', 5, "Expecting ':' delimiter"],
  ['{"a"', 4, "Expecting ':' delimiter"],
  ["1 2", 2, "Extra data"],
  ["01", 1, "Extra data"],
  ["1.", 1, "Extra data"],
  ["1e", 1, "Extra data"],
  ["{}{}", 2, "Extra data"],
  ["[]]", 2, "Extra data"],
  ['"a\nb"', 2, "Invalid control character at"],
  ['"a\u0000b"', 2, "Invalid control character at"],
  ['"abc', 0, "Unterminated string starting at"],
  ['["a", "b]', 6, "Unterminated string starting at"],
  ['"a\\', 0, "Unterminated string starting at"],
  ['"a\\x"', 2, "Invalid \\escape"],
  ['"\\u12"', 2, "Invalid \\uXXXX escape"],
  ['"\\u12g4"', 2, "Invalid \\uXXXX escape"],
  ['"\\u1234', 2, "Invalid \\uXXXX escape"],
  ['["😀" "é"]', 5, "Expecting ',' delimiter"],
  ["\uFEFF[", 1, "Expecting value"],
];

describe("parseJson", () => {
  it.each(MISTAKES)("says of %j that character %i is wrong: %s", (text, position, msg) => {
    expect(parseJson(text)).toEqual({ error: { position, msg } });
  });

  it("skips a byte order mark", () => {
    expect(parseJson('\uFEFF{"a": 1}')).toEqual({ value: { a: 1 } });
  });

  it("gives the value of every text that JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom("", "\uFEFF"), (value, mark) => {
        const text = JSON.stringify(value);
        expect(parseJson(mark + text)).toEqual({ value: JSON.parse(text) });
      }),
    );
  });

  it("agrees with JSON.parse on what is JSON, whatever is done to the text", () => {
    const broken = fc
      .tuple(
        fc.json(),
        fc.nat(40),
        fc.nat(3),
        fc.constantFrom("", ",", "}", "]", '"', "\\", "1", "nul", "\n", "\u0001"),
      )
      .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
    fc.assert(
      fc.property(broken, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        const parsed = parseJson(text);
        expect("value" in parsed).toBe(valid);
        if ("error" in parsed) expect(parsed.error.position).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(["[", '{"a":', "[[],", '[{"a":['])(
    "reads 300,000 open %j without overflowing the stack",
    (start) => {
      expect(parseJson(start.repeat(300_000))).toHaveProperty("error");
      expect(parseJson(start.repeat(10_000), true)).toHaveProperty("error");
    },
  );

  it("keeps __proto__ as a property of the object and of nothing else", () => {
    for (const text of ['{"__proto__": {"admin": true}}', '{"__proto__": {"admin": true}, "n": NaN}']) {
      const { value } = parseJson(text, true) as { value: { admin?: boolean } };
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.hasOwn(value, "__proto__")).toBe(true);
      expect(value.admin).toBeUndefined();
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  describe("in its lax form", () => {
    it.each([
      ["NaN", Number.NaN],
      ["Infinity", Number.POSITIVE_INFINITY],
      ["[-Infinity]", [Number.NEGATIVE_INFINITY]],
      [
        '{"a": [NaN, {"b": -1.5e3, "c": "\\u00e9\\n", "d": [], "e": {}}], "f": null}',
        { a: [Number.NaN, { b: -1500, c: "é\n", d: [], e: {} }], f: null },
      ],
      ['[NaN, {"a": 1, "a": 2}]', [Number.NaN, { a: 2 }]],
      [" [ NaN , true , false ] ", [Number.NaN, true, false]],
    ])("reads %s as Python does", (text, value) => {
      expect(parseJson(text, true)).toEqual({ value });
    });

    it("gives what JSON.parse gives for a text in which NaN stands among other values", () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          expect(parseJson(`[NaN, ${JSON.stringify(value, undefined, 1)}]`, true)).toEqual({
            value: [Number.NaN, JSON.parse(JSON.stringify(value))],
          });
        }),
      );
    });
  });
});
