/** The Saluki twin of app.py. `node app.ts` listens on a free port of 127.0.0.1 and prints it. */
import { Body, Cookie, Form, Header, Path, Query, Saluki } from "saluki";
import { z } from "zod";
import { GROUPS, LISTS, MODELS, OPTIONALS, SCALARS } from "./schemas.ts";

const app = new Saluki({ jsonCoercion: "lax" });

/** The value as app.py gives it back. */
function plain(kind: string, value: unknown): unknown {
  if (kind === "time") return "a time";
  if (value instanceof Date) return value.getTime();
  if (value instanceof Set) {
    const items = [...value].map((item) => plain("", item));
    return items.sort((a, b) => (String(a) < String(b) ? -1 : 1));
  }
  if (Array.isArray(value)) return value.map((item) => plain("", item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain("", item)]));
}

const SOURCES = {
  query: (path: string, schema: z.ZodType, answer: Answer) => app.get(path, { value: Query(schema) }, answer),
  header: (path: string, schema: z.ZodType, answer: Answer) =>
    app.get(path, { value: Header(schema) }, answer),
  cookie: (path: string, schema: z.ZodType, answer: Answer) =>
    app.get(path, { value: Cookie(schema) }, answer),
  form: (path: string, schema: z.ZodType, answer: Answer) => app.post(path, { value: Form(schema) }, answer),
  body: (path: string, schema: z.ZodType, answer: Answer) => app.post(path, { value: Body(schema) }, answer),
} as const;

type Answer = (values: { value: unknown }) => unknown;
type Source = keyof typeof SOURCES | "path";

function routes(kinds: Readonly<Record<string, z.ZodType>>, sources: readonly Source[]): void {
  for (const [kind, schema] of Object.entries(kinds)) {
    const answer: Answer = ({ value }) => ({ value: plain(kind, value) });
    for (const source of sources) {
      if (source === "path") app.get(`/path/${kind}/{value}`, { value: Path(schema) }, answer);
      else SOURCES[source](`/${source}/${kind}`, schema, answer);
    }
    if (!sources.includes("body")) continue;
    const inner: Answer = ({ value }) => ({
      value: { value: plain(kind, (value as { value: unknown }).value) },
    });
    SOURCES.body(`/field/${kind}`, z.object({ value: schema }), inner);
    app.post(`/embedded/${kind}`, { value: Body(schema, { embed: true }) }, answer);
  }
}

routes(SCALARS, ["path", "query", "header", "cookie", "form", "body"]);
routes(OPTIONALS, ["query", "header", "cookie", "form", "body"]);
routes(LISTS, ["query", "header", "form", "body"]);
routes(MODELS, ["body"]);
routes(GROUPS, ["query", "cookie", "form"]);

const { url } = await app.listen({ port: 0, host: "127.0.0.1" });
console.log(new URL(url).port);
