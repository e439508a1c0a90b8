import { and, desc, eq } from "drizzle-orm";
import { type BackgroundTasks, Depends, Header, HTTPException, Query, Router, reply } from "saluki";
import { z } from "zod";
import { CurrentUser, OrderManager } from "../auth.ts";
import { Database } from "../database/database.ts";
import { orderLines, orders as ordersTable } from "../database/schema.ts";
import { Transaction } from "../database/transaction.ts";
import { Live, type LiveChannels } from "../live.ts";
import { Mail } from "../mail.ts";
import {
  cancelOrder,
  findOrder,
  findOrderFor,
  placeOrder,
  presentOrder,
  type StockChanges,
} from "../ordering.ts";
import { linkPages, Pagination, pageOf } from "../pagination.ts";
import { Id, NewOrder, Order, OrderStatus, Problem, Shortage } from "../schemas.ts";

export const orders = new Router({ prefix: "/orders", tags: ["orders"] });

const OrderPage = pageOf(Order, "OrderPage");

/** The order of the path, for its customer and for staff; for anybody else there is none. */
export const OwnOrder = Depends(
  { orderId: Id, user: CurrentUser, db: Database },
  async ({ orderId, user, db }) => {
    const order = await findOrderFor(db, orderId, user);
    if (order === undefined) throw new HTTPException(404, "There is no such order");
    return order;
  },
);

orders.post(
  "",
  {
    order: NewOrder,
    idempotencyKey: Header(z.uuid().optional(), {
      description: "An id of your own for this order. Sent again with the same one, it is placed once.",
    }),
    user: CurrentUser,
    db: Transaction,
    mail: Mail,
    live: Live,
  },
  {
    status: 201,
    response: Order,
    responses: {
      200: { schema: Order, description: "The order was placed before, with the same `Idempotency-Key`" },
      401: Problem,
      409: { schema: Shortage, description: "There is not enough of an item; nothing was ordered" },
    },
    summary: "Place an order",
  },
  async function createOrder({ order, idempotencyKey, user, db, mail, live }, { background }) {
    const placed = await placeOrder(db, user.id, order, idempotencyKey);
    const presented = presentOrder(placed.order);
    if (!placed.isNew) return reply(200, presented);
    await mail.write(db, {
      recipient: user.email,
      subject: `Your order ${presented.id}`,
      body: `Thank you, ${user.name}! That makes ${(presented.totalInCents / 100).toFixed(2)} euros.`,
    });
    background.add(() => mail.deliver());
    tell(background, live, placed.order, placed.changes);
    return presented;
  },
);

orders.get(
  "",
  { status: Query(OrderStatus.optional()), page: Pagination, user: CurrentUser, db: Database },
  { response: OrderPage, responses: { 401: Problem }, summary: "Your orders" },
  async function listOrders({ status, page, user, db }, context) {
    const where = and(
      eq(ordersTable.userId, user.id),
      status === undefined ? undefined : eq(ordersTable.status, status),
    );
    const [rows, total] = await Promise.all([
      db.query.orders.findMany({
        where,
        with: { lines: { orderBy: orderLines.itemId } },
        orderBy: desc(ordersTable.id),
        ...page,
      }),
      db.$count(ordersTable, where),
    ]);
    linkPages(context, { ...page, total });
    return { entries: rows.map(presentOrder), total, ...page };
  },
);

orders.get(
  "/{orderId}",
  { order: OwnOrder },
  { response: Order, responses: { 401: Problem, 404: Problem }, summary: "One order" },
  function readOrder({ order }) {
    return presentOrder(order);
  },
);

orders.post(
  "/{orderId}/cancel",
  { order: OwnOrder, db: Transaction, live: Live },
  {
    response: Order,
    responses: {
      401: Problem,
      404: Problem,
      409: { schema: Problem, description: "It is shipped or cancelled" },
    },
    summary: "Cancel an order",
    description: "What was ordered is for sale again.",
  },
  async function cancelOwnOrder({ order, db, live }, { background }) {
    const changes = await cancelOrder(db, order.id);
    if (changes === undefined) return reply(409, { detail: "The order is shipped or cancelled already" });
    const cancelled = { ...order, status: "cancelled" as const };
    tell(background, live, cancelled, changes);
    return presentOrder(cancelled);
  },
);

orders.post(
  "/{orderId}/ship",
  { orderId: Id, db: Transaction, live: Live },
  {
    dependencies: [OrderManager],
    response: Order,
    responses: {
      401: Problem,
      403: Problem,
      404: Problem,
      409: { schema: Problem, description: "It is shipped or cancelled" },
    },
    summary: "Ship an order",
  },
  async function shipOrder({ orderId, db, live }, { background }) {
    const [shipped] = await db
      .update(ordersTable)
      .set({ status: "shipped" })
      .where(and(eq(ordersTable.id, orderId), eq(ordersTable.status, "placed")))
      .returning();
    const order = await findOrder(db, orderId);
    if (order === undefined) return reply(404, { detail: "There is no such order" });
    if (shipped === undefined) return reply(409, { detail: "The order is shipped or cancelled already" });
    tell(background, live, order, []);
    return presentOrder(order);
  },
);

/** Tells those who listen, after the response and so after the commit: nobody hears of what is then rolled back. */
function tell(
  background: BackgroundTasks,
  live: LiveChannels,
  order: Pick<z.output<typeof Order>, "id" | "status"> & { userId: number },
  changes: StockChanges,
): void {
  background.add(() => {
    live.orders.publish({ orderId: order.id, status: order.status, userId: order.userId });
    for (const change of changes) live.stock.publish(change);
  });
}
