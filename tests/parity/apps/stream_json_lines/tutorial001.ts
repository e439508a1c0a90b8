import { JsonLines, Saluki } from "saluki";
import { z } from "zod";

const Item = z.object({ name: z.string(), description: z.string().nullable() }).meta({ id: "Item" });

const items = [
  { name: "Plumbus", description: "A multi-purpose household device." },
  { name: "Portal Gun", description: "A portal opening device." },
  { name: "Meeseeks Box", description: "A box that summons a Meeseeks." },
];

export default () => {
  // The items of a stream can be documented since OpenAPI 3.2.
  const app = new Saluki({ title: "FastAPI", openapiVersion: "3.2.0" });
  app.get("/items/stream", {}, { response: JsonLines(Item) }, async function* streamItems() {
    yield* items;
  });
  app.get("/items/stream-no-async", {}, { response: JsonLines(Item) }, function* streamItemsNoAsync() {
    yield* items;
  });
  app.get(
    "/items/stream-no-annotation",
    {},
    { response: JsonLines() },
    async function* streamItemsNoAnnotation() {
      yield* items;
    },
  );
  app.get(
    "/items/stream-no-async-no-annotation",
    {},
    { response: JsonLines() },
    function* streamItemsNoAsyncNoAnnotation() {
      yield* items;
    },
  );
  return app;
};
