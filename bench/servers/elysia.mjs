// Elysia: on Bun as it stands, on Node.js through its own adapter.
import { Elysia, t } from "elysia";
import { findAccount, findUser } from "./directory.mjs";
import { announce, INTERNAL, numberedRoutes, tls } from "./settings.mjs";

const Item = t.Object({
  name: t.String({ minLength: 1 }),
  price: t.Number({ exclusiveMinimum: 0 }),
  tax: t.Optional(t.Number()),
  tags: t.Array(t.String(), { default: [] }),
});
const ItemOut = t.Object({
  id: t.Integer(),
  q: t.Nullable(t.String()),
  name: t.String(),
  price: t.Number(),
  tax: t.Optional(t.Number()),
  tags: t.Array(t.String()),
});
const Catalog = t.Object({
  products: t.Array(
    t.Object({
      id: t.Integer(),
      name: t.String({ minLength: 1 }),
      price: t.Number({ exclusiveMinimum: 0 }),
      inStock: t.Boolean(),
      description: t.String(),
      tags: t.Array(t.String()),
    }),
  ),
});
const Orders = t.Object({ user: t.String(), account: t.Integer(), orders: t.Array(t.String()) });

const onBun = process.versions.bun !== undefined;
const app = new Elysia(onBun ? {} : { adapter: (await import("@elysiajs/node")).node() })
  .onError(({ code, error, status }) => {
    if (code === "VALIDATION") return status(422, { detail: error.all });
  })
  .get("/json", () => ({ hello: "world" }))
  .get(
    "/items/:itemId",
    ({ params, query }) => ({ itemId: params.itemId, q: query.q ?? null, limit: query.limit }),
    {
      params: t.Object({ itemId: t.Integer() }),
      query: t.Object({ q: t.Optional(t.String()), limit: t.Integer({ default: 10 }) }),
    },
  )
  .post(
    "/items/:itemId",
    ({ params, query, body }) => ({ id: params.itemId, q: query.q ?? null, ...body, ...INTERNAL }),
    {
      params: t.Object({ itemId: t.Integer() }),
      query: t.Object({ q: t.Optional(t.String()) }),
      body: Item,
      response: ItemOut,
    },
  )
  .post("/catalog", ({ body }) => ({ ...body, ...INTERNAL }), { body: Catalog, response: Catalog });

const authenticated = new Elysia()
  .derive(({ headers, status }) => {
    const { authorization } = headers;
    if (!authorization?.startsWith("Bearer ")) return status(401, { detail: "Not authenticated" });
    return { token: authorization.slice(7) };
  })
  .derive(async ({ token, status }) => {
    const user = await findUser(token);
    return user === undefined ? status(401, { detail: "Invalid token" }) : { user };
  })
  .derive(async ({ user, status }) => {
    const account = await findAccount(user.accountId);
    return account?.active ? { account } : status(403, { detail: "Account closed" });
  })
  .get("/orders", ({ user, account }) => ({ user: user.name, account: account.id, orders: account.orders }), {
    response: { 200: Orders },
  });

app.use(authenticated);

for (let number = 0; number < numberedRoutes; number++) {
  app.get(`/resource${number}/:id`, ({ params }) => ({ resource: number, id: params.id }), {
    params: t.Object({ id: t.Integer() }),
  });
}

app.listen({ port: 0, hostname: "127.0.0.1", tls }, async ({ port, raw }) => {
  if (onBun) return announce(port);
  await raw.ready();
  announce(raw.node.server.address().port); // on Node.js Elysia reports the port that was asked for: 0
});
