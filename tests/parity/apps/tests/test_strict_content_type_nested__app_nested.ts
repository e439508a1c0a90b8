import { Body, Router, Saluki } from "saluki";
import { z } from "zod";

const data = Body(z.record(z.string(), z.unknown()));

const innerStrict = new Router({ prefix: "/strict", contentType: "strict" });
innerStrict.post("/items/", { data }, function innerStrictPost({ data }) {
  return data;
});
const innerDefault = new Router({ prefix: "/default" });
innerDefault.post("/items/", { data }, function innerDefaultPost({ data }) {
  return data;
});
const outer = new Router({ prefix: "/outer" });
outer.include(innerStrict);
outer.include(innerDefault);

export default () => {
  const app = new Saluki({ title: "FastAPI", contentType: "lax" });
  app.include(outer);
  return app;
};
