import { eq } from "drizzle-orm";
import { File, file, Router, reply } from "saluki";
import { z } from "zod";
import { Shopkeeper } from "../auth.ts";
import { Database } from "../database/database.ts";
import { items } from "../database/schema.ts";
import { Pictures } from "../pictures.ts";
import { Id, Item, Problem } from "../schemas.ts";
import { present } from "./items.ts";

export const pictures = new Router({ prefix: "/items", tags: ["pictures"] });

const notFound = { detail: "There is no such item, or it has no picture" };

pictures.put(
  "/{itemId}/picture",
  {
    itemId: Id,
    picture: File(z.file().min(1), { description: "PNG, JPEG or WebP, at most 2 MiB." }),
    db: Database,
    folder: Pictures,
  },
  {
    dependencies: [Shopkeeper],
    response: Item,
    responses: {
      401: Problem,
      403: Problem,
      404: Problem,
      415: { schema: Problem, description: "The file is no picture that we know" },
    },
    summary: "Set the picture of an item",
  },
  async function setPicture({ itemId, picture, db, folder }, context) {
    const [item] = await db.select().from(items).where(eq(items.id, itemId));
    if (item === undefined) return reply(404, notFound);
    const name = await folder.add(new Uint8Array(await picture.arrayBuffer()));
    if (name === undefined) return reply(415, { detail: "The file is neither PNG nor JPEG nor WebP" });
    const [changed] = await db.update(items).set({ picture: name }).where(eq(items.id, itemId)).returning();
    const unused = changed === undefined ? name : item.picture;
    if (unused !== null) context.background.add(() => folder.remove(unused));
    return changed === undefined ? reply(404, notFound) : present(changed, context);
  },
);

pictures.get(
  "/{itemId}/picture",
  { itemId: Id, db: Database, folder: Pictures },
  { responseMediaType: "image/*", responses: { 404: Problem }, summary: "The picture of an item" },
  async function readPicture({ itemId, db, folder }) {
    const [item] = await db.select().from(items).where(eq(items.id, itemId));
    if (!item?.picture) return reply(404, notFound);
    return file(folder.path(item.picture));
  },
);
