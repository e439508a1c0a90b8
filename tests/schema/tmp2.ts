import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { compileSchema } from "../../src/schema/index.ts";
import { SCHEMAS } from "./pydantic/schemas.ts";

const rec = JSON.parse(readFileSync("tests/schema/pydantic/recorded.json", "utf8"));
const plain = (v: any): any =>
  v instanceof Date
    ? { $date: v.getTime() }
    : v instanceof Set
      ? { $set: [...v].sort() }
      : Array.isArray(v)
        ? v.map(plain)
        : v && typeof v === "object"
          ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, plain(x)]))
          : v;
let n = 0,
  bad = 0;
for (const c of rec) {
  const s = compileSchema(SCHEMAS[c.schema]!);
  for (const o of c.outcomes) {
    n++;
    const v = c.origin === "text" ? s.fromText(o.input) : s.fromJson(o.input);
    const r: any = s.run(v);
    const got = r.issues?.length ? { issues: s.explain(r, o.input, c.origin) } : { value: plain(r.value) };
    const want = o.issues ? { issues: o.issues } : { value: o.value };
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(got)), want)) {
      bad++;
      console.log(c.schema, c.origin, JSON.stringify(o.input).slice(0, 100));
      if (got.issues && want.issues && got.issues.length === want.issues.length)
        got.issues.forEach((g: any, i: number) => {
          if (!isDeepStrictEqual(JSON.parse(JSON.stringify(g)), want.issues[i]))
            console.log(
              "   want",
              JSON.stringify(want.issues[i]).slice(0, 300),
              "\n   got ",
              JSON.stringify(g).slice(0, 300),
            );
        });
      else
        console.log(
          "   want",
          JSON.stringify(want).slice(0, 1200),
          "\n   got ",
          JSON.stringify(got).slice(0, 1200),
        );
    }
  }
}
console.log(n, bad);
