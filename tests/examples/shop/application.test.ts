import { sql } from "drizzle-orm";
import { Depends } from "saluki";
import { describe, expect, it } from "vitest";
import { Database, type Session } from "../../../examples/shop/database/database.ts";
import { useShop } from "./support.ts";

describe("the application", () => {
  const shop = useShop();

  it("is alive, and ready while its database answers", async () => {
    expect((await shop.visitor.get("/health/live")).json()).toEqual({ status: "ok" });
    expect((await shop.visitor.get("/health/ready")).json()).toEqual({ status: "ok" });
    const broken = { execute: () => Promise.reject(new Error("gone")) } as unknown as Session;
    shop.app.dependencyOverrides.set(
      Database,
      Depends(() => broken),
    );
    const response = await shop.visitor.get("/health/ready");
    expect([response.status, response.json()]).toEqual([503, { status: "unavailable" }]);
  });

  it("gives every answer an id and careful headers, errors too", async () => {
    for (const path of ["/items", "/nowhere"]) {
      const { headers } = await shop.visitor.get(path);
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it("leaves the documentation a policy by which it works", async () => {
    const { headers } = await shop.visitor.get("/docs");
    expect(headers.get("content-security-policy")).toContain("script-src 'self'");
  });

  it("lets pages of the configured origins call it, and no others", async () => {
    const preflight = (origin: string) =>
      shop.visitor.options("/orders", {
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization, content-type, idempotency-key",
        },
      });
    expect((await preflight("https://shop.example")).status).toBe(200);
    expect((await preflight("https://evil.example")).status).toBe(400);
  });

  it("compresses long answers", async () => {
    for (let i = 0; i < 10; i++) await shop.item({ description: "Warm light. ".repeat(10) });
    const response = await shop.visitor.get("/items", { headers: { "accept-encoding": "br" } });
    expect(response.headers.get("content-encoding")).toBe("br");
    expect(response.json()).toMatchObject({ total: 10 });
  });

  it("lets nobody wait for a client that is slow to send", async () => {
    const customer = await shop.customer();
    const itemId = await shop.item({ stock: 1 });
    let goOn = () => {};
    const patience = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    async function* body() {
      begun();
      yield '{"lines":[';
      await patience;
      yield `{"itemId":${itemId},"quantity":1}]}`;
    }
    const slow = customer.post("/orders", { body: body(), headers: { "content-type": "application/json" } });
    await beginning;
    expect(await shop.stockOf(itemId)).toBe(1);
    goOn();
    expect((await slow).status).toBe(201);
  });

  it("rolls back what a request did when its answer cannot be sent", async () => {
    const staff = await shop.staff("items:write");
    const id = await shop.item({ stock: 5 });
    // A stock that the response schema takes, and a name that it does not.
    await shop.db.execute(sql`ALTER TABLE items ALTER COLUMN name DROP NOT NULL`);
    try {
      await shop.db.execute(sql`UPDATE items SET name = NULL WHERE id = ${id}`);
      await expect(staff.patch(`/items/${id}`, { json: { stock: 9 } })).rejects.toThrow(/name/);
      const { rows } = (await shop.db.execute(sql`SELECT stock FROM items`)) as unknown as {
        rows: unknown[];
      };
      expect(rows).toEqual([{ stock: 5 }]);
    } finally {
      await shop.db.execute(sql`DELETE FROM items`);
      await shop.db.execute(sql`ALTER TABLE items ALTER COLUMN name SET NOT NULL`);
    }
  });

  it("documents every route, with the scopes that it needs", () => {
    const { paths } = shop.app.openapi();
    expect(Object.keys(paths)).toEqual([
      "/token",
      "/users",
      "/users/me",
      "/items",
      "/items/{itemId}",
      "/items/{itemId}/picture",
      "/orders",
      "/orders/{orderId}",
      "/orders/{orderId}/cancel",
      "/orders/{orderId}/ship",
      "/events/stock",
      "/events/orders",
      "/health/live",
      "/health/ready",
    ]);
    expect(paths["/items"]?.["post"]).toMatchObject({
      operationId: "createItem",
      security: [{ OAuth2PasswordBearer: ["items:write"] }],
    });
  });
});
