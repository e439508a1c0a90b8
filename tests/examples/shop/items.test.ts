import { describe, expect, it } from "vitest";
import { useShop } from "./support.ts";

interface Page {
  entries: { id: number; name: string; stock: number }[];
  total: number;
}

describe("the list of items", () => {
  const shop = useShop();

  async function someItems(): Promise<void> {
    await shop.item({ name: "Lamp", priceInCents: 3_000, stock: 1 });
    await shop.item({ name: "Chair", priceInCents: 1_000, stock: 0, description: "100% oak" });
    await shop.item({ name: "Table", priceInCents: 2_000, stock: 5 });
  }
  const names = async (query: Record<string, string | number | boolean>) =>
    (await shop.visitor.get("/items", { query })).json<Page>().entries.map(({ name }) => name);

  it("needs no account, and shows items as clients may see them", async () => {
    await shop.item({ sku: "LAMP-1" });
    expect((await shop.visitor.get("/items")).json()).toEqual({
      entries: [
        {
          id: 1,
          sku: "LAMP-1",
          name: "Lamp",
          description: null,
          priceInCents: 1_000,
          stock: 10,
          pictureUrl: null,
          createdAt: expect.any(String),
          updatedAt: expect.any(String),
        },
      ],
      total: 1,
      limit: 20,
      offset: 0,
    });
  });

  it.each([
    ["name", ["Chair", "Lamp", "Table"]],
    ["-name", ["Table", "Lamp", "Chair"]],
    ["price", ["Chair", "Table", "Lamp"]],
    ["-price", ["Lamp", "Table", "Chair"]],
  ])("is sorted by %s", async (sort, expected) => {
    await someItems();
    expect(await names({ sort })).toEqual(expected);
  });

  it.each([
    ["words in the name", { q: "lam" }, ["Lamp"]],
    ["words in the description", { q: "OAK" }, ["Chair"]],
    ["a percent sign, as it stands", { q: "100%" }, ["Chair"]],
    ["an underscore, as it stands", { q: "_amp" }, []],
    ["what can be had", { inStock: true }, ["Lamp", "Table"]],
    ["what is sold out", { inStock: "no" }, ["Chair"]],
    ["a least price", { minPriceInCents: 2_000 }, ["Lamp", "Table"]],
    ["a highest price", { maxPriceInCents: 2_000 }, ["Chair", "Table"]],
    ["all of it at once", { inStock: true, maxPriceInCents: 2_000, q: "a" }, ["Table"]],
  ])("can be narrowed by %s", async (_, query, expected) => {
    await someItems();
    expect(await names(query)).toEqual(expected);
  });

  it("comes in pages that link to one another", async () => {
    await someItems();
    const first = await shop.visitor.get("/items?sort=name&limit=2");
    expect(first.json<Page>()).toMatchObject({ entries: [{ name: "Chair" }, { name: "Lamp" }], total: 3 });
    expect(first.headers.get("link")).toBe('<?sort=name&limit=2&offset=2>; rel="next"');

    const second = await shop.visitor.get("/items?sort=name&limit=2&offset=2");
    expect(second.json<Page>()).toMatchObject({ entries: [{ name: "Table" }], total: 3 });
    expect(second.headers.get("link")).toBe('<?sort=name&limit=2&offset=0>; rel="prev"');
  });

  it("tells everything that is wrong with a query at once", async () => {
    const response = await shop.visitor.get("/items?limit=0&offset=x&inStock=perhaps&sort=size");
    expect(response.status).toBe(422);
    const { detail } = response.json<{ detail: { type: string; loc: unknown }[] }>();
    expect(detail.map(({ type, loc }) => [type, loc])).toEqual([
      ["greater_than_equal", ["query", "limit"]],
      ["int_parsing", ["query", "offset"]],
      ["bool_parsing", ["query", "inStock"]],
      ["enum", ["query", "sort"]],
    ]);
  });
});

