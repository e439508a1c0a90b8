// Hono with @hono/zod-openapi on @hono/node-server. Hono's types know the response schema, its run time does not:
// the handler applies it, as the others do.
import { createServer } from "node:https";
import { serve } from "@hono/node-server";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { findAccount, findUser } from "./directory.mjs";
import { announce, INTERNAL, numberedRoutes, tls } from "./settings.mjs";
import { schemas } from "./zod-schemas.mjs";

const { Item, ItemOut, Catalog, Orders } = schemas(z);
const content = (schema) => ({ content: { "application/json": { schema } } });
const ok = (schema) => ({ 200: { description: "OK", ...content(schema) } });
const body = (schema) => ({ ...content(schema), required: true });
const itemId = z.object({ itemId: z.coerce.number().int() });

const app = new OpenAPIHono({
  defaultHook: (result, c) => {
    if (!result.success) return c.json({ detail: result.error.issues }, 422);
  },
});

app.openapi(
  createRoute({ method: "get", path: "/json", responses: ok(z.object({ hello: z.string() })) }),
  (c) => c.json({ hello: "world" }, 200),
);

app.openapi(
  createRoute({
    method: "get",
    path: "/items/{itemId}",
    request: {
      params: itemId,
      query: z.object({ q: z.string().optional(), limit: z.coerce.number().int().default(10) }),
    },
    responses: ok(z.object({ itemId: z.int(), q: z.string().nullable(), limit: z.int() })),
  }),
  (c) => {
    const { q, limit } = c.req.valid("query");
    return c.json({ itemId: c.req.valid("param").itemId, q: q ?? null, limit }, 200);
  },
);

app.openapi(
  createRoute({
    method: "post",
    path: "/items/{itemId}",
    request: { params: itemId, query: z.object({ q: z.string().optional() }), body: body(Item) },
    responses: ok(ItemOut),
  }),
  (c) => {
    const { itemId: id } = c.req.valid("param");
    const q = c.req.valid("query").q ?? null;
    return c.json(ItemOut.parse({ id, q, ...c.req.valid("json"), ...INTERNAL }), 200);
  },
);

app.openapi(
  createRoute({ method: "post", path: "/catalog", request: { body: body(Catalog) }, responses: ok(Catalog) }),
  (c) => c.json(Catalog.parse({ ...c.req.valid("json"), ...INTERNAL }), 200),
);

const requireToken = createMiddleware(async (c, next) => {
  const authorization = c.req.header("authorization");
  if (!authorization?.startsWith("Bearer ")) return c.json({ detail: "Not authenticated" }, 401);
  c.set("token", authorization.slice(7));
  await next();
});

const requireUser = createMiddleware(async (c, next) => {
  const user = await findUser(c.get("token"));
  if (user === undefined) return c.json({ detail: "Invalid token" }, 401);
  c.set("user", user);
  await next();
});

const requireAccount = createMiddleware(async (c, next) => {
  const account = await findAccount(c.get("user").accountId);
  if (!account?.active) return c.json({ detail: "Account closed" }, 403);
  c.set("account", account);
  await next();
});

app.openapi(
  createRoute({
    method: "get",
    path: "/orders",
    middleware: [requireToken, requireUser, requireAccount],
    responses: ok(Orders),
  }),
  (c) => {
    const account = c.get("account");
    return c.json(
      Orders.parse({ user: c.get("user").name, account: account.id, orders: account.orders }),
      200,
    );
  },
);

for (let number = 0; number < numberedRoutes; number++) {
  app.openapi(
    createRoute({
      method: "get",
      path: `/resource${number}/{id}`,
      request: { params: z.object({ id: z.coerce.number().int() }) },
      responses: ok(z.object({ resource: z.int(), id: z.int() })),
    }),
    (c) => c.json({ resource: number, id: c.req.valid("param").id }, 200),
  );
}

const secure = tls === undefined ? {} : { createServer, serverOptions: tls };
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1", ...secure }, ({ port }) => announce(port));
