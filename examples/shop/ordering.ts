import { and, asc, eq, gte, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Account } from "./auth.ts";
import type { Session } from "./database/database.ts";
import { items, orderLines, orders } from "./database/schema.ts";
import type { NewOrder, Order, StockChange } from "./schemas.ts";

/** An order as it is stored. */
export type StoredOrder = typeof orders.$inferSelect & { lines: (typeof orderLines.$inferSelect)[] };

/** What an item's stock has become. */
export type StockChanges = z.input<typeof StockChange>[];

/** There is less of an item than was ordered; 0 also of one that does not exist. */
export class OutOfStock extends Error {
  readonly itemId: number;
  readonly available: number;

  constructor(itemId: number, available: number) {
    super(`There are ${available} left of item ${itemId}`);
    this.itemId = itemId;
    this.available = available;
  }
}

/** Stores an order and takes what it wants from the stock. Run it in a transaction: it throws half way through. */
export async function placeOrder(
  db: Session,
  userId: number,
  { lines }: z.output<typeof NewOrder>,
  idempotencyKey: string | undefined,
): Promise<{ order: StoredOrder; isNew: boolean; changes: StockChanges }> {
  // The same order, sent again while the first one is under way, waits here for the end of that one's transaction.
  const [created] = await db
    .insert(orders)
    .values({ userId, idempotencyKey })
    .onConflictDoNothing()
    .returning();
  if (created === undefined) {
    const earlier = await db.query.orders.findFirst({
      where: and(eq(orders.userId, userId), eq(orders.idempotencyKey, idempotencyKey!)),
      with: { lines: true },
    });
    return { order: earlier!, isNew: false, changes: [] };
  }
  const changes: StockChanges = [];
  const values: (typeof orderLines.$inferInsert)[] = [];
  for (const { itemId, quantity } of inOrderOfItems(merged(lines))) {
    // The condition and the change are one statement: nobody can buy the same piece in between.
    const [item] = await db
      .update(items)
      .set({ stock: sql`${items.stock} - ${quantity}` })
      .where(and(eq(items.id, itemId), gte(items.stock, quantity)))
      .returning();
    if (item === undefined) throw new OutOfStock(itemId, await stockOf(db, itemId));
    changes.push({ itemId, stock: item.stock });
    values.push({ orderId: created.id, itemId, quantity, unitPriceInCents: item.priceInCents });
  }
  return {
    order: { ...created, lines: await db.insert(orderLines).values(values).returning() },
    isNew: true,
    changes,
  };
}

/** Cancels an order that is not shipped yet and puts its items back. Run it in a transaction. `undefined`: too late. */
export async function cancelOrder(db: Session, orderId: number): Promise<StockChanges | undefined> {
  const [cancelled] = await db
    .update(orders)
    .set({ status: "cancelled" })
    .where(and(eq(orders.id, orderId), eq(orders.status, "placed")))
    .returning();
  if (cancelled === undefined) return undefined;
  const lines = await db.select().from(orderLines).where(eq(orderLines.orderId, orderId));
  const changes: StockChanges = [];
  for (const { itemId, quantity } of inOrderOfItems(lines)) {
    const [item] = await db
      .update(items)
      .set({ stock: sql`${items.stock} + ${quantity}` })
      .where(eq(items.id, itemId))
      .returning();
    if (item !== undefined) changes.push({ itemId, stock: item.stock });
  }
  return changes;
}

/** An order with its lines, `undefined` where there is none. */
export function findOrder(db: Session, id: number): Promise<StoredOrder | undefined> {
  return db.query.orders.findFirst({
    where: eq(orders.id, id),
    with: { lines: { orderBy: asc(orderLines.itemId) } },
  });
}

/** As {@link findOrder}, and `undefined` also for an order that this user may not see. */
export async function findOrderFor(db: Session, id: number, user: Account): Promise<StoredOrder | undefined> {
  const order = await findOrder(db, id);
  return order?.userId === user.id || user.scopes.includes("orders:manage") ? order : undefined;
}

/** An order as clients see it. What it comes to is worked out, not stored: there is nothing that could differ. */
export function presentOrder(order: StoredOrder): z.input<typeof Order> {
  const totalInCents = order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceInCents, 0);
  return { ...order, totalInCents };
}

/** One line for each item, where several are of the same. */
function merged(lines: z.output<typeof NewOrder>["lines"]): { itemId: number; quantity: number }[] {
  const quantities = new Map<number, number>();
  for (const { itemId, quantity } of lines) quantities.set(itemId, (quantities.get(itemId) ?? 0) + quantity);
  return [...quantities].map(([itemId, quantity]) => ({ itemId, quantity }));
}

/** Everybody locks items in the same order: else two transactions could each wait for the other. */
function inOrderOfItems<Line extends { itemId: number }>(lines: readonly Line[]): Line[] {
  return lines.toSorted((a, b) => a.itemId - b.itemId);
}

async function stockOf(db: Session, itemId: number): Promise<number> {
  const [item] = await db.select().from(items).where(eq(items.id, itemId));
  return item?.stock ?? 0;
}