describe("one item", () => {
  const shop = useShop();

  it("is shown by its id", async () => {
    const id = await shop.item({ name: "Lamp" });
    expect((await shop.visitor.get(`/items/${id}`)).json()).toMatchObject({ id, name: "Lamp" });
  });

  it.each([
    ["404 where there is none", "77", 404],
    ["422 for an id that is no number", "lamp", 422],
    ["422 for an id larger than the database can hold", "99999999999", 422],
  ])("answers %s", async (_, id, status) => {
    expect((await shop.visitor.get(`/items/${id}`)).status).toBe(status);
  });
});

describe("keeping items", () => {
  const shop = useShop();
  const lamp = { sku: "LAMP-1", name: "Lamp", priceInCents: 4_990 };

  it("adds an item and tells where it is", async () => {
    const staff = await shop.staff("items:write");
    const response = await staff.post("/items", { json: lamp });
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe("http://testserver/items/1");
    expect(response.json()).toMatchObject({ id: 1, ...lamp, description: null, stock: 0 });
  });

  it("answers 409 for a SKU that is taken", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item({ sku: "CHAIR-1" });
    await staff.post("/items", { json: lamp });
    expect((await staff.post("/items", { json: lamp })).status).toBe(409);
    const changed = await staff.patch(`/items/${id}`, { json: { sku: "LAMP-1" } });
    expect(changed.status).toBe(409);
    expect(changed.json()).toEqual({ detail: "There is an item LAMP-1 already" });
  });

  it("changes what is given and nothing else", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item({ name: "Lamp", description: "Warm.", stock: 3 });
    const before = (await staff.get(`/items/${id}`)).json<Record<string, unknown>>();
    const response = await staff.patch(`/items/${id}`, { json: { stock: 7, description: null } });
    expect(response.json()).toEqual({
      ...before,
      stock: 7,
      description: null,
      updatedAt: expect.any(String),
    });
  });

  it.each([
    ["nothing to change", {}, ["body"]],
    ["a price of nothing", { priceInCents: 0 }, ["body", "priceInCents"]],
    ["half a cent", { priceInCents: 0.5 }, ["body", "priceInCents"]],
    ["a number in text", { stock: "3" }, ["body", "stock"]],
    ["less than nothing in stock", { stock: -1 }, ["body", "stock"]],
    ["a SKU in lower case", { sku: "lamp" }, ["body", "sku"]],
  ])("answers 422 for %s", async (_, json, loc) => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    const response = await staff.patch(`/items/${id}`, { json });
    expect(response.status).toBe(422);
    expect(response.json()).toMatchObject({ detail: [{ loc }] });
  });

  it("removes an item, and answers 404 from then on", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item();
    const response = await staff.delete(`/items/${id}`);
    expect([response.status, response.text()]).toEqual([204, ""]);
    expect((await staff.get(`/items/${id}`)).status).toBe(404);
    expect((await staff.delete(`/items/${id}`)).status).toBe(404);
  });

  it("does not remove an item that somebody has ordered", async () => {
    const staff = await shop.staff("items:write");
    const customer = await shop.customer();
    const id = await shop.item();
    await customer.post("/orders", { json: { lines: [{ itemId: id, quantity: 1 }] } });
    expect((await staff.delete(`/items/${id}`)).status).toBe(409);
    expect((await staff.get(`/items/${id}`)).status).toBe(200);
  });

  it("is for those with the scope items:write", async () => {
    const id = await shop.item();
    const customer = await shop.customer("Ada");
    const manager = await shop.staff("orders:manage");
    for (const [client, status] of [
      [shop.visitor, 401],
      [customer, 403],
      [manager, 403],
    ] as const) {
      expect((await client.post("/items", { json: lamp })).status).toBe(status);
      expect((await client.patch(`/items/${id}`, { json: { stock: 0 } })).status).toBe(status);
      expect((await client.delete(`/items/${id}`)).status).toBe(status);
    }
    expect((await customer.post("/items", { json: lamp })).headers.get("www-authenticate")).toBe(
      'Bearer error="insufficient_scope", scope="items:write"',
    );
  });
});
