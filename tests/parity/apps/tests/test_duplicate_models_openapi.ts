import { Saluki } from "saluki";
import { z } from "zod";

const Model = z.object({}).meta({ id: "Model" });
const Model2 = z.object({ a: Model }).meta({ id: "Model2" });
const Model3 = z.object({ c: Model, d: Model2 }).meta({ id: "Model3" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", {}, { response: Model3 }, function f() {
    return { c: {}, d: { a: {} } };
  });
  return app;
};
