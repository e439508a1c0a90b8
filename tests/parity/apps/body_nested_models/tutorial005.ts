import { Saluki } from "saluki";
import { z } from "zod";

const Image = z
  .object({ url: z.url({ protocol: /^https?$/ }).max(2083), name: z.string() })
  .meta({ id: "Image" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.set(z.string()).default(new Set()),
    image: Image.nullable().default(null),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.put("/items/{item_id}", { item_id: z.int(), item: Item }, function updateItem({ item_id, item }) {
    return { item_id, item };
  });
  return app;
};
