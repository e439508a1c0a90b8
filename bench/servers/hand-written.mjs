// The application of the two hand-written servers: what somebody writes who wants no framework. It checks all
// that the frameworks check, bodies and answers with Zod, so that what differs between the two is HTTP alone.
import { z } from "zod";
import { findAccount, findUser } from "./directory.mjs";
import { INTERNAL, numberedRoutes } from "./settings.mjs";
import { schemas } from "./zod-schemas.mjs";

const { Item, ItemOut, Catalog } = schemas(z);
const INTEGER = /^-?\d{1,15}$/;

const json = (status, value) => ({ status, body: JSON.stringify(value) });
const refuse = (...detail) => json(422, { detail });
const notFound = json(404, { detail: "Not Found" });
const unauthorized = json(401, { detail: "Not authenticated" });

/**
 * @param {string} method
 * @param {string} target path and query
 * @param {string | undefined} authorization
 * @param {string} body
 * @returns {{ status: number, body: string } | Promise<{ status: number, body: string }>}
 */
export function answer(method, target, authorization, body) {
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const query = new URLSearchParams(question < 0 ? "" : target.slice(question + 1));
  const [, collection, id] = path.split("/");
  if (method === "GET") {
    if (path === "/json") return json(200, { hello: "world" });
    if (collection === "items") return readItem(id, query);
    if (path === "/orders") return readOrders(authorization);
    if (collection.startsWith("resource")) return readResource(collection, id);
  } else if (method === "POST") {
    if (collection === "items") return createItem(id, query, body);
    if (path === "/catalog") return echoCatalog(body);
  }
  return notFound;
}

function readItem(id, query) {
  const limit = query.get("limit") ?? "10";
  if (!INTEGER.test(id)) return refuse("itemId is not an integer");
  if (!INTEGER.test(limit)) return refuse("limit is not an integer");
  return json(200, { itemId: Number(id), q: query.get("q"), limit: Number(limit) });
}

function createItem(id, query, body) {
  if (!INTEGER.test(id)) return refuse("itemId is not an integer");
  const item = Item.safeParse(JSON.parse(body));
  if (!item.success) return refuse(...item.error.issues);
  const created = { id: Number(id), q: query.get("q"), ...item.data, ...INTERNAL };
  return json(200, ItemOut.parse(created));
}

function echoCatalog(body) {
  const catalog = Catalog.safeParse(JSON.parse(body));
  if (!catalog.success) return refuse(...catalog.error.issues);
  return json(200, Catalog.parse({ ...catalog.data, ...INTERNAL }));
}

async function readOrders(authorization) {
  if (!authorization?.startsWith("Bearer ")) return unauthorized;
  const user = await findUser(authorization.slice(7));
  if (user === undefined) return unauthorized;
  const account = await findAccount(user.accountId);
  if (!account?.active) return json(403, { detail: "Account closed" });
  return json(200, { user: user.name, account: account.id, orders: account.orders });
}

function readResource(collection, id) {
  const number = Number(collection.slice("resource".length));
  if (!(number < numberedRoutes)) return notFound;
  if (!INTEGER.test(id)) return refuse("id is not an integer");
  return json(200, { resource: number, id: Number(id) });
}
