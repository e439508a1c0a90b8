import { and, asc, desc, eq, gt, gte, ilike, lte, or, type SQL } from "drizzle-orm";
import { type Context, HTTPException, Query, Router, reply } from "saluki";
import type { z } from "zod";
import { Shopkeeper } from "../auth.ts";
import { Database } from "../database/database.ts";
import { violates } from "../database/errors.ts";
import { items as itemsTable } from "../database/schema.ts";
import { Transaction } from "../database/transaction.ts";
import { Live } from "../live.ts";
import { linkPages, Pagination, pageOf } from "../pagination.ts";
import { Pictures } from "../pictures.ts";
import { Id, Item, ItemFilter, ItemUpdate, NewItem, Problem } from "../schemas.ts";

export const items = new Router({ prefix: "/items", tags: ["items"] });

const ItemPage = pageOf(Item, "ItemPage");
const notFound = { detail: "There is no such item" };

/** A row as clients see it: with the URL of its picture in place of the file's name. */
export function present(row: typeof itemsTable.$inferSelect, context: Context): z.input<typeof Item> {
  const pictureUrl = row.picture === null ? null : context.urlFor("readPicture", { itemId: row.id });
  return { ...row, pictureUrl };
}

items.get(
  "",
  { filter: Query(ItemFilter), page: Pagination, db: Database },
  { response: ItemPage, summary: "Find items" },
  async function listItems({ filter, page, db }, context) {
    const where = conditions(filter);
    const [rows, total] = await Promise.all([
      db
        .select()
        .from(itemsTable)
        .where(where)
        // The id makes the order the same from page to page where the rest is equal.
        .orderBy(ORDERS[filter.sort], asc(itemsTable.id))
        .limit(page.limit)
        .offset(page.offset),
      db.$count(itemsTable, where),
    ]);
    linkPages(context, { ...page, total });
    return { entries: rows.map((row) => present(row, context)), total, ...page };
  },
);

const ORDERS = {
  name: asc(itemsTable.name),
  "-name": desc(itemsTable.name),
  price: asc(itemsTable.priceInCents),
  "-price": desc(itemsTable.priceInCents),
  newest: desc(itemsTable.createdAt),
} satisfies Record<z.output<typeof ItemFilter>["sort"], SQL>;

function conditions(filter: z.output<typeof ItemFilter>): SQL | undefined {
  const { q, minPriceInCents, maxPriceInCents, inStock } = filter;
  const pattern = q && `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return and(
    pattern ? or(ilike(itemsTable.name, pattern), ilike(itemsTable.description, pattern)) : undefined,
    minPriceInCents === undefined ? undefined : gte(itemsTable.priceInCents, minPriceInCents),
    maxPriceInCents === undefined ? undefined : lte(itemsTable.priceInCents, maxPriceInCents),
    inStock === undefined ? undefined : inStock ? gt(itemsTable.stock, 0) : eq(itemsTable.stock, 0),
  );
}

items.get(
  "/{itemId}",
  { itemId: Id, db: Database },
  { response: Item, responses: { 404: Problem }, summary: "One item" },
  async function readItem({ itemId, db }, context) {
    const [row] = await db.select().from(itemsTable).where(eq(itemsTable.id, itemId));
    return row === undefined ? reply(404, notFound) : present(row, context);
  },
);

items.post(
  "",
  { item: NewItem, db: Transaction },
  {
    dependencies: [Shopkeeper],
    status: 201,
    response: Item,
    responses: { 401: Problem, 403: Problem, 409: { schema: Problem, description: "The SKU is taken" } },
    summary: "Add an item",
  },
  async function createItem({ item, db }, context) {
    const [row] = await db.insert(itemsTable).values(item).onConflictDoNothing().returning();
    if (row === undefined) return reply(409, { detail: `There is an item ${item.sku} already` });
    context.response.headers.set("location", context.urlFor("readItem", { itemId: row.id }));
    return present(row, context);
  },
);

items.patch(
  "/{itemId}",
  { itemId: Id, update: ItemUpdate, db: Transaction, live: Live },
  {
    dependencies: [Shopkeeper],
    response: Item,
    responses: {
      401: Problem,
      403: Problem,
      404: Problem,
      409: { schema: Problem, description: "The SKU is taken" },
    },
    summary: "Change an item",
  },
  async function updateItem({ itemId, update, db, live }, context) {
    const [row] = await db
      .update(itemsTable)
      .set(update)
      .where(eq(itemsTable.id, itemId))
      .returning()
      .catch((error: unknown) => {
        if (violates(error, "items_sku_unique"))
          throw new HTTPException(409, `There is an item ${update.sku} already`);
        throw error;
      });
    if (row === undefined) return reply(404, notFound);
    if (update.stock !== undefined) {
      // After the response, and so after the commit: nobody hears of what is then rolled back.
      context.background.add(() => live.stock.publish({ itemId, stock: row.stock }));
    }
    return present(row, context);
  },
);

items.delete(
  "/{itemId}",
  { itemId: Id, db: Transaction, pictures: Pictures },
  {
    dependencies: [Shopkeeper],
    status: 204,
    responses: {
      401: Problem,
      403: Problem,
      404: Problem,
      409: { schema: Problem, description: "The item has been ordered" },
    },
    summary: "Remove an item",
  },
  async function deleteItem({ itemId, db, pictures }, { background }) {
    const [row] = await db
      .delete(itemsTable)
      .where(eq(itemsTable.id, itemId))
      .returning()
      .catch((error: unknown) => {
        if (violates(error, "order_lines_item_id_fkey")) {
          throw new HTTPException(409, "The item has been ordered; set its stock to 0 instead");
        }
        throw error;
      });
    if (row === undefined) return reply(404, notFound);
    if (row.picture !== null) background.add(() => pictures.remove(row.picture!));
  },
);
