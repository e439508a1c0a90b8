// Bun.serve with its own router and nothing else.
import {
  createItem,
  echoCatalog,
  hello,
  notFound,
  readItem,
  readOrders,
  readResource,
} from "./hand-written.mjs";
import { announce, numberedRoutes, tls } from "./settings.mjs";

const send = ({ status, value }) => Response.json(value, { status });

/** The query of a URL, without the question mark. */
function queryOf({ url }) {
  const question = url.indexOf("?");
  return question < 0 ? "" : url.slice(question + 1);
}

const routes = {
  "/json": { GET: () => send(hello()) },
  "/items/:itemId": {
    GET: (request) => send(readItem(request.params.itemId, queryOf(request))),
    POST: async (request) => send(createItem(request.params.itemId, queryOf(request), await request.text())),
  },
  "/catalog": { POST: async (request) => send(echoCatalog(await request.text())) },
  "/orders": { GET: async ({ headers }) => send(await readOrders(headers.get("authorization"))) },
};
for (let number = 0; number < numberedRoutes; number++) {
  routes[`/resource${number}/:id`] = { GET: ({ params }) => send(readResource(number, params.id)) };
}

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, tls, routes, fetch: () => send(notFound) });
announce(server.port);
