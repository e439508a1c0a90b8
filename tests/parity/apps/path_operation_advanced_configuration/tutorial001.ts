import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", {}, { operationId: "some_specific_id_you_define" }, function readItems() {
    return [{ item_id: "Foo" }];
  });
  return app;
};
