import { Router, Saluki } from "saluki";

const routerA = new Router();
const routerB = new Router();
const routerC = new Router();

routerA.get("/", function getA() {
  return { msg: "A" };
});
routerB.get("/", function getB() {
  return { msg: "B" };
});
routerC.get("/", function getC() {
  return { msg: "C" };
});
routerB.include(routerC, { prefix: "/c" });
routerA.include(routerB, { prefix: "/b" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(routerA, { prefix: "/a" });
  return app;
};
