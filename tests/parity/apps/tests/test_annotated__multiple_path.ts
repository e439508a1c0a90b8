import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  const params = { var: z.string().default("bar") };
  const test = (values: { var: string }) => ({ foo: values.var });
  app.get("/test2", params, test);
  app.get("/test1", params, test);
  return app;
};
