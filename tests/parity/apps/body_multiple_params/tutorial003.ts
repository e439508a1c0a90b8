import { Body, Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

const User = z
  .object({ username: z.string(), full_name: z.string().nullable().default(null) })
  .meta({ id: "User" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.put(
    "/items/{item_id}",
    { item_id: z.int(), item: Item, user: User, importance: Body(z.int()) },
    function updateItem({ item_id, item, user, importance }) {
      return { item_id, item, user, importance };
    },
  );
  return app;
};
