import { fileURLToPath } from "node:url";

/** The SQL files that make the tables, and the journal that tells their order. */
export const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));
