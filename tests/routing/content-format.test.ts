import { html, Router, reply, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("a plain value under the media type of its route", () => {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const app = new Saluki({ logger: silent });
  const Problem = z.object({ title: z.string() });
  const page = { responseMediaType: "text/html" };
  app.get("/page", {}, page, () => "<h1>Hello</h1>");
  app.get("/nothing", {}, page, () => undefined);
  app.get("/ready", {}, page, () => html("<p>", { status: 201 }));
  app.get("/checked", {}, { ...page, response: z.string().max(3) }, () => "<p>");
  app.get("/too-long", {}, { ...page, response: z.string().max(3) }, () => "<hr>");
  app.get("/later", {}, page, async () => "<p>later");
  app.get("/latin", {}, { responseMediaType: "text/plain; charset=iso-8859-1" }, () => "abc");
  app.get("/xml", {}, { responseMediaType: "application/xml" }, () => "<a/>");
  app.get("/bytes", {}, { responseMediaType: "image/png" }, () => Buffer.from([1, 2, 3]));
  app.get("/api", {}, { responseMediaType: "application/vnd.api+json" }, () => ({ data: [] }));
  app.get("/range", {}, { responseMediaType: "image/*" }, () => ({ detail: "none" }));
  app.get("/unknown", {}, { responseMediaType: null }, () => ({ detail: "none" }));
  app.get("/object", {}, page, () => ({ not: "text" }));
  app.get("/reply", {}, { ...page, responses: { 404: Problem } }, () => reply(404, { title: "None" }));
  const vendor = { responseMediaType: "application/vnd.api+json", responses: { 404: Problem } };
  app.get("/api/reply", {}, vendor, () => reply(404, { title: "None" }));
  const client = new TestClient(app, { raiseServerErrors: false });

  it.each([
    ["text is sent as it is", "/page", 200, "text/html; charset=utf-8", "<h1>Hello</h1>"],
    ["nothing is an empty text", "/nothing", 200, "text/html; charset=utf-8", ""],
    ["text that comes later", "/later", 200, "text/html; charset=utf-8", "<p>later"],
    ["a response stays what it is", "/ready", 201, "text/html; charset=utf-8", "<p>"],
    ["text is held against its schema", "/checked", 200, "text/html; charset=utf-8", "<p>"],
    ["a charset that is given stays", "/latin", 200, "text/plain; charset=iso-8859-1", "abc"],
    ["only text/* gets a charset", "/xml", 200, "application/xml", "<a/>"],
    ["JSON of another name is JSON", "/api", 200, "application/vnd.api+json", '{"data":[]}'],
    ["a range names no type to send", "/range", 200, "application/json", '{"detail":"none"}'],
    ["a type that is not known", "/unknown", 200, "application/json", '{"detail":"none"}'],
    ["replies are JSON", "/reply", 404, "application/json", '{"title":"None"}'],
    ["replies are JSON of the same name", "/api/reply", 404, "application/vnd.api+json", '{"title":"None"}'],
  ])("%s", async (_what, path, status, contentType, text) => {
    const response = await client.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe(contentType);
    expect(response.text()).toBe(text);
  });

  it("sends bytes as they are", async () => {
    const response = await client.get("/bytes");
    expect(response.headers.get("content-type")).toBe("image/png");
    expect([...response.bytes()]).toEqual([1, 2, 3]);
  });

  it.each(["/object", "/too-long"])(
    "answers 500 to what the type or schema does not take: %s",
    async (path) => {
      expect((await client.get(path)).status).toBe(500);
    },
  );

  it("documents replies as they are sent", () => {
    const { paths } = app.openapi();
    const types = (path: string) => Object.keys(paths[path]!.get!.responses["404"]!.content!);
    expect(types("/reply")).toEqual(["application/json"]);
    expect(types("/api/reply")).toEqual(["application/vnd.api+json"]);
  });
});

describe("the media type of a router", () => {
  const inner = new Router({ responseMediaType: "text/html" });
  inner.get("/inner", () => "<p>");
  inner.get("/own", {}, { responseMediaType: "text/css" }, () => "p {}");
  inner.get("/json", {}, { responseMediaType: "application/json" }, () => "text");
  const outer = new Router();
  outer.get("/outer", () => "plain");
  outer.include(inner);
  const app = new Saluki();
  app.include(outer, { responseMediaType: "text/plain" });
  app.get("/root", () => "text");

  it.each([
    ["/outer", "text/plain; charset=utf-8", "plain"],
    ["/inner", "text/html; charset=utf-8", "<p>"],
    ["/own", "text/css; charset=utf-8", "p {}"],
    ["/json", "application/json", '"text"'],
    ["/root", "application/json", '"text"'],
  ])("is that of its routes, the innermost first: %s", async (path, contentType, body) => {
    const response = await new TestClient(app).get(path);
    expect([response.headers.get("content-type"), response.text()]).toEqual([contentType, body]);
    const [documented] = Object.keys(app.openapi().paths[path]!.get!.responses["200"]!.content!);
    expect(contentType).toContain(documented);
  });
});
