// Checked by the compiler only: `npm run check` runs TypeScript 7 and 5.9 over it.

import {
  Body,
  type Context,
  Cookie,
  type Dependency,
  Depends,
  EventStream,
  File,
  Form,
  Header,
  html,
  json,
  OutgoingRequests,
  Path,
  Query,
  Router,
  reply,
  Saluki,
  Security,
  ServerSentEvent,
  type UploadFile,
} from "saluki";
import {
  APIKeyHeader,
  HTTPBasic,
  HTTPBearer,
  OAuth2PasswordBearer,
  OAuth2PasswordRequestForm,
} from "saluki/security";
import * as v from "valibot";
import { expectTypeOf } from "vitest";
import { z } from "zod";

const app = new Saluki();
const Item = z.object({ name: z.string(), price: z.number() });
const ItemOut = Item.extend({ id: z.int() });
const Problem = z.object({ title: z.string() });

// A handler is given the output of each schema.
app.get(
  "/items/{itemId}",
  { itemId: z.int(), q: z.string().optional(), page: z.int().default(1) },
  (params) => {
    expectTypeOf(params).toEqualTypeOf<{ itemId: number; q: string | undefined; page: number }>();
  },
);

// Without parameters there is nothing to read.
app.get("/", (params, context) => {
  expectTypeOf(params).toEqualTypeOf<{}>();
  expectTypeOf(context).toEqualTypeOf<Context<Record<string, unknown>>>();
});

// Markers give what their schema gives.
app.post(
  "/all/{item-id}",
  {
    id: Path(z.int(), { alias: "item-id" }),
    tags: Query(z.array(z.string())),
    userAgent: Header(z.string().optional()),
    session: Cookie(z.string().nullable().default(null)),
    item: Body(Item, { embed: true }),
    when: z.date(),
  },
  (params) => {
    expectTypeOf(params).toEqualTypeOf<{
      id: number;
      tags: string[];
      userAgent: string | undefined;
      session: string | null;
      item: { name: string; price: number };
      when: Date;
    }>();
  },
);

// Files: one, several, perhaps one, by a schema.
app.post(
  "/files",
  {
    title: Form(z.string()),
    one: File(),
    many: File({ many: true }),
    perhaps: File({ optional: true }),
    checked: File(z.file().max(1000)),
    list: File(z.array(z.file())),
  },
  (params) => {
    expectTypeOf(params.title).toEqualTypeOf<string>();
    expectTypeOf(params.one).toEqualTypeOf<UploadFile>();
    expectTypeOf(params.many).toEqualTypeOf<UploadFile[]>();
    expectTypeOf(params.perhaps).toEqualTypeOf<UploadFile | undefined>();
    expectTypeOf(params.checked.size).toEqualTypeOf<number>();
    expectTypeOf(params.list.length).toEqualTypeOf<number>();
  },
);

// A dependency gives what its function returns or yields.
const Db = Depends(async function* () {
  yield { insert: (item: z.infer<typeof Item>) => ({ ...item, id: 1 }) };
});
const User = Depends({ userId: z.int(), db: Db }, async ({ userId, db }) => {
  expectTypeOf(userId).toEqualTypeOf<number>();
  expectTypeOf(db.insert).returns.toEqualTypeOf<{ id: number; name: string; price: number }>();
  return { id: userId };
});
expectTypeOf(Db).toExtend<
  Dependency<{ insert: (item: z.infer<typeof Item>) => { id: number; name: string; price: number } }>
>();

// A name in the path may be declared by a dependency.
app.get("/users/{userId}", { user: User }, ({ user }) => {
  expectTypeOf(user).toEqualTypeOf<{ id: number }>();
});
app.get("/users/{userId}/secured", { user: Security(User, { scopes: ["read"] }) }, ({ user }) => user.id);

