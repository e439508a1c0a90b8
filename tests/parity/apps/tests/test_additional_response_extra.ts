import { Router, Saluki } from "saluki";

const subRouter = new Router();
subRouter.get("/", function readItem() {
  return { id: "foo" };
});

const router = new Router();
router.include(subRouter, { prefix: "/items" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(router);
  return app;
};
