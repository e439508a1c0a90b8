import { Body, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI", contentType: "lax" });
  app.post("/items/", { data: Body(z.record(z.string(), z.unknown())) }, function appLaxPost({ data }) {
    return data;
  });
  return app;
};
