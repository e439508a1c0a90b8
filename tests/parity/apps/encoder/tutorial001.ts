import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({ title: z.string(), timestamp: z.date(), description: z.string().nullable().default(null) })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  const fakeDb = new Map<string, unknown>();
  app.put("/items/{id}", { id: z.string(), item: Item }, function updateItem({ id, item }) {
    // What a database of plain JSON values takes.
    fakeDb.set(id, JSON.parse(JSON.stringify(item)));
  });
  return app;
};
