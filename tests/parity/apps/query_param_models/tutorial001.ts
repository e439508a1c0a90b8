import { Query, Saluki } from "saluki";
import { z } from "zod";

const FilterParams = z.object({
  limit: z.int().gt(0).lte(100).default(100),
  offset: z.int().gte(0).default(0),
  order_by: z.literal(["created_at", "updated_at"]).default("created_at"),
  tags: z.array(z.string()).default([]),
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { filterQuery: Query(FilterParams) }, function readItems({ filterQuery }) {
    return filterQuery;
  });
  return app;
};
