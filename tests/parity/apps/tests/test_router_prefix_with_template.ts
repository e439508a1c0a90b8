import { Path, Router, Saluki } from "saluki";
import { z } from "zod";

const router = new Router();
router.get(
  "/users/{id}",
  { segment: Path(z.string()), id: Path(z.string()) },
  function readUser({ segment, id }) {
    return { segment, id };
  },
);

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.include(router, { prefix: "/{segment}" });
  return app;
};
