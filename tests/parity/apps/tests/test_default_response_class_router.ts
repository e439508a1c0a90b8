import { json, Router, Saluki } from "saluki";
import { z } from "zod";

const textType = { responseMediaType: "text/plain" };
const htmlType = { responseMediaType: "text/html" };

const routerA = new Router();
routerA.get("/", function getA() {
  return { msg: "Hello A" };
});
routerA.get("/override", {}, textType, function getAPathOverride() {
  return "Hello A";
});

const routerAA = new Router();
routerAA.get("/", function getAA() {
  return { msg: "Hello A A" };
});
routerAA.get("/override", {}, textType, function getAAPathOverride() {
  return "Hello A A";
});

const routerAB = new Router(textType);
routerAB.get("/", function getAB() {
  return "Hello A B";
});
routerAB.get("/override", {}, htmlType, function getABPathOverride() {
  return "Hello A B";
});

const routerB = new Router(textType);
routerB.get("/", function getB() {
  return "Hello B";
});
routerB.get("/override", {}, htmlType, function getBPathOverride() {
  return "Hello B";
});

const routerBA = new Router();
routerBA.get("/", function getBA() {
  return "Hello B A";
});
routerBA.get("/override", {}, htmlType, function getBAPathOverride() {
  return "Hello B A";
});

const routerBAC = new Router(htmlType);
routerBAC.get("/", function getBAC() {
  return "Hello B A C";
});
routerBAC.get(
  "/override",
  {},
  { response: z.unknown(), responseMediaType: "application/x-override" },
  function getBACPathOverride() {
    return json({ msg: "Hello B A C" }, { headers: { "content-type": "application/x-override" } });
  },
);

routerA.include(routerAA, { prefix: "/a" });
routerA.include(routerAB, { prefix: "/b" });
routerBA.include(routerBAC, { prefix: "/c" });
routerB.include(routerBA, { prefix: "/a" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", function getRoot() {
    return { msg: "Hello World" };
  });
  app.get("/override", {}, textType, function getPathOverride() {
    return "Hello World";
  });
  app.include(routerA, { prefix: "/a" });
  app.include(routerB, { prefix: "/b" });
  return app;
};
