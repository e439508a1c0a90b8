import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/keyword-weights/",
    {},
    { response: z.record(z.string(), z.number()) },
    function readKeywordWeights() {
      return { foo: 2.3, bar: 3.4 };
    },
  );
  return app;
};
