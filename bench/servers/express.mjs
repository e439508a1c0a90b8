// Express 5, with Zod for what comes in and what goes out.
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import express from "express";
import { z } from "zod";
import { findAccount, findUser } from "./directory.mjs";
import { announce, INTERNAL, numberedRoutes, tls } from "./settings.mjs";
import { schemas } from "./zod-schemas.mjs";

const { Item, ItemOut, Catalog, Orders } = schemas(z);
const app = express();
app.use(express.json({ limit: "1mb" }));

/** Puts the validated parts of the request on `response.locals`. */
const validate = (parts) => (request, response, next) => {
  for (const [part, schema] of Object.entries(parts)) response.locals[part] = schema.parse(request[part]);
  next();
};

app.get("/json", (_request, response) => {
  response.json({ hello: "world" });
});

app.get(
  "/items/:itemId",
  validate({
    params: z.object({ itemId: z.coerce.number().int() }),
    query: z.object({ q: z.string().optional(), limit: z.coerce.number().int().default(10) }),
  }),
  (_request, response) => {
    const { params, query } = response.locals;
    response.json({ itemId: params.itemId, q: query.q ?? null, limit: query.limit });
  },
);

app.post(
  "/items/:itemId",
  validate({
    params: z.object({ itemId: z.coerce.number().int() }),
    query: z.object({ q: z.string().optional() }),
    body: Item,
  }),
  (_request, response) => {
    const { params, query, body } = response.locals;
    response.json(ItemOut.parse({ id: params.itemId, q: query.q ?? null, ...body, ...INTERNAL }));
  },
);

app.post("/catalog", validate({ body: Catalog }), (_request, response) => {
  response.json(Catalog.parse({ ...response.locals.body, ...INTERNAL }));
});

function requireToken(request, response, next) {
  const { authorization } = request.headers;
  if (!authorization?.startsWith("Bearer ")) {
    return response.status(401).json({ detail: "Not authenticated" });
  }
  response.locals.token = authorization.slice(7);
  next();
}

async function requireUser(_request, response, next) {
  const user = await findUser(response.locals.token);
  if (user === undefined) return response.status(401).json({ detail: "Invalid token" });
  response.locals.user = user;
  next();
}

async function requireAccount(_request, response, next) {
  const account = await findAccount(response.locals.user.accountId);
  if (!account?.active) return response.status(403).json({ detail: "Account closed" });
  response.locals.account = account;
  next();
}

app.get("/orders", requireToken, requireUser, requireAccount, (_request, response) => {
  const { user, account } = response.locals;
  response.json(Orders.parse({ user: user.name, account: account.id, orders: account.orders }));
});

for (let number = 0; number < numberedRoutes; number++) {
  app.get(
    `/resource${number}/:id`,
    validate({ params: z.object({ id: z.coerce.number().int() }) }),
    (_request, response) => {
      response.json({ resource: number, id: response.locals.params.id });
    },
  );
}

app.use((error, _request, response, next) => {
  if (error instanceof z.ZodError) return response.status(422).json({ detail: error.issues });
  next(error);
});

const server = tls === undefined ? createServer(app) : createTlsServer(tls, app);
server.listen(0, "127.0.0.1", () => announce(server.address().port));
