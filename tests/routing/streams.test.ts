import { EventStream, JsonLines, type JsonSchema, Saluki, ServerSentEvent } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Item = z.object({ name: z.string() }).meta({ id: "Item" });
const secret = { name: "a", password: "x" };

describe("a declared stream", () => {
  const app = new Saluki({ openapiVersion: "3.2.0" });
  app.get("/events", {}, { response: EventStream(Item) }, async function* () {
    yield secret;
    yield ServerSentEvent({ data: secret, event: "added", id: "7", retry: 100 });
    yield ServerSentEvent({ data: "[DONE]", event: "end" });
    yield ServerSentEvent({ comment: "bye" });
  });
  app.get("/events/any", {}, { response: EventStream() }, function* () {
    yield { data: "an item, and no event" };
    yield "text";
    yield ServerSentEvent({ data: { a: 1n } });
  });
  app.get("/events/bad", {}, { response: EventStream(Item) }, async function* () {
    yield ServerSentEvent({ data: { name: 1 } as never });
  });
  app.get("/lines", {}, { response: JsonLines(Item), status: 201 }, () => [secret, secret]);
  app.get("/lines/any", {}, { response: JsonLines() }, async function* (_params, { response }) {
    response.status = 202;
    yield { at: new Date(0) };
  });
  const client = new TestClient(app);
  const itemSchema = (path: string, type: string) =>
    app.openapi().paths[path]!.get!.responses["200"]!.content![type]!.itemSchema as JsonSchema;

  it("sends items, and events with more than an item, by the schema of the items", async () => {
    const response = await client.get("/events");
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.text()).toBe(
      [
        'data: {"name":"a"}\n\n',
        'event: added\ndata: {"name":"a"}\nid: 7\nretry: 100\n\n',
        "event: end\ndata: [DONE]\n\n",
        ": bye\n\n",
      ].join(""),
    );
  });

  it("sends items as they come where there is no schema", async () => {
    expect((await client.get("/events/any")).text()).toBe(
      'data: {"data":"an item, and no event"}\n\ndata: "text"\n\ndata: {"a":1}\n\n',
    );
  });

  it("breaks off at an item that the schema refuses", async () => {
    await expect(client.get("/events/bad")).rejects.toThrow();
  });

  it("is JSON lines as well, with the status that was declared or set", async () => {
    const lines = await client.get("/lines");
    expect([lines.status, lines.headers.get("content-type"), lines.text()]).toEqual([
      201,
      "application/jsonl",
      '{"name":"a"}\n{"name":"a"}\n',
    ]);
  });

  it("is documented with its items, or without them where nothing is known", () => {
    expect(itemSchema("/events", "text/event-stream")).toMatchObject({
      required: ["data"],
      properties: { data: { contentSchema: { $ref: "#/components/schemas/Item" } } },
    });
    expect(itemSchema("/events/any", "text/event-stream")).toMatchObject({
      properties: { data: { type: "string" } },
    });
    expect(itemSchema("/events/any", "text/event-stream")).not.toHaveProperty("required");
    expect(itemSchema("/lines/any", "application/jsonl")).toEqual({});
  });
});
