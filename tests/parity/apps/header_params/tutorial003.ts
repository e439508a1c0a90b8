import { Header, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/",
    { x_token: Header(z.array(z.string()).nullable().default(null)) },
    function readItems({ x_token }) {
      return { "X-Token values": x_token };
    },
  );
  return app;
};
