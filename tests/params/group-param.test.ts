import { type } from "arktype";
import { Cookie, Form, Header, Query, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("a group that takes keys of the client's choice", () => {
  const Counts = z.record(z.string(), z.int());
  const app = new Saluki();
  app.get("/query", { all: Query(Counts) }, ({ all }) => all);
  app.get("/lists", { all: Query(z.record(z.string(), z.array(z.int()))) }, ({ all }) => all);
  app.get("/loose", { all: Query(z.looseObject({ n: z.int() })) }, ({ all }) => all);
  app.get("/catchall", { all: Query(z.object({ s: z.string() }).catchall(z.int())) }, ({ all }) => all);
  app.get("/arktype", { all: Query(type({ "[string]": "number" })) }, ({ all }) => all);
  app.get("/header", { all: Header(z.record(z.string(), z.string())) }, ({ all }) => all);
  app.get("/cookie", { all: Cookie(Counts) }, ({ all }) => all);
  app.post("/form", { all: Form(Counts) }, ({ all }) => all);
  const client = new TestClient(app);

  it.each<[string, unknown]>([
    ["/query", {}],
    ["/query?a=1&b=2&a=3", { a: 3, b: 2 }],
    ["/lists?a=1&b=2&a=3", { a: [1, 3], b: [2] }],
    ["/loose?n=1&b=2&c=x&c=y", { n: 1, b: "2", c: ["x", "y"] }],
    ["/catchall?s=1&b=2", { s: "1", b: 2 }],
    ["/arktype?a=1.5", { a: 1.5 }],
  ])("takes all keys of the query: %s", async (target, value) => {
    expect((await client.get(target)).json()).toEqual(value);
  });

  it("tells what is wrong with a value under its key", async () => {
    const response = await client.get("/query?a=1&b=x");
    expect(response.status).toBe(422);
    expect(response.json<{ detail: unknown[] }>().detail).toMatchObject([
      { type: "int_parsing", loc: ["query", "b"], input: "x" },
    ]);
  });

  it("takes all headers, cookies and fields of a form", async () => {
    expect((await client.get("/header", { headers: { "x-one": "1" } })).json()).toMatchObject({
      "x-one": "1",
    });
    expect((await client.get("/cookie", { headers: { cookie: "a=1; b=2" } })).json()).toEqual({ a: 1, b: 2 });
    expect((await client.post("/form", { form: { a: "1", b: "2" } })).json()).toEqual({ a: 1, b: 2 });
  });
});
