import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/{item_id}", { item_id: z.string(), needy: z.string() }, function readUserItem(params) {
    return params;
  });
  return app;
};
