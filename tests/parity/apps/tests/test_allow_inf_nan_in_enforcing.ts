import { Body, Saluki } from "saluki";
import { z } from "zod";

// z.number() takes finite numbers only; whoever wants the others says so.
const AnyNumber = z.custom<number>((value) => typeof value === "number").meta({ type: "number" });

export default () => {
  const app = new Saluki({ title: "FastAPI", jsonCoercion: "lax" });
  app.post(
    "/",
    {
      x: AnyNumber.default(0),
      y: z.number().default(0),
      z: z.number().default(0),
      b: Body(z.number().default(0)),
    },
    { response: z.string() },
    function get() {
      return "OK";
    },
  );
  return app;
};
