import { existsSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { dataDir as emptyDatabase } from "@electric-sql/pglite-prepopulatedfs";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import type { OpenDatabase } from "./database.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrationsFolder } from "./migrations.ts";
import * as schema from "./schema.ts";

/**
 * A PostgreSQL inside of this process (PGlite): nothing to install, nothing to run. It has one connection, on which
 * queries and transactions take turns.
 *
 * @param folder where it keeps its data; without one it keeps them in memory
 */
export async function openEmbedded(folder?: string): Promise<OpenDatabase> {
  const unlock = folder === undefined ? undefined : await lockFolder(folder);
  try {
    const client = await start(folder === undefined ? undefined : join(folder, "database"));
    const session = drizzle({ client, schema, casing: "snake_case" });
    await migrate(session, { migrationsFolder });
    return {
      session,
      async close() {
        await client.close();
        await unlock?.();
      },
    };
  } catch (error) {
    await unlock?.();
    throw error;
  }
}

async function start(dataDir: string | undefined): Promise<PGlite> {
  if (dataDir !== undefined && existsSync(join(dataDir, "PG_VERSION"))) return PGlite.create({ dataDir });
  // Unpacking an empty database is three times as quick as making one.
  return PGlite.create({ dataDir, loadDataDir: await emptyDatabase() });
}
