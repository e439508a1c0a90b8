import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", {}, { openapi: { "x-aperture-labs-portal": "blue" } }, function readItems() {
    return [{ item_id: "portal-gun" }];
  });
  return app;
};
