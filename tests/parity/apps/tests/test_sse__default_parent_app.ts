import { EventStream, Router, Saluki } from "saluki";
import { z } from "zod";

const Item = z
  .object({ name: z.string(), description: z.string().nullable().default(null) })
  .meta({ id: "Item" });

const router = new Router({ prefix: "/api" });
router.get("/stream", {}, { response: EventStream(Item) }, async function* defaultParentStream() {
  yield { name: "Plumbus", description: "A multi-purpose household device." };
  yield { name: "Portal Gun", description: "A portal opening device." };
  yield { name: "Meeseeks Box", description: "A box that summons a Meeseeks." };
});

export default () => {
  const app = new Saluki({ title: "FastAPI", openapiVersion: "3.2.0" });
  app.include(router);
  return app;
};
