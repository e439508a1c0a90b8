import { Router, Saluki } from "saluki";

const router = new Router();
router.get("/items/", {}, { includeInSchema: false }, function readItems() {
  return { hello: "world" };
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(router);
  return app;
};
