import { Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string().nullable().optional() }).meta({ id: "Item" });
const OtherItem = z.object({ price: z.int() }).meta({ id: "OtherItem" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/items/", { item: z.union([OtherItem, Item]) }, function saveUnionBody({ item }) {
    return { item };
  });
  return app;
};
