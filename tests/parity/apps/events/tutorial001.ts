import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const items: Record<string, { name: string }> = {};
  const app = new Saluki({
    title: "FastAPI",
    lifespan: async function* () {
      items.foo = { name: "Fighters" };
      items.bar = { name: "Tenders" };
      yield;
    },
  });
  app.get("/items/{item_id}", { item_id: z.string() }, function readItems({ item_id }) {
    return items[item_id];
  });
  return app;
};
