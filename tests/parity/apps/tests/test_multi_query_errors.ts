import { Query, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { q: Query(z.array(z.int()).optional()) }, function readItems({ q }) {
    return { q };
  });
  return app;
};
