// Fastify, with a JSON Schema for everything that comes in and goes out.
import Fastify from "fastify";
import { findAccount, findUser } from "./directory.mjs";
import { announce, INTERNAL, numberedRoutes, tls } from "./settings.mjs";

const object = (properties, required = Object.keys(properties)) => ({ type: "object", properties, required });
const integer = { type: "integer" };
const string = { type: "string" };
const strings = { type: "array", items: string };

const item = object(
  {
    name: { type: "string", minLength: 1 },
    price: { type: "number", exclusiveMinimum: 0 },
    tax: { type: "number" },
    tags: { ...strings, default: [] },
  },
  ["name", "price"],
);
const itemOut = object(
  {
    id: integer,
    q: { type: ["string", "null"] },
    name: string,
    price: { type: "number" },
    tax: { type: "number" },
    tags: strings,
  },
  ["id", "q", "name", "price", "tags"],
);
const product = object({
  id: integer,
  name: { type: "string", minLength: 1 },
  price: { type: "number", exclusiveMinimum: 0 },
  inStock: { type: "boolean" },
  description: string,
  tags: strings,
});
const catalog = object({ products: { type: "array", items: product } });
const orders = object({ user: string, account: integer, orders: strings });

const app = Fastify({ https: tls ?? null });

app.setErrorHandler((error, _request, reply) => {
  if (error.validation) return reply.code(422).send({ detail: error.validation });
  return reply.send(error);
});

app.get("/json", { schema: { response: { 200: object({ hello: string }) } } }, async () => ({
  hello: "world",
}));

app.get(
  "/items/:itemId",
  {
    schema: {
      params: object({ itemId: integer }),
      querystring: object({ q: string, limit: { type: "integer", default: 10 } }, []),
      response: { 200: object({ itemId: integer, q: { type: ["string", "null"] }, limit: integer }) },
    },
  },
  async ({ params, query }) => ({ itemId: params.itemId, q: query.q ?? null, limit: query.limit }),
);

app.post(
  "/items/:itemId",
  {
    schema: {
      params: object({ itemId: integer }),
      querystring: object({ q: string }, []),
      body: item,
      response: { 200: itemOut },
    },
  },
  async ({ params, query, body }) => ({ id: params.itemId, q: query.q ?? null, ...body, ...INTERNAL }),
);

app.post("/catalog", { schema: { body: catalog, response: { 200: catalog } } }, async ({ body }) => ({
  ...body,
  ...INTERNAL,
}));

app.decorateRequest("token", "");
app.decorateRequest("user", null);
app.decorateRequest("account", null);

async function requireToken(request, reply) {
  const { authorization } = request.headers;
  if (!authorization?.startsWith("Bearer ")) return reply.code(401).send({ detail: "Not authenticated" });
  request.token = authorization.slice(7);
}

async function requireUser(request, reply) {
  const user = await findUser(request.token);
  if (user === undefined) return reply.code(401).send({ detail: "Invalid token" });
  request.user = user;
}

async function requireAccount(request, reply) {
  const account = await findAccount(request.user.accountId);
  if (!account?.active) return reply.code(403).send({ detail: "Account closed" });
  request.account = account;
}

app.get(
  "/orders",
  { preHandler: [requireToken, requireUser, requireAccount], schema: { response: { 200: orders } } },
  async ({ user, account }) => ({ user: user.name, account: account.id, orders: account.orders }),
);

for (let number = 0; number < numberedRoutes; number++) {
  app.get(
    `/resource${number}/:id`,
    {
      schema: {
        params: object({ id: integer }),
        response: { 200: object({ resource: integer, id: integer }) },
      },
    },
    async ({ params }) => ({ resource: number, id: params.id }),
  );
}

await app.listen({ port: 0, host: "127.0.0.1" });
announce(app.server.address().port);
