import { HTTPException, Saluki } from "saluki";
import { z } from "zod";

const items: Record<string, string> = { foo: "The Foo Wrestlers" };

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/{item_id}", { item_id: z.string() }, function readItem({ item_id }) {
    if (!(item_id in items)) throw new HTTPException(404, "Item not found");
    return { item: items[item_id] };
  });
  return app;
};
