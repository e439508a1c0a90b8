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

const MARKERS = {
  path: (schema: z.ZodType) => Path(schema),
  query: (schema: z.ZodType) => Query(schema),
  header: (schema: z.ZodType) => Header(schema),
  cookie: (schema: z.ZodType) => Cookie(schema),
  form: (schema: z.ZodType) => Form(schema),
  body: (schema: z.ZodType) => Body(schema),
  field: (schema: z.ZodType) => Body(z.object({ value: schema })),
  embedded: (schema: z.ZodType) => Body(schema, { embed: true }),
} as const;

type Source = keyof typeof MARKERS;

function route(source: Source, kind: string, schema: z.ZodType): void {
  const path = `/${source}/${kind}${source === "path" ? "/{value}" : ""}`;
  const method = ["form", "body", "field", "embedded"].includes(source) ? "POST" : "GET";
  const options = { operationId: `${source}_${kind}` };
  app.route([method], path, { value: MARKERS[source](schema) }, options, ({ value }) => {
    const isField = source === "field";
    const inner = isField ? (value as { value: unknown }).value : value;
    return { value: isField ? { value: plain(kind, inner) } : plain(kind, inner) };
  });
}

function routes(kinds: Readonly<Record<string, z.ZodType>>, sources: readonly Source[]): void {
  for (const [kind, schema] of Object.entries(kinds)) {
    for (const source of sources) route(source, kind, schema);
  }
}

const JSON_SOURCES = ["body", "field", "embedded"] as const;

routes(SCALARS, ["path", "query", "header", "cookie", "form", ...JSON_SOURCES]);
routes(OPTIONALS, ["query", "header", "cookie", "form", ...JSON_SOURCES]);
routes(LISTS, ["query", "header", "form", ...JSON_SOURCES]);
routes(MODELS, JSON_SOURCES);
routes(GROUPS, ["query", "cookie", "form"]);

const { url } = await app.listen({ port: 0, host: "127.0.0.1" });
console.log(new URL(url).port);
