import { Query, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/",
    { hidden_query: Query(z.string().nullish(), { includeInSchema: false }) },
    function readItems({ hidden_query }) {
      return { hidden_query: hidden_query ?? "Not found" };
    },
  );
  return app;
};
