import { Path, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/a/{id}", { id: Path(z.unknown()) }, function a() {});
  return app;
};
