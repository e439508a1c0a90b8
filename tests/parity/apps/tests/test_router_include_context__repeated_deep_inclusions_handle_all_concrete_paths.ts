import { Router, Saluki } from "saluki";

const leaf = new Router();
leaf.get("/items", function readItems() {
  return [];
});
const middle = new Router();
middle.include(leaf, { prefix: "/a" });
middle.include(leaf, { prefix: "/b" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(middle, { prefix: "/v1" });
  app.include(middle, { prefix: "/v2" });
  return app;
};
