import { Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string().nullable().optional() }).meta({ id: "Item" });
const ExtendedItem = Item.extend({ age: z.int() }).meta({ id: "ExtendedItem" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/items/", { item: z.union([ExtendedItem, Item]) }, function saveUnionDifferentBody({ item }) {
    return { item };
  });
  return app;
};
