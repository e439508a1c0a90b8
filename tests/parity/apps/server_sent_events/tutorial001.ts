import { EventStream, Saluki } from "saluki";
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
  app.get("/items/stream", {}, { response: EventStream(Item) }, async function* sseItems() {
    yield* items;
  });
  app.get("/items/stream-no-async", {}, { response: EventStream(Item) }, function* sseItemsNoAsync() {
    yield* items;
  });
  app.get(
    "/items/stream-no-annotation",
    {},
    { response: EventStream() },
    async function* sseItemsNoAnnotation() {
      yield* items;
    },
  );
  app.get(
    "/items/stream-no-async-no-annotation",
    {},
    { response: EventStream() },
    function* sseItemsNoAsyncNoAnnotation() {
      yield* items;
    },
  );
  return app;
};
