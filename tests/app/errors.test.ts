import { HTTPException, html, json, RequestValidationError, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

class Notes {
  readonly lines: { fields: Record<string, unknown>; message: string }[] = [];
  readonly logger = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object | string, message?: string) => {
      this.lines.push({ fields: fields as Record<string, unknown>, message: message ?? "" });
    },
  };
}

describe("HTTPException", () => {
  const app = new Saluki();
  app.get("/plain", () => {
    throw new HTTPException(404);
  });
  app.get("/detail", async () => {
    throw new HTTPException(418, { code: "teapot", tags: ["a"] }, { headers: { "X-Error": "tea" } });
  });
  app.get("/no-content", () => {
    throw new HTTPException(304);
  });
  const client = new TestClient(app);

  it("is answered with its detail, or the phrase of its status", async () => {
    const plain = await client.get("/plain");
    expect([plain.status, plain.json()]).toEqual([404, { detail: "Not Found" }]);
    const detailed = await client.get("/detail");
    expect([detailed.status, detailed.json(), detailed.headers.get("x-error")]).toEqual([
      418,
      { detail: { code: "teapot", tags: ["a"] } },
      "tea",
    ]);
  });

  it("has no content where its status has none", async () => {
    const response = await client.get("/no-content");
    expect([response.status, response.text(), response.headers.has("content-type")]).toEqual([
      304,
      "",
      false,
    ]);
  });
});

describe("onError", () => {
  class ShopError extends Error {}
  class OutOfStock extends ShopError {}

  it("goes by the most specific class, whatever the order of declaration", async () => {
    const app = new Saluki();
    app.onError(OutOfStock, () => json({ detail: "out of stock" }, { status: 409 }));
    app.onError(ShopError, () => json({ detail: "shop" }, { status: 400 }));
    app.onError(Error, () => json({ detail: "any" }, { status: 500 }));
    app.get("/stock", () => {
      throw new OutOfStock();
    });
    app.get("/shop", () => {
      throw new ShopError();
    });
    app.get("/any", () => {
      throw new TypeError();
    });
    const client = new TestClient(app, { raiseServerErrors: false });
    expect((await client.get("/stock")).json()).toEqual({ detail: "out of stock" });
    expect((await client.get("/shop")).status).toBe(400);
    expect((await client.get("/any")).json()).toEqual({ detail: "any" });
  });

  it("replaces the answers of 404, 405, 422 and 500", async () => {
    const app = new Saluki({ logger: new Notes().logger });
    app.onError(404, (_error, { request }) => html(`<p>no ${request.path}`, { status: 404 }));
    app.onError(405, () => ({ wrong: "method" }));
    app.onError(500, () => ({ sorry: true }));
    app.onError(RequestValidationError, (error) =>
      json({ count: error.errors.length, body: error.body }, { status: 400 }),
    );
    app.post("/", { item: z.object({ a: z.int() }) }, () => {
      throw new Error("boom");
    });
    const client = new TestClient(app, { raiseServerErrors: false });
    expect((await client.get("/x")).text()).toBe("<p>no /x");
    const wrong = await client.get("/");
    expect([wrong.status, wrong.json()]).toEqual([405, { wrong: "method" }]);
    const broken = await client.post("/", { json: { a: 1 } });
    expect([broken.status, broken.json()]).toEqual([500, { sorry: true }]);
    expect((await client.post("/", { json: { a: "x" } })).json()).toEqual({ count: 1, body: { a: "x" } });
  });

  it("gets errors of validation without the frames of the framework, and others with theirs", async () => {
    const stacks: (string | undefined)[] = [];
    const app = new Saluki();
    app.onError(RequestValidationError, (error) => {
      stacks.push(error.stack, new Error("of the handler").stack);
      return {};
    });
    app.get("/{id}", { id: z.int() }, () => {});
    await new TestClient(app).get("/x");
    expect(stacks[0]).toContain("Input should be a valid integer");
    expect(stacks[0]).not.toMatch(/^ +at /m);
    expect(stacks[1]).toMatch(/^ +at .*errors\.test\.ts/m);
  });

  it("that fails itself is answered 500, and both errors are logged", async () => {
    const notes = new Notes();
    const app = new Saluki({ logger: notes.logger });
    app.onError(Error, () => {
      throw new Error("in the handler");
    });
    app.get("/", () => {
      throw new Error("at first");
    });
    const response = await new TestClient(app, { raiseServerErrors: false }).get("/");
    expect([response.status, response.text()]).toEqual([500, "Internal Server Error"]);
    expect(notes.lines.map(({ fields }) => (fields.err as Error).message)).toEqual([
      "at first",
      "in the handler",
    ]);
  });
});

