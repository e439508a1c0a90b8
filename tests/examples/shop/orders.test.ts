import { randomUUID } from "node:crypto";
import { isNotNull } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { orders, outbox } from "../../../examples/shop/database/schema.ts";
import { useShop } from "./support.ts";

const orderOf = (...lines: [itemId: number, quantity: number][]) => ({
  json: { lines: lines.map(([itemId, quantity]) => ({ itemId, quantity })) },
});

describe("placing an order", () => {
  const shop = useShop();

  it("takes the items from the stock at the price of the day", async () => {
    const customer = await shop.customer();
    const lamp = await shop.item({ priceInCents: 1_000, stock: 5 });
    const chair = await shop.item({ priceInCents: 250, stock: 5 });
    const response = await customer.post("/orders", orderOf([lamp, 2], [chair, 1]));
    expect(response.status).toBe(201);
    expect(response.json()).toEqual({
      id: 1,
      status: "placed",
      lines: [
        { itemId: lamp, quantity: 2, unitPriceInCents: 1_000 },
        { itemId: chair, quantity: 1, unitPriceInCents: 250 },
      ],
      totalInCents: 2_250,
      createdAt: expect.any(String),
    });
    expect([await shop.stockOf(lamp), await shop.stockOf(chair)]).toEqual([3, 4]);
  });

  it("takes nothing when one of the items is short", async () => {
    const customer = await shop.customer();
    const lamp = await shop.item({ stock: 5 });
    const chair = await shop.item({ stock: 1 });
    const response = await customer.post("/orders", orderOf([lamp, 2], [chair, 2]));
    expect(response.status).toBe(409);
    expect(response.json()).toEqual({
      detail: `There are 1 left of item ${chair}`,
      itemId: chair,
      available: 1,
    });
    expect([await shop.stockOf(lamp), await shop.stockOf(chair)]).toEqual([5, 1]);
    expect(await shop.db.$count(orders)).toBe(0);
    expect(await shop.db.$count(outbox)).toBe(0);
  });

  it("sells no more than there is, however many buy at once", async () => {
    const customer = await shop.customer();
    const lamp = await shop.item({ stock: 5 });
    const responses = await Promise.all(
      Array.from({ length: 12 }, () => customer.post("/orders", orderOf([lamp, 1]))),
    );
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(responses.filter(({ status }) => status === 409)).toHaveLength(7);
    expect(await shop.stockOf(lamp)).toBe(0);
  });

  it("lets orders for the same items in another order of lines pass one another", async () => {
    const customer = await shop.customer();
    const [lamp, chair] = [await shop.item({ stock: 50 }), await shop.item({ stock: 50 })];
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        customer.post("/orders", index % 2 ? orderOf([lamp, 1], [chair, 1]) : orderOf([chair, 1], [lamp, 1])),
      ),
    );
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([201]));
    expect([await shop.stockOf(lamp), await shop.stockOf(chair)]).toEqual([38, 38]);
  });

  it("is done once for one Idempotency-Key, sent again or at the same time", async () => {
    const customer = await shop.customer();
    const lamp = await shop.item({ stock: 5 });
    const headers = { "idempotency-key": randomUUID() };
    const responses = await Promise.all(
      Array.from({ length: 4 }, () => customer.post("/orders", { ...orderOf([lamp, 1]), headers })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(responses.map((response) => response.text())).size).toBe(1);
    expect(await shop.stockOf(lamp)).toBe(4);
  });

  it("sends one mail after the order is safe", async () => {
    const customer = await shop.customer("Ada");
    await customer.post("/orders", orderOf([await shop.item({ priceInCents: 1_250 }), 2]));
    expect(await shop.db.select().from(outbox).where(isNotNull(outbox.sentAt))).toMatchObject([
      {
        recipient: "ada@example.com",
        subject: "Your order 1",
        body: "Thank you, Ada! That makes 25.00 euros.",
      },
    ]);
  });

  it("takes several lines of one item as one", async () => {
    const item = await shop.item({ stock: 5 });
    const customer = await shop.customer();
    const response = await customer.post("/orders", orderOf([item, 1], [item, 2]));
    expect(response.json<{ lines: { quantity: number }[] }>().lines.map(({ quantity }) => quantity)).toEqual([
      3,
    ]);
  });

  it.each([
    ["no lines", { lines: [] }, ["body", "lines"]],
    ["a line of nothing", { lines: [{ itemId: 1, quantity: 0 }] }, ["body", "lines", 0, "quantity"]],
    ["no order at all", [], ["body"]],
  ])("answers 422 for %s", async (_, json, loc) => {
    const customer = await shop.customer();
    const response = await customer.post("/orders", { json });
    expect(response.status).toBe(422);
    expect(response.json()).toMatchObject({ detail: [{ loc }] });
  });

  it("answers 422 for an Idempotency-Key that is no UUID", async () => {
    const customer = await shop.customer();
    const response = await customer.post("/orders", {
      ...orderOf([1, 1]),
      headers: { "idempotency-key": "1" },
    });
    expect(response.json()).toMatchObject({
      detail: [{ type: "uuid_parsing", loc: ["header", "idempotency-key"] }],
    });
  });

  it("answers 401 before it looks at the order", async () => {
    expect((await shop.visitor.post("/orders", { body: "{" })).status).toBe(401);
  });
});

