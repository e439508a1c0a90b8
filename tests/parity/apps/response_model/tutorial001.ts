import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/items/", { item: Item }, { response: Item }, function createItem({ item }) {
    return item;
  });
  app.get("/items/", {}, { response: z.array(Item) }, function readItems() {
    return [
      { name: "Portal Gun", price: 42.0 },
      { name: "Plumbus", price: 32.0 },
    ];
  });
  return app;
};
