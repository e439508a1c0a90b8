import { json, RequestValidationError, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ title: z.string(), size: z.int() }).meta({ id: "Item" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.onError(RequestValidationError, ({ errors, body }) => json({ detail: errors, body }, { status: 422 }));
  app.post("/items/", { item: Item }, function createItem({ item }) {
    return item;
  });
  return app;
};
