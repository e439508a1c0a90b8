import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";

const S = v.strictObject({
  a: v.pipe(v.number(), v.integer(), v.minValue(1)),
  s: v.pipe(v.string(), v.minLength(2), v.email()),
  l: v.pipe(v.array(v.string()), v.maxLength(1)),
  p: v.picklist(["a", "b"]),
  u: v.union([v.number(), v.boolean()]),
  o: v.optional(v.string()),
  n: v.nullable(v.number(), null),
  lit: v.literal(5),
  r: v.record(v.string(), v.number()),
  t: v.tuple([v.number(), v.string()]),
  va: v.variant("k", [v.object({ k: v.literal("x") })]),
});
const W = toStandardJsonSchema(S);
console.log(
  W["~standard"].vendor,
  JSON.stringify((W["~standard"] as any).jsonSchema.input({ target: "draft-2020-12" })),
);
const show = (r: any) =>
  console.log(
    r.issues
      .map((i: any) =>
        JSON.stringify({
          ...i,
          path: i.path?.map((p: any) => p.key),
          issues: i.issues?.map((x: any) => ({ ...x, path: undefined })),
        }),
      )
      .join("\n"),
  );
show(
  S["~standard"].validate({
    a: 1.5,
    s: "x",
    l: ["a", "b"],
    p: "c",
    u: "x",
    lit: 4,
    r: { q: "x" },
    t: [1],
    z: 1,
    va: { k: "y" },
  }),
);
show(S["~standard"].validate({}));
show(
  v
    .object({
      a: v.pipe(
        v.string(),
        v.check((x) => x === "a", "boom"),
      ),
    })
    ["~standard"].validate({ a: "x" }),
);
show(v.date()["~standard"].validate(5));
const T = type({
  a: "number.integer>0",
  s: "string>=2",
  l: "string[]<=1",
  p: "'a'|'b'",
  u: "number|boolean",
  "o?": "string",
  n: "number|null",
  lit: "5",
  r: "Record<string,number>",
  t: ["number", "string"],
  e: "string.email",
  "+": "reject",
});
console.log(JSON.stringify(T["~standard"].jsonSchema.input({ target: "draft-2020-12" })));
const sa = (r: any) =>
  console.log(
    [...r.issues]
      .map((i: any) =>
        JSON.stringify({
          code: i.code,
          path: [...i.path],
          expected: i.expected,
          problem: i.problem,
          message: i.message,
          rule: i.rule,
          domain: i.domain,
          proto: i.proto?.name ?? i.proto,
          exclusive: i.exclusive,
          data: i.data,
          unit: i.unit,
          errors: i.errors?.map((e: any) => [e.code, e.expected, [...e.path]]),
        }),
      )
      .join("\n"),
  );
sa(
  T["~standard"].validate({
    a: 1.5,
    s: "x",
    l: ["a", "b"],
    p: "c",
    u: "x",
    n: "x",
    lit: 4,
    r: { q: "x" },
    t: [1],
    z: 1,
    e: "x",
  }),
);
sa(T["~standard"].validate({}));
sa(T["~standard"].validate(5));
sa(type("number>5")["~standard"].validate(3));
sa(type("number%2")["~standard"].validate(3));
sa(type("Date")["~standard"].validate(3));
sa(type("boolean")["~standard"].validate(3));
sa(
  type("string")
    .narrow((s, c) => c.mustBe("lucky"))
    ["~standard"].validate("x"),
);
sa(type("string==3")["~standard"].validate("x"));
sa(type("/^a$/")["~standard"].validate("x"));
sa(type({ kind: "'a'", n: "number" }).or({ kind: "'b'" })["~standard"].validate({ kind: "c" }));
sa(type("unknown[]")["~standard"].validate({}));
sa(type("bigint")["~standard"].validate({}));
sa(type("string.uuid")["~standard"].validate("x"));
sa(type("string.url")["~standard"].validate("x"));
sa(type("string.date.iso")["~standard"].validate("x"));
sa(type("true")["~standard"].validate("x"));
sa(type("null")["~standard"].validate("x"));
sa(type("string.integer.parse")["~standard"].validate("x"));
