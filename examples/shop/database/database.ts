import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { Depends } from "saluki";
import { CurrentSettings, type Settings } from "../settings.ts";
import type * as schema from "./schema.ts";
import { seed } from "./seed.ts";

/** What queries run on: the database itself, or a transaction of it. The same code serves both. */
export type Session = PgDatabase<PgQueryResultHKT, typeof schema>;

/** An open database. */
export interface OpenDatabase {
  readonly session: Session;
  close(): Promise<void>;
}

/** Opens the database that the settings name, and brings its tables up to date. */
export async function openDatabase({ databaseUrl, dataDir }: Settings): Promise<OpenDatabase> {
  // Each driver is loaded only where it is used: PGlite alone is a whole PostgreSQL in WebAssembly.
  if (databaseUrl?.startsWith("postgres")) {
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(databaseUrl);
  }
  const { openEmbedded } = await import("./embedded.ts");
  return openEmbedded(databaseUrl === undefined ? dataDir : undefined);
}

/**
 * The database, open as long as the application lives. A query on it takes a connection for as long as the query runs.
 * What has to happen as a whole, or not at all, goes through `Transaction`.
 */
export const Database = Depends(
  { settings: CurrentSettings },
  async function* ({ settings }) {
    const database = await openDatabase(settings);
    try {
      await seed(database.session, settings);
      yield database.session;
    } finally {
      await database.close();
    }
  },
  { scope: "app" },
);
