import { EventStream, Router, Saluki, ServerSentEvent } from "saluki";
import { z } from "zod";

const Item = z
  .object({ name: z.string(), description: z.string().nullable().default(null) })
  .meta({ id: "Item" });

const items = [
  { name: "Plumbus", description: "A multi-purpose household device." },
  { name: "Portal Gun", description: "A portal opening device." },
  { name: "Meeseeks Box", description: "A box that summons a Meeseeks." },
];

const router = new Router();
router.get("/events", {}, { response: EventStream() }, async function* streamEvents() {
  yield { msg: "hello" };
  yield { msg: "world" };
});
router.get("/events-typed", {}, { response: EventStream(Item) }, async function* streamEventsTyped() {
  yield* items;
});

export default () => {
  // The items of a stream can be documented since OpenAPI 3.2.
  const app = new Saluki({ title: "FastAPI", openapiVersion: "3.2.0" });
  const typed = { response: EventStream(Item) };
  const untyped = { response: EventStream() };
  app.get("/items/stream", {}, typed, async function* sseItems() {
    yield* items;
  });
  app.get("/items/stream-sync", {}, typed, function* sseItemsSync() {
    yield* items;
  });
  app.get("/items/stream-no-annotation", {}, untyped, async function* sseItemsNoAnnotation() {
    yield* items;
  });
  app.get("/items/stream-sync-no-annotation", {}, untyped, function* sseItemsSyncNoAnnotation() {
    yield* items;
  });
  app.get("/items/stream-dict", {}, untyped, async function* sseItemsDict() {
    for (const { name, description } of items) yield { name, description };
  });
  app.get("/items/stream-sse-event", {}, untyped, async function* sseItemsEvent() {
    yield ServerSentEvent({ data: JSON.stringify("hello"), event: "greeting", id: "1" });
    yield ServerSentEvent({ data: { key: "value" }, event: "json-data", id: "2" });
    yield ServerSentEvent({ comment: "just a comment" });
    yield ServerSentEvent({ data: JSON.stringify("retry-test"), retry: 5000 });
  });
  app.get("/items/stream-mixed", {}, typed, async function* sseItemsMixed() {
    yield* items;
    yield ServerSentEvent({ data: JSON.stringify("custom-event"), event: "special" });
    yield* items.slice(1, 2);
  });
  app.get("/items/stream-string", {}, untyped, async function* sseItemsString() {
    yield "plain text data";
  });
  app.post("/items/stream-post", {}, typed, async function* sseItemsPost() {
    yield* items;
  });
  app.get("/items/stream-raw", {}, untyped, async function* sseItemsRaw() {
    yield ServerSentEvent({ data: "plain text without quotes" });
    yield ServerSentEvent({ data: "<div>html fragment</div>", event: "html" });
    yield ServerSentEvent({ data: "cpu,87.3,1709145600", event: "csv" });
  });
  app.include(router, { prefix: "/api" });
  return app;
};
