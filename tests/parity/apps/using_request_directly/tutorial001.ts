import { Saluki } from "saluki";
import { z } from "zod";

export default () => {
  const app = new Saluki({ title: "FastAPI" });
  app.get("/items/{item_id}", { item_id: z.string() }, function readRoot({ item_id }, { request }) {
    return { client_host: request.connection.remoteAddress, item_id };
  });
  return app;
};
