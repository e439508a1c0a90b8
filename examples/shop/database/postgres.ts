import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Pool } from "pg";
import type { OpenDatabase } from "./database.ts";
import { migrationsFolder } from "./migrations.ts";
import * as schema from "./schema.ts";

/** Any number will do, as long as nobody else locks it in this database. */
const MIGRATION_LOCK = 5_728_001;

/** A PostgreSQL server, through a pool of connections. */
export async function openPostgres(connectionString: string): Promise<OpenDatabase> {
  const pool = new Pool({
    connectionString,
    max: 10,
    // Rather an error than a request that waits for ever.
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
  });
  // A connection that breaks while it is idle: the pool replaces it. Unheard, the event would end the process.
  pool.on("error", (error) => console.error("an idle database connection broke:", error.message));
  try {
    await migrateAlone(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    session: drizzle({ client: pool, schema, casing: "snake_case" }),
    close: () => pool.end(),
  };
}

/** Processes that start at the same time migrate one after the other: the first does the work. */
async function migrateAlone(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await migrate(drizzle({ client }), { migrationsFolder });
    await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    client.release();
  } catch (error) {
    // Ends the connection, and with it the lock.
    client.release(true);
    throw error;
  }
}
