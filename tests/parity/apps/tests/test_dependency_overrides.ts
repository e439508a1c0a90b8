import { Depends, Router, Saluki } from "saluki";
import { z } from "zod";

const CommonParameters = Depends(
  { q: z.string(), skip: z.int().default(0), limit: z.int().default(100) },
  (params) => params,
);

const router = new Router();
router.get("/router-depends/", { params: CommonParameters }, function routerDepends({ params }) {
  return { in: "router-depends", params };
});
router.get(
  "/router-decorator-depends/",
  {},
  { dependencies: [CommonParameters] },
  function routerDecoratorDepends() {
    return { in: "router-decorator-depends" };
  },
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/main-depends/", { params: CommonParameters }, function mainDepends({ params }) {
    return { in: "main-depends", params };
  });
  app.get("/decorator-depends/", {}, { dependencies: [CommonParameters] }, function decoratorDepends() {
    return { in: "decorator-depends" };
  });
  app.include(router);
  return app;
};
