import { Query, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  const q = Query(
    z
      .string()
      .min(3)
      .max(50)
      .regex(/^fixedquery$/)
      .nullish(),
    {
      alias: "item-query",
      title: "Query string",
      description: "Query string for the items to search in the database that have a good match",
      deprecated: true,
    },
  );
  app.get("/items/", { q }, function readItems({ q }) {
    return { items: [{ item_id: "Foo" }, { item_id: "Bar" }], ...(q && { q }) };
  });
  return app;
};