describe("orders that were placed", () => {
  const shop = useShop();

  it("are listed for their customer alone, the newest first", async () => {
    const [ada, eve] = [await shop.customer("Ada"), await shop.customer("Eve")];
    const lamp = await shop.item();
    for (const client of [ada, eve, ada]) await client.post("/orders", orderOf([lamp, 1]));
    const list = (await ada.get("/orders")).json<{ entries: { id: number }[]; total: number }>();
    expect(list.entries.map(({ id }) => id)).toEqual([3, 1]);
    expect(list.total).toBe(2);
  });

  it("are listed by their status", async () => {
    const customer = await shop.customer();
    const lamp = await shop.item();
    await customer.post("/orders", orderOf([lamp, 1]));
    await customer.post("/orders", orderOf([lamp, 1]));
    await customer.post("/orders/1/cancel");
    expect((await customer.get("/orders?status=placed")).json()).toMatchObject({
      entries: [{ id: 2 }],
      total: 1,
    });
    expect((await customer.get("/orders?status=lost")).status).toBe(422);
  });

  it("are there for their customer and for staff, and for nobody else", async () => {
    const [ada, eve] = [await shop.customer("Ada"), await shop.customer("Eve")];
    const manager = await shop.staff("orders:manage");
    await ada.post("/orders", orderOf([await shop.item(), 1]));
    expect((await ada.get("/orders/1")).status).toBe(200);
    expect((await manager.get("/orders/1")).status).toBe(200);
    expect((await eve.get("/orders/1")).status).toBe(404);
    expect((await eve.post("/orders/1/cancel")).status).toBe(404);
    expect((await shop.visitor.get("/orders/1")).status).toBe(401);
  });

  it("can be cancelled once, which puts the items back", async () => {
    const customer = await shop.customer();
    const lamp = await shop.item({ stock: 5 });
    await customer.post("/orders", orderOf([lamp, 2]));
    const responses = await Promise.all([
      customer.post("/orders/1/cancel"),
      customer.post("/orders/1/cancel"),
    ]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await customer.get("/orders/1")).json()).toMatchObject({ status: "cancelled" });
    expect(await shop.stockOf(lamp)).toBe(5);
  });

  it("are shipped by staff, and cannot be cancelled then", async () => {
    const customer = await shop.customer("Ada");
    const manager = await shop.staff("orders:manage");
    await customer.post("/orders", orderOf([await shop.item(), 1]));
    expect((await customer.post("/orders/1/ship")).status).toBe(403);
    expect((await manager.post("/orders/1/ship")).json()).toMatchObject({ status: "shipped" });
    expect((await manager.post("/orders/1/ship")).status).toBe(409);
    expect((await manager.post("/orders/2/ship")).status).toBe(404);
    expect((await customer.post("/orders/1/cancel")).status).toBe(409);
  });
});
