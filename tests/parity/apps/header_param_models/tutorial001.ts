import { Header, Saluki } from "saluki";
import { z } from "zod";

const CommonHeaders = z.object({
  host: z.string(),
  save_data: z.boolean(),
  if_modified_since: z.string().nullable().default(null),
  traceparent: z.string().nullable().default(null),
  x_tag: z.array(z.string()).default([]),
});

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/", { headers: Header(CommonHeaders) }, function readItems({ headers }) {
    return headers;
  });
  return app;
};
