import { json, Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    title: z.string(),
    timestamp: z.iso.datetime({ local: true, offset: true }),
    description: z.string().nullable().default(null),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.put("/items/{id}", { id: z.string(), item: Item }, function updateItem({ item }) {
    return json(item);
  });
  return app;
};