// Security schemes.
app.get(
  "/secure",
  {
    token: OAuth2PasswordBearer({ tokenUrl: "token" }),
    perhaps: OAuth2PasswordBearer({ tokenUrl: "token", autoError: false }),
    basic: HTTPBasic(),
    bearer: HTTPBearer(),
    key: APIKeyHeader({ name: "x-key" }),
    form: OAuth2PasswordRequestForm,
  },
  (params) => {
    expectTypeOf(params.token).toEqualTypeOf<string>();
    expectTypeOf(params.perhaps).toEqualTypeOf<string | undefined>();
    expectTypeOf(params.basic).toEqualTypeOf<{ readonly username: string; readonly password: string }>();
    expectTypeOf(params.bearer.credentials).toEqualTypeOf<string>();
    expectTypeOf(params.key).toEqualTypeOf<string>();
    expectTypeOf(params.form.scopes).toEqualTypeOf<readonly string[]>();
  },
);

// Any Standard Schema infers as well.
app.get("/valibot", { n: Query(v.pipe(v.number(), v.integer())) }, ({ n }) => {
  expectTypeOf(n).toEqualTypeOf<number>();
});

// A handler with a response schema returns what the schema takes, a response, or a documented reply.
app.post("/items", { item: Item, db: Db }, { response: ItemOut, status: 201 }, ({ item, db }) =>
  db.insert(item),
);
app.post("/items/raw", {}, { response: ItemOut }, () => json({ anything: true }));
app.post("/items/web", {}, { response: ItemOut }, () => new Response("x"));
app.get(
  "/items/{id}/or-not",
  { id: z.int() },
  { response: ItemOut, responses: { 404: Problem } },
  ({ id }) => (id > 0 ? { id, name: "a", price: 1 } : reply(404, { title: "No such item" })),
);
app.get("/only-replies", {}, { responses: { 404: { schema: Problem, description: "Nothing" } } }, () =>
  Math.random() > 0.5 ? { fine: true } : reply(404, { title: "x" }),
);
app.get("/page", {}, { responseMediaType: "text/html" }, () => html("<p>"));
app.get("/stream", {}, { response: EventStream(Item) }, async function* () {
  yield { name: "a", price: 1 };
  yield ServerSentEvent({ data: { name: "a", price: 1 }, id: "1" });
  yield ServerSentEvent({ data: "[DONE]" });
  yield ServerSentEvent({ comment: "done" });
});
app.get("/stream/any", {}, { response: EventStream() }, function* () {
  yield 1;
  yield ServerSentEvent({ data: new Map() });
});

// What is only documented has to return nothing.
const outgoing = new OutgoingRequests();
outgoing.post("{$request.body#/url}", { event: Item }, { response: ItemOut }, () => {});
outgoing.post("{$request.body#/url}", { event: Item }, { response: ItemOut }, ({ event }) => {
  expectTypeOf(event).toEqualTypeOf<z.output<typeof Item>>();
});
app.webhooks.post("itemSold", function itemSold() {});

// The state of the lifespan reaches the handlers of the application.
const stateful = new Saluki({
  lifespan: async function* () {
    yield { pool: { query: (sql: string) => sql.length } };
  },
});
stateful.get("/", (_params, { state }) => {
  expectTypeOf(state.pool.query).returns.toEqualTypeOf<number>();
});
const silent = new Saluki({
  lifespan: async function* () {
    yield;
  },
});
silent.get("/", () => null);

// Routers are included whatever their state.
const router = new Router({ prefix: "/r" });
router.get("/{id}", { id: z.int() }, ({ id }) => id);
app.include(router);
stateful.include(router);

// Values of dependencies can be had outside of a request.
const ran = app.run({ db: Db }, ({ db }) => db.insert({ name: "a", price: 1 }).id);
expectTypeOf(ran).toEqualTypeOf<Promise<number>>();

// A route is a value.
const read = app.get("/linked/{id}", { id: z.int() }, ({ id }) => id);
expectTypeOf(read.path).toEqualTypeOf<"/linked/{id}">();

// What a handler returns is not taken as constant because of the reply types.
app.get("/lists", {}, { response: z.object({ items: z.array(z.object({ id: z.int() })) }) }, () => ({
  items: [{ id: 1 }],
}));

// Texts and numbers in what a handler returns stay the literals that a schema asks for.
const Health = z.object({ status: z.enum(["ok", "down"]), codes: z.array(z.literal([1, 2])) });
app.get("/health", {}, { response: Health }, () => ({ status: "ok", codes: [1, 2] }));
app.get("/health/{id}", { id: z.int() }, { response: Health }, async ({ id }) => ({
  status: id > 0 ? "ok" : "down",
  codes: [],
}));
