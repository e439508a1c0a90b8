import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}",
    { item_id: z.string(), q: z.string().nullish(), short: z.boolean().default(false) },
    function readItem({ item_id, q, short }) {
      return {
        item_id,
        ...(q && { q }),
        ...(!short && { description: "This is an amazing item that has a long description" }),
      };
    },
  );
  return app;
};
