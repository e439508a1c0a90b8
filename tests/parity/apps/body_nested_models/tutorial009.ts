import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post(
    "/index-weights/",
    { weights: z.record(z.int(), z.number()) },
    function createIndexWeights({ weights }) {
      return weights;
    },
  );
  return app;
};
