import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/{item_id}", { item_id: z.unknown() }, function readItem({ item_id }) {
    return { item_id };
  });
  return app;
};
