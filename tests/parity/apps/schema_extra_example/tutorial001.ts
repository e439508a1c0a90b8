import { Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item", examples: [{ name: "Foo", description: "A very nice Item", price: 35.4, tax: 3.2 }] });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.put("/items/{item_id}", { item_id: z.int(), item: Item }, function updateItem({ item_id, item }) {
    return { item_id, item };
  });
  return app;
};
