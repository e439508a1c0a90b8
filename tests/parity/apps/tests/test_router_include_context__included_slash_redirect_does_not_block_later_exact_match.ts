import { Router, Saluki } from "saluki";

const withSlash = new Router();
withSlash.get("/items/", function readItemsWithSlash() {
  return { path: "slash" };
});
const withoutSlash = new Router();
withoutSlash.get("/items", function readItemsWithoutSlash() {
  return { path: "exact" };
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(withSlash, { prefix: "/api" });
  app.include(withoutSlash, { prefix: "/api" });
  return app;
};
