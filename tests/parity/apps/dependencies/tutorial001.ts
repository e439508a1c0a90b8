import { Depends, Saluki } from "saluki";
import { z } from "zod";

const CommonParameters = Depends(
  { q: z.string().nullable().default(null), skip: z.int().default(0), limit: z.int().default(100) },
  ({ q, skip, limit }) => ({ q, skip, limit }),
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { commons: CommonParameters }, function readItems({ commons }) {
    return commons;
  });
  app.get("/users/", { commons: CommonParameters }, function readUsers({ commons }) {
    return commons;
  });
  return app;
};
