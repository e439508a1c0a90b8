import { Saluki } from "saluki";
import { z } from "zod";

const ModelWithRef = z.object({ $ref: z.string() }).meta({ id: "ModelWithRef" });

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/", {}, { response: ModelWithRef }, function readRoot() {
    return { $ref: "some-ref" };
  });
  return app;
};
