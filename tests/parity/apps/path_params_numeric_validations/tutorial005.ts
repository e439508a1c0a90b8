import { Path, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/{item_id}",
    { item_id: Path(z.int().gt(0).lte(1000), { title: "The ID of the item to get" }), q: z.string() },
    function readItems({ item_id, q }) {
      return q ? { item_id, q } : { item_id };
    },
  );
  return app;
};
