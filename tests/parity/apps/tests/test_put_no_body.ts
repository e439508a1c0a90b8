import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.put("/items/{item_id}", { item_id: z.string() }, function saveItemNoBody({ item_id }) {
    return { item_id };
  });
  return app;
};
