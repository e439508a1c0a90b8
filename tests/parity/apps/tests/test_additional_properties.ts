import { Saluki } from "saluki";
import { z } from "zod";

const Items = z.object({ items: z.record(z.string(), z.int()) }).meta({ id: "Items" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post("/foo", { items: Items }, function foo({ items }) {
    return items.items;
  });
  return app;
};
