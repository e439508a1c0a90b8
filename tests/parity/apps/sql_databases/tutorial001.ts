import { PGlite } from "@electric-sql/pglite";
import { asc, eq, sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pglite";
import { Depends, HTTPException, Saluki } from "saluki";
import { z } from "zod";

const heroes = pgTable("hero", {
  id: integer().primaryKey(),
  name: text().notNull(),
  age: integer(),
  secret_name: text().notNull(),
});
// As SQLite does it: the largest id that there is, and one.
const nextId = sql`(select coalesce(max(id), 0) + 1 from hero)`;

const Hero = z
  .object({
    id: z.int().nullable().default(null),
    name: z.string(),
    age: z.int().nullable().default(null),
    secret_name: z.string(),
  })
  .meta({ id: "Hero" });

const Database = Depends(
  async function* () {
    const client = await PGlite.create();
    await client.exec("create table hero (id int primary key, name text, age int, secret_name text)");
    yield drizzle({ client });
    await client.close();
  },
  { scope: "app" },
);

const FoundHero = Depends({ hero_id: z.int(), db: Database }, async ({ hero_id, db }) => {
  const [hero] = await db.select().from(heroes).where(eq(heroes.id, hero_id));
  if (hero === undefined) throw new HTTPException(404, "Hero not found");
  return hero;
});

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post(
    "/heroes/",
    { hero: Hero, db: Database },
    { response: Hero },
    async function createHero({ hero, db }) {
      const [created] = await db
        .insert(heroes)
        .values({ ...hero, id: hero.id ?? nextId })
        .returning();
      return created!;
    },
  );
  app.get(
    "/heroes/",
    { offset: z.int().default(0), limit: z.int().lte(100).default(100), db: Database },
    { response: z.array(Hero) },
    function readHeroes({ offset, limit, db }) {
      return db.select().from(heroes).orderBy(asc(heroes.id)).offset(offset).limit(limit);
    },
  );
  app.get("/heroes/{hero_id}", { hero: FoundHero }, { response: Hero }, function readHero({ hero }) {
    return hero;
  });
  app.delete("/heroes/{hero_id}", { hero: FoundHero, db: Database }, async function deleteHero({ hero, db }) {
    await db.delete(heroes).where(eq(heroes.id, hero.id));
    return { ok: true };
  });
  return app;
};
