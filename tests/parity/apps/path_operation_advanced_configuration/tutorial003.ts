import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", {}, { includeInSchema: false }, function readItems() {
    return [{ item_id: "Foo" }];
  });
  return app;
};
