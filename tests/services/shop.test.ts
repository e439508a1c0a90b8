import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { afterAll } from "vitest";

// The specification of the example shop once more, on a PostgreSQL server: in a database of its own, which is dropped
// afterwards.
const server = process.env["DATABASE_URL"];
if (server === undefined)
  throw new Error("DATABASE_URL has to name a PostgreSQL server, on which databases may be made");

const name = `shop_${randomBytes(6).toString("hex")}`;
await run(`CREATE DATABASE ${name}`);
// Registered before those of the specification, and so run after them: the last one to be registered runs first.
afterAll(() => run(`DROP DATABASE ${name} WITH (FORCE)`));

const own = new URL(server);
own.pathname = `/${name}`;
process.env["SHOP_TEST_DATABASE_URL"] = own.href;

await import("../examples/shop/accounts.test.ts");
await import("../examples/shop/items.test.ts");
await import("../examples/shop/orders.test.ts");
await import("../examples/shop/pictures.test.ts");
await import("../examples/shop/live.test.ts");
await import("../examples/shop/application.test.ts");

async function run(statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
