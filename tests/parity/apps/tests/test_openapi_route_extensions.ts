import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", {}, { openapi: { "x-custom-extension": "value" } }, function routeWithExtras() {
    return {};
  });
  return app;
};
