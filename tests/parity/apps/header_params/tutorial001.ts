import { Header, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get(
    "/items/",
    { user_agent: Header(z.string().nullable().default(null)) },
    function readItems({ user_agent }) {
      return { "User-Agent": user_agent };
    },
  );
  return app;
};
