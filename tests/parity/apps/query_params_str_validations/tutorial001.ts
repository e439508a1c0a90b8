import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { q: z.string().nullish() }, function readItems({ q }) {
    return { items: [{ item_id: "Foo" }, { item_id: "Bar" }], ...(q && { q }) };
  });
  return app;
};
