import { Router, Saluki } from "saluki";

const items = new Router();
items.get("", function readItems() {
  return [];
});
const router = new Router();
router.include(items, { prefix: "/items" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(router);
  return app;
};
