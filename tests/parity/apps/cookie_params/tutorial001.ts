import { Cookie, Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { ads_id: Cookie(z.string().nullable().default(null)) }, function readItems({ ads_id }) {
    return { ads_id };
  });
  return app;
};
