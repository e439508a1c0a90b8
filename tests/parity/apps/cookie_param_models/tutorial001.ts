import { Cookie, Saluki } from "saluki";
import { z } from "zod";

const Cookies = z.object({
  session_id: z.string(),
  fatebook_tracker: z.string().nullable().default(null),
  googall_tracker: z.string().nullable().default(null),
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { cookies: Cookie(Cookies) }, function readItems({ cookies }) {
    return cookies;
  });
  return app;
};