describe("an error handler", () => {
  it("may leave work for after its response", async () => {
    const log: string[] = [];
    const app = new Saluki({ logger: new Notes().logger });
    app.onError(RangeError, (_error, { background }) => {
      background.add(() => void log.push("told somebody"));
      return json({}, { status: 409 });
    });
    app.get("/", () => {
      throw new RangeError();
    });
    expect((await new TestClient(app).get("/")).status).toBe(409);
    expect(log).toEqual(["told somebody"]);
  });
});

describe("an unforeseen error", () => {
  const failing = (debug: boolean, notes = new Notes()) => {
    const app = new Saluki({ debug, logger: notes.logger });
    app.get("/", () => {
      throw new Error("the <secret> password");
    });
    return new TestClient(app, { raiseServerErrors: false });
  };

  it("is answered 500 without its text, and logged with the request", async () => {
    const notes = new Notes();
    const response = await failing(false, notes).get("/");
    expect([response.status, response.text()]).toEqual([500, "Internal Server Error"]);
    expect(notes.lines).toMatchObject([
      {
        fields: { method: "GET", path: "/", err: { message: "the <secret> password" } },
        message: "unhandled error",
      },
    ]);
  });

  it("is shown to the developer in debug mode: a page for a browser, JSON for others", async () => {
    const page = await failing(true).get("/", { headers: { accept: "text/html" } });
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.text()).toContain("the &lt;secret&gt; password");
    const data = (await failing(true).get("/")).json<{ error: { message: string; stack: string[] } }>();
    expect(data.error.message).toBe("the <secret> password");
    expect(data.error.stack[0]).toMatch(/errors\.test\.ts/);
  });

  it("is thrown by the TestClient, unless it was told not to", async () => {
    const app = new Saluki({ logger: new Notes().logger });
    app.get("/", () => {
      throw new RangeError("boom");
    });
    await expect(new TestClient(app).get("/")).rejects.toThrow(RangeError);
  });

  it("in a middleware is answered 500 too", async () => {
    const app = new Saluki({ logger: new Notes().logger });
    app.use(() => {
      throw new Error("middleware");
    });
    app.get("/", () => 1);
    expect((await new TestClient(app, { raiseServerErrors: false }).get("/")).status).toBe(500);
  });

  it("passes through middleware as a response, so that its headers are there", async () => {
    const app = new Saluki({ logger: new Notes().logger });
    app.use(async (request, next) => {
      const response = await next(request);
      response.headers.set("x-outer", "yes");
      return response;
    });
    app.get("/", () => {
      throw new Error("boom");
    });
    const response = await new TestClient(app, { raiseServerErrors: false }).get("/");
    expect([response.status, response.headers.get("x-outer")]).toEqual([500, "yes"]);
  });
});

describe("a response that does not match its schema", () => {
  it("is the server's fault: 500, and the log names the field", async () => {
    const notes = new Notes();
    const app = new Saluki({ logger: notes.logger });
    app.get("/", {}, { response: z.object({ items: z.array(z.object({ id: z.int() })) }) }, () => ({
      items: [{ id: "x" as unknown as number }],
    }));
    const response = await new TestClient(app, { raiseServerErrors: false }).get("/");
    expect([response.status, response.text()]).toEqual([500, "Internal Server Error"]);
    expect(String((notes.lines[0]!.fields.err as Error).message)).toMatch(
      /GET \/ .*\n {2}response\.items\.0\.id: .*\[int_type\]/,
    );
  });
});

describe("the shape of validation errors", () => {
  const routes = (app: Saluki) => {
    app.post("/items/{id}", { id: z.int(), item: z.object({ "a/b": z.int() }) }, () => 1);
    return new TestClient(app);
  };

  it("can be problem+json, in answers and in the document", async () => {
    const app = new Saluki({ validationErrors: "problem+json" });
    const response = await routes(app).post("/items/1", { json: { "a/b": "x" } });
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.json()).toMatchObject({
      title: "Unprocessable Content",
      status: 422,
      errors: [{ code: "int_type", in: "body", pointer: "/a~1b" }],
    });
    expect(app.openapi().paths["/items/{id}"]!.post!.responses["422"]!.content).toEqual({
      "application/problem+json": { schema: { $ref: "#/components/schemas/ValidationProblem" } },
    });
  });

  it("can be the application's own, declared once", async () => {
    const app = new Saluki({
      validationErrors: {
        status: 400,
        name: "Problems",
        build: (errors) => ({ problems: errors.map(({ loc }) => loc.join(".")) }),
        schema: { type: "object", properties: { problems: { type: "array", items: { type: "string" } } } },
      },
    });
    const response = await routes(app).post("/items/x", { json: {} });
    expect([response.status, response.json()]).toEqual([400, { problems: ["path.id", "body.a/b"] }]);
    const { responses } = app.openapi().paths["/items/{id}"]!.post!;
    expect(Object.keys(responses)).toEqual(["200", "400"]);
    expect(app.openapi().components!.schemas).toHaveProperty("Problems");
  });
});
