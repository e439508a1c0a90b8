import { JsonLines, Router, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), optional: z.string().nullable().optional() }).meta({ id: "Item" });

const router = new Router({ prefix: "/api" });
router.get("/events-jsonl", {}, { response: JsonLines(Item) }, async function* streamEventsJsonl() {
  yield { name: "foo" };
});

export default () => {
  const app = new Saluki({ title: "FastAPI", openapiVersion: "3.2.0" });
  app.get("/items/stream-bare-async", {}, { response: JsonLines() }, async function* streamBareAsync() {
    yield { name: "foo" };
  });
  app.get("/items/stream-bare-sync", {}, { response: JsonLines() }, function* streamBareSync() {
    yield { name: "bar" };
  });
  app.include(router);
  return app;
};
