import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Depends, type Saluki } from "saluki";
import { hashPassword } from "saluki/security";
import { TestClient } from "saluki/testing";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createApp } from "../../../examples/shop/app.ts";
import {
  Database,
  type OpenDatabase,
  openDatabase,
  type Session,
} from "../../../examples/shop/database/database.ts";
import { items, users } from "../../../examples/shop/database/schema.ts";
import { readSettings } from "../../../examples/shop/settings.ts";

export const PASSWORD = "correct horse battery";

/** A database URL for these tests; without one they run in memory. Everything in that database is removed. */
const databaseUrl = process.env["SHOP_TEST_DATABASE_URL"] ?? "memory://shop";

/** What a test works with. Each test finds it empty. */
export interface Shop {
  readonly app: Saluki;
  /** Somebody who has not logged in. */
  readonly visitor: TestClient;
  readonly db: Session;
  /** Where pictures are kept. */
  readonly folder: string;
  /** Opens an account, and gives a client that is logged in. */
  customer(name?: string, scopes?: string[]): Promise<TestClient>;
  /** A client of somebody with these scopes. */
  staff(...scopes: string[]): Promise<TestClient>;
  /** Puts an item on sale. @returns its id */
  item(values?: Partial<typeof items.$inferInsert>): Promise<number>;
  stockOf(itemId: number): Promise<number>;
}

// One database for all tests of a file: opening it takes longer than they do.
let database: OpenDatabase;
let cheapHash: string;

beforeAll(async () => {
  database = await openDatabase(readSettings({ DATABASE_URL: databaseUrl }));
  cheapHash = await hashPassword(PASSWORD, { memoryCost: 8, timeCost: 1 });
}, 60_000);
afterAll(() => database.close());

/** Gives each test of a `describe` a shop of its own. */
export function useShop(): Shop {
  let shop: Shop;

  beforeEach(async () => {
    const db = database.session;
    await db.execute(sql`TRUNCATE users, items, orders, order_lines, chat_messages, outbox RESTART IDENTITY`);
    const folder = await mkdtemp(join(tmpdir(), "shop-"));
    const app = createApp(
      readSettings({
        NODE_ENV: "test",
        DATA_DIR: folder,
        LOG_LEVEL: "silent",
        CORS_ORIGINS: "https://shop.example",
      }),
    );
    app.dependencyOverrides.set(
      Database,
      Depends(() => db, { scope: "app" }),
    );
    const visitor = await TestClient.start(app);

    const logIn = async (name: string, scopes: string[]) => {
      const email = `${name.toLowerCase()}@example.com`;
      await db.insert(users).values({ email, name, scopes, passwordHash: cheapHash });
      const response = await visitor.post("/token", { form: { username: email, password: PASSWORD } });
      const { access_token } = response.json<{ access_token: string }>();
      return new TestClient(app, { headers: { authorization: `Bearer ${access_token}` } });
    };
    let skus = 0;
    shop = {
      app,
      visitor,
      db,
      folder,
      customer: (name = "Ada", scopes = []) => logIn(name, scopes),
      staff: (...scopes) => logIn("Staff", scopes),
      async item(values = {}) {
        const sku = `SKU-${++skus}`;
        const [row] = await db
          .insert(items)
          .values({ sku, name: "Lamp", priceInCents: 1_000, stock: 10, ...values })
          .returning();
        return row!.id;
      },
      async stockOf(itemId) {
        return (await visitor.get(`/items/${itemId}`)).json<{ stock: number }>().stock;
      },
    };
  });
  afterEach(async () => {
    await shop.visitor.close();
    await rm(shop.folder, { recursive: true });
  });

  // The object that a test sees is the one of its own run.
  return new Proxy({} as Shop, { get: (_, key) => shop[key as keyof Shop] });
}
