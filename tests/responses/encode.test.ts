import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeJson } from "../../src/responses/index.ts";

class User {
  readonly id = 1;
  readonly #password = "secret";
  get password(): string {
    return this.#password;
  }
}

class Money {
  readonly #cents: number;
  constructor(cents: number) {
    this.#cents = cents;
  }
  toJSON(): unknown {
    return { amount: new Map([["cents", this.#cents]]) };
  }
}

const date = new Date("2024-02-29T12:00:00.5Z");

describe("encodeJson", () => {
  it.each([
    ["null", null, "null"],
    ["undefined", undefined, "null"],
    ["text", 'a"b\n\u2028', JSON.stringify('a"b\n\u2028')],
    ["a lone surrogate", "\ud800", '"\\ud800"'],
    ["numbers", [1, -0, 1.5, 1e21], "[1,0,1.5,1e+21]"],
    ["numbers that JSON lacks", [Number.NaN, Number.POSITIVE_INFINITY], "[null,null]"],
    ["undefined in objects and arrays", { a: undefined, b: [undefined, 1] }, '{"b":[null,1]}'],
    ["holes", new Array(2), "[null,null]"],
    ["a date", { at: date }, '{"at":"2024-02-29T12:00:00.500Z"}'],
    ["an invalid date", { at: new Date(Number.NaN) }, '{"at":null}'],
    ["a bigint by itself", 5n, "5"],
    ["a safe bigint as a number", { n: 2n ** 53n - 1n }, '{"n":9007199254740991}'],
    ["a larger bigint as text", [2n ** 53n, -(2n ** 64n)], '["9007199254740992","-18446744073709551616"]'],
    [
      "a Map",
      new Map<unknown, unknown>([
        ["a", 1],
        [2, "b"],
        [true, null],
        [3n, undefined],
      ]),
      '{"a":1,"2":"b","true":null}',
    ],
    ["a Set", { tags: new Set(["a", "b"]) }, '{"tags":["a","b"]}'],
    ["bytes", [Uint8Array.of(0, 255), Buffer.from("hi"), Uint8Array.of(1).buffer], '["AP8=","aGk=","AQ=="]'],
    ["a view of bytes", new DataView(Uint8Array.of(1, 2, 3).buffer, 1, 2), '"AgM="'],
    ["a typed array of numbers", Float64Array.of(1.5, Number.NaN), "[1.5,null]"],
    ["a typed array of bigints", BigInt64Array.of(5n), "[5]"],
    ["a URL", { url: new URL("http://a.test/é") }, '{"url":"http://a.test/%C3%A9"}'],
    ["toJSON, and what is special in what it gives", [new Money(5)], '[{"amount":{"cents":5}}]'],
    [
      "toJSON that gives nothing",
      { a: { toJSON: () => undefined }, b: [{ toJSON: () => undefined }] },
      '{"b":[null]}',
    ],
    ["own fields of a class", { user: new User() }, '{"user":{"id":1}}'],
    ["an object without prototype", Object.assign(Object.create(null), { a: new Set() }), '{"a":[]}'],
    ["boxed values", [new String("a"), new Number(1), new Boolean(false), new Map()], '["a",1,false,{}]'],
    ["symbols as names", { [Symbol("a")]: 1, b: new Set() }, '{"b":[]}'],
    ["names that need quotes", { 'a"b': new Set([1]) }, '{"a\\"b":[1]}'],
    [
      "the same object twice",
      (() => {
        const a = { s: new Set([1]) };
        return [a, a];
      })(),
      '[{"s":[1]},{"s":[1]}]',
    ],
    [
      "nothing special inside something special",
      new Map([["a", { b: [1, "c", null, true, undefined, date] }]]),
      '{"a":{"b":[1,"c",null,true,null,"2024-02-29T12:00:00.500Z"]}}',
    ],
  ])("writes %s", (_, value, expected) => {
    expect(encodeJson(value)).toBe(expected);
  });

  it("keeps a member named __proto__, on both ways", () => {
    const plain = JSON.parse('{"__proto__":{"admin":true}}') as object;
    expect(encodeJson(plain)).toBe('{"__proto__":{"admin":true}}');
    expect(encodeJson([plain, new Set()])).toBe('[{"__proto__":{"admin":true}},[]]');
    expect(encodeJson(new Map([["__proto__", 1]]))).toBe('{"__proto__":1}');
    expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
  });

  const circle: Record<string, unknown> = { items: [] };
  (circle["items"] as unknown[]).push({ owner: circle });
  const deep = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;

  it.each([
    ["a function", { items: [1, { run: () => 1 }] }, "items[1].run is a function"],
    ["a symbol", [Symbol("a")], "[0] is a symbol"],
    ["a function by itself", () => 1, "the value is a function"],
    ["a circle", circle, "items[0].owner refers back to an object that it is part of"],
    [
      "a circle of a Map",
      (() => {
        const map = new Map<string, unknown>();
        return map.set("self", [map]);
      })(),
      "self[0] refers back",
    ],
    ["a promise", { user: Promise.resolve(1) }, "user is a promise: await it first"],
    ["a generator", { rows: (function* () {})() }, "rows is an iterator: declare the response as JsonLines"],
    ["an async generator", (async function* () {})(), "the value is an iterator"],
    ["a Map with objects for keys", { a: new Map([[{}, 1]]) }, "a is a Map with a key of type object"],
    ["names that are no identifiers", { "a b": { 'c"': [Symbol()] } }, '["a b"]["c\\""][0] is a symbol'],
    ["endless depth", deep(1001), "[0] lies more than 1000 levels deep"],
  ])("refuses %s and says where", (_, value, message) => {
    expect(() => encodeJson(value)).toThrow(message);
    expect(() => encodeJson(value)).toThrow(expect.objectContaining({ code: "INVALID_RESPONSE" }));
  });

  it("writes values deeper than its look ahead", () => {
    expect(encodeJson(deep(500))).toBe("[".repeat(500) + "]".repeat(500));
  });

  it("passes on what a toJSON or a getter throws", () => {
    const failing = {
      get a(): number {
        throw new RangeError("no");
      },
    };
    expect(() => encodeJson(failing)).toThrow(RangeError);
    expect(() =>
      encodeJson({
        toJSON: () => {
          throw new RangeError("no");
        },
      }),
    ).toThrow(RangeError);
  });

  it("agrees with JSON.stringify on all that JSON knows, also beside what it does not", () => {
    fc.assert(
      fc.property(
        fc.object({ withDate: true, withNullPrototype: true, withSparseArray: true, key: fc.string() }),
        (value) => {
          const expected = JSON.stringify(value);
          expect(encodeJson(value)).toBe(expected);
          expect(encodeJson([value, new Set()])).toBe(`[${expected},[]]`);
        },
      ),
    );
  });
});
