import { json, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number().nullable().default(null) }).meta({ id: "Item" });

const item_id = z.string();

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.route(["GET"], "/items/{item_id}", { item_id }, function getItems({ item_id }) {
    return { item_id };
  });
  app.route(["GET"], "/items-not-decorated/{item_id}", { item_id }, function getNotDecorated({ item_id }) {
    return { item_id };
  });
  app.delete("/items/{item_id}", { item_id, item: Item }, function deleteItem(params) {
    return params;
  });
  app.head("/items/{item_id}", { item_id }, function headItem({ item_id }, { response }) {
    response.headers.set("x-fastapi-item-id", item_id);
  });
  app.options("/items/{item_id}", { item_id }, function optionsItem({ item_id }, { response }) {
    response.headers.set("x-fastapi-item-id", item_id);
  });
  app.patch("/items/{item_id}", { item_id, item: Item }, function patchItem(params) {
    return params;
  });
  app.trace("/items/{item_id}", { item_id }, function traceItem() {
    return json(null, { headers: { "content-type": "message/http" } });
  });
  return app;
};
