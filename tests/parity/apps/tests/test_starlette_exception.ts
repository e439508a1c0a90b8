import { HTTPException, Saluki } from "saluki";
import { z } from "zod";

const items: Record<string, string> = { foo: "The Foo Wrestlers" };
const item_id = z.string();

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/{item_id}", { item_id }, function readItem({ item_id }) {
    if (!(item_id in items))
      throw new HTTPException(404, "Item not found", { headers: { "X-Error": "Some custom header" } });
    return { item: items[item_id] };
  });
  app.get("/http-no-body-statuscode-exception", function noBodyStatusCodeException() {
    throw new HTTPException(204);
  });
  app.get("/http-no-body-statuscode-with-detail-exception", function noBodyStatusCodeWithDetailException() {
    throw new HTTPException(204, "I should just disappear!");
  });
  app.get("/starlette-items/{item_id}", { item_id }, function readStarletteItem({ item_id }) {
    if (!(item_id in items)) throw new HTTPException(404, "Item not found");
    return { item: items[item_id] };
  });
  return app;
};
