import { sql } from "drizzle-orm";
import { Router, reply } from "saluki";
import { z } from "zod";
import { Database } from "../database/database.ts";

export const health = new Router({ prefix: "/health", tags: ["health"] });

const Health = z.object({ status: z.enum(["ok", "unavailable"]) }).meta({ id: "Health" });

health.get("/live", {}, { response: Health, summary: "Does the process answer?" }, function isLive() {
  return { status: "ok" as const };
});

health.get(
  "/ready",
  { db: Database },
  { response: Health, responses: { 503: Health }, summary: "Can requests be sent here?" },
  async function isReady({ db }) {
    try {
      await db.execute(sql`SELECT 1`);
      return { status: "ok" as const };
    } catch {
      return reply(503, { status: "unavailable" });
    }
  },
);
