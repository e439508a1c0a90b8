import { Query, Saluki } from "saluki";
import { z } from "zod";

const FixedQuery = z
  .string()
  .regex(/^fixedquery$/)
  .nullable()
  .default(null);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { q: Query(FixedQuery) }, function readItems({ q }) {
    return q === null ? "Hello World" : `Hello ${q}`;
  });
  return app;
};
