// The application of the hand-written servers: what somebody writes who wants no framework. It checks all that the
// frameworks check, bodies and answers with Zod, so that what differs between the three is HTTP alone.
import { z } from "zod";
import { findAccount, findUser } from "./directory.mjs";
import { INTERNAL, numberedRoutes } from "./settings.mjs";
import { schemas } from "./zod-schemas.mjs";

const { Item, ItemOut, Catalog, Orders } = schemas(z);
const INTEGER = /^-?\d{1,15}$/;

const ok = (value) => ({ status: 200, value });
const refuse = (...detail) => ({ status: 422, value: { detail } });
const unauthorized = { status: 401, value: { detail: "Not authenticated" } };
export const notFound = { status: 404, value: { detail: "Not Found" } };
const unreadable = { status: 400, value: { detail: "The body is not JSON" } };

/**
 * Finds the route and takes it.
 *
 * @param {string} method
 * @param {string} target path and query
 * @param {string | undefined} authorization
 * @param {string} body
 * @returns {{ status: number, value: unknown } | Promise<{ status: number, value: unknown }>}
 */
export function answer(method, target, authorization, body) {
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  const query = question < 0 ? "" : target.slice(question + 1);
  const [, collection, id] = path.split("/");
  if (method === "GET") {
    if (path === "/json") return hello();
    if (collection === "items") return readItem(id, query);
    if (path === "/orders") return readOrders(authorization);
    if (collection.startsWith("resource")) {
      const number = Number(collection.slice("resource".length));
      return number < numberedRoutes ? readResource(number, id) : notFound;
    }
  } else if (method === "POST") {
    if (collection === "items") return createItem(id, query, body);
    if (path === "/catalog") return echoCatalog(body);
  }
  return notFound;
}

export const hello = () => ok({ hello: "world" });

export function readItem(id, query) {
  const values = new URLSearchParams(query);
  const limit = values.get("limit") ?? "10";
  if (!INTEGER.test(id)) return refuse("itemId is not an integer");
  if (!INTEGER.test(limit)) return refuse("limit is not an integer");
  return ok({ itemId: Number(id), q: values.get("q"), limit: Number(limit) });
}

export function createItem(id, query, body) {
  if (!INTEGER.test(id)) return refuse("itemId is not an integer");
  const given = parse(body);
  if (given === undefined) return unreadable;
  const item = Item.safeParse(given);
  if (!item.success) return refuse(...item.error.issues);
  const q = new URLSearchParams(query).get("q");
  return ok(ItemOut.parse({ id: Number(id), q, ...item.data, ...INTERNAL }));
}

export function echoCatalog(body) {
  const given = parse(body);
  if (given === undefined) return unreadable;
  const catalog = Catalog.safeParse(given);
  if (!catalog.success) return refuse(...catalog.error.issues);
  return ok(Catalog.parse({ ...catalog.data, ...INTERNAL }));
}

export async function readOrders(authorization) {
  if (!authorization?.startsWith("Bearer ")) return unauthorized;
  const user = await findUser(authorization.slice(7));
  if (user === undefined) return unauthorized;
  const account = await findAccount(user.accountId);
  if (!account?.active) return { status: 403, value: { detail: "Account closed" } };
  return ok(Orders.parse({ user: user.name, account: account.id, orders: account.orders }));
}

export function readResource(resource, id) {
  if (!INTEGER.test(id)) return refuse("id is not an integer");
  return ok({ resource, id: Number(id) });
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
