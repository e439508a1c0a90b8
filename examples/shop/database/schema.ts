import { relations, sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";

const createdAt = timestamp({ withTimezone: true }).notNull().defaultNow();

export const users = pgTable("users", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  /** In lower case. */
  email: text().notNull().unique(),
  name: text().notNull(),
  passwordHash: text().notNull(),
  /** What the user may do beyond being a customer; see `auth.ts`. */
  scopes: text().array().notNull().default([]),
  createdAt,
});

export const items = pgTable(
  "items",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    /** The stock keeping unit: the shop's own name for the item. */
    sku: text().notNull().unique(),
    name: text().notNull(),
    description: text(),
    /** Money is counted in whole cents: fractions of floating point numbers do not add up. */
    priceInCents: integer().notNull(),
    stock: integer().notNull().default(0),
    /** The name of the picture's file, chosen by us. */
    picture: text(),
    createdAt,
    updatedAt: timestamp({ withTimezone: true })
      .notNull()
      .defaultNow()
      .$onUpdate(() => new Date()),
  },
  (table) => [
    index("items_name_index").on(table.name),
    check("items_price_is_positive", sql`${table.priceInCents} > 0`),
    // The last guard against selling what is not there, whatever the code above it does.
    check("items_stock_is_not_negative", sql`${table.stock} >= 0`),
  ],
);

export const orders = pgTable(
  "orders",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    userId: integer()
      .notNull()
      .references(() => users.id),
    status: text({ enum: ["placed", "shipped", "cancelled"] })
      .notNull()
      .default("placed"),
    /** Chosen by the client, so that an order sent twice is placed once. */
    idempotencyKey: uuid(),
    createdAt,
  },
  (table) => [unique("orders_user_id_idempotency_key").on(table.userId, table.idempotencyKey)],
);

export const orderLines = pgTable(
  "order_lines",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    orderId: integer()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    itemId: integer()
      .notNull()
      .references(() => items.id),
    quantity: integer().notNull(),
    /** The price when the order was placed: the item's own may change. */
    unitPriceInCents: integer().notNull(),
  },
  (table) => [
    unique("order_lines_order_id_item_id").on(table.orderId, table.itemId),
    index("order_lines_item_id_index").on(table.itemId),
    check("order_lines_quantity_is_positive", sql`${table.quantity} > 0`),
  ],
);

export const chatMessages = pgTable(
  "chat_messages",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    orderId: integer()
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    authorId: integer()
      .notNull()
      .references(() => users.id),
    text: text().notNull(),
    createdAt,
  },
  (table) => [index("chat_messages_order_id_index").on(table.orderId)],
);

/** Mail that is to be sent. It is written in the transaction that it tells of, and delivered after it. */
export const outbox = pgTable("outbox", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  recipient: text().notNull(),
  subject: text().notNull(),
  body: text().notNull(),
  createdAt,
  sentAt: timestamp({ withTimezone: true }),
});

export const ordersRelations = relations(orders, ({ many }) => ({ lines: many(orderLines) }));

export const orderLinesRelations = relations(orderLines, ({ one }) => ({
  order: one(orders, { fields: [orderLines.orderId], references: [orders.id] }),
}));
