import { Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Owner = z
  .object({ name: z.string(), email: z.string().nullable().default(null) })
  .meta({ id: "Owner" });
const Item = z
  .object({
    name: z.string(),
    tax: z.number().default(10.5),
    tags: z.array(z.string()).default([]),
    owner: Owner.nullable().default(null),
  })
  .meta({ id: "Item" });

describe("the members of a response that are sent", () => {
  const given = { name: "a", tax: 10.5, owner: { name: "x" } };
  const whole = { ...given, tags: [], owner: { name: "x", email: null } };
  const app = new Saluki();
  app.get("/unset", {}, { response: Item, responseSkip: "unset" }, () => given);
  app.get("/defaults", {}, { response: Item, responseSkip: "defaults" }, () => given);
  app.get("/null", {}, { response: Item, responseSkip: ["null"] }, () => given);
  app.get("/include", {}, { response: Item, responseInclude: ["name", "tags"] }, () => given);
  app.get("/exclude", {}, { response: Item, responseExclude: { tax: true, owner: ["email"] } }, () => given);
  app.get("/list", {}, { response: z.array(Item), responseInclude: ["name"] }, () => [given]);
  app.get("/all", {}, { response: Item }, () => given);
  const client = new TestClient(app);

  it.each<[string, string, unknown]>([
    ["those that the handler set", "/unset", given],
    [
      "those that differ from their default, inside of members too",
      "/defaults",
      { name: "a", owner: { name: "x" } },
    ],
    ["those that are not null", "/null", { ...whole, owner: { name: "x" } }],
    ["those that are named", "/include", { name: "a", tags: [] }],
    ["those that are not named", "/exclude", { name: "a", tags: [], owner: { name: "x" } }],
    ["those of each item of a list", "/list", [{ name: "a" }]],
    ["all, where nothing is said", "/all", whole],
  ])("are %s", async (_, path, expected) => {
    expect((await client.get(path)).json()).toEqual(expected);
  });
});
