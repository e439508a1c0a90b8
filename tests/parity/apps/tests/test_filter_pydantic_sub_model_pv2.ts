import { Depends, Saluki } from "saluki";
import { z } from "zod";

const ModelB = z.object({ username: z.string() }).meta({ id: "ModelB" });
const ModelA = z
  .object({
    name: z.string().refine((name) => name.endsWith("A"), "name must end in A"),
    description: z.string().nullable().default(null),
    foo: ModelB,
    tags: z.record(z.string(), z.string()).default({}),
  })
  .meta({ id: "ModelA" });

const ModelC = Depends(() => ({ username: "test-user", password: "test-password" }));

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/model/{name}",
    { name: z.string(), model_c: ModelC },
    { response: ModelA },
    function getModelA({ name, model_c }) {
      const tags = { key1: "value1", key2: "value2" };
      return { name, description: "model-a-desc", foo: model_c, tags };
    },
  );
  return app;
};
