import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.set(z.string()).default(new Set()),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/items/", { item: Item }, { response: Item, status: 201 }, function createItem({ item }) {
    return item;
  });
  return app;
};
