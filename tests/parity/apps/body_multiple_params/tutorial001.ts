import { Path, Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.put(
    "/items/{item_id}",
    {
      item_id: Path(z.int().gte(0).lte(1000), { title: "The ID of the item to get" }),
      q: z.string().nullable().default(null),
      item: Item.nullable().default(null),
    },
    function updateItem({ item_id, q, item }) {
      return { item_id, ...(q && { q }), ...(item && { item }) };
    },
  );
  return app;
};
