import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI", openapiUrl: "/api/v1/openapi.json" });
  app.get("/items/", function readItems() {
    return [{ name: "Foo" }];
  });
  return app;
};
