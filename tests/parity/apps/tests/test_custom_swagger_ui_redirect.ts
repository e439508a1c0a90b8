import { Saluki } from "saluki";

export default () => {
  const app = new Saluki({ title: "FastAPI", swaggerUIOAuth2RedirectUrl: "/docs/redirect" });
  app.get("/items/", function readItems() {
    return { id: "foo" };
  });
  return app;
};
