import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.post("/items/", { name: z.string() }, { status: 201 }, function createItem({ name }) {
    return { name };
  });
  return app;
};
