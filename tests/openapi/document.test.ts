import { Validator } from "@seriousme/openapi-schema-validator";
import {
  Body,
  Cookie,
  Depends,
  EventStream,
  File,
  Form,
  Header,
  OutgoingRequests,
  Path,
  Query,
  Router,
  Saluki,
  Security,
} from "saluki";
import { APIKeyHeader, HTTPBasic, OAuth2PasswordBearer, OAuth2PasswordRequestForm } from "saluki/security";
import { describe, expect, it } from "vitest";
import { z } from "zod";

async function valid(app: Saluki): Promise<ReturnType<Saluki["openapi"]>> {
  const document = app.openapi();
  const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  return document;
}

const Item = z.object({ name: z.string().min(1), price: z.number().positive() }).meta({ id: "Item" });

describe("the document", () => {
  it("is made once, and anew when something was declared", () => {
    const app = new Saluki();
    app.get("/a", () => 1);
    const first = app.openapi();
    expect(app.openapi()).toBe(first);
    app.get("/b", () => 1);
    expect(Object.keys(app.openapi().paths)).toEqual(["/a", "/b"]);
  });

  it("has what the application says of itself", async () => {
    const app = new Saluki({
      title: "Shop",
      version: "2.0.0",
      summary: "Sells things",
      description: "A **shop**",
      termsOfService: "https://shop.test/terms",
      contact: { name: "Ada", email: "ada@shop.test" },
      license: { name: "MIT", identifier: "MIT" },
      servers: [{ url: "https://api.shop.test", description: "production" }],
      openapiTags: [{ name: "items", description: "What is sold" }],
      externalDocs: { url: "https://shop.test/docs" },
    });
    app.get("/", () => 1);
    const document = await valid(app);
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: {
        title: "Shop",
        version: "2.0.0",
        summary: "Sells things",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "https://api.shop.test", description: "production" }],
      tags: [{ name: "items", description: "What is sold" }],
      externalDocs: { url: "https://shop.test/docs" },
    });
  });

  it("describes parameters of every source", async () => {
    const app = new Saluki();
    app.get(
      "/items/{item-id}",
      {
        itemId: Path(z.int().positive(), { alias: "item-id", description: "The item" }),
        q: Query(z.string().max(50).optional(), { deprecated: true, example: "foo" }),
        size: Query(z.enum(["s", "m"]).default("m"), { examples: { small: { value: "s" } } }),
        tags: Query(z.array(z.string()), { title: "Tags" }),
        userAgent: Header(z.string().optional()),
        session: Cookie(z.string()),
        hidden: Query(z.string().optional(), { includeInSchema: false }),
        page: Query(z.object({ limit: z.int().max(100).default(10), offset: z.int().optional() })),
      },
      () => 1,
    );
    const { parameters } = (await valid(app)).paths["/items/{item-id}"]!.get!;
    expect(parameters).toEqual([
      {
        name: "item-id",
        in: "path",
        required: true,
        description: "The item",
        schema: { type: "integer", exclusiveMinimum: 0, description: "The item" },
      },
      {
        name: "q",
        in: "query",
        required: false,
        deprecated: true,
        example: "foo",
        schema: { type: "string", maxLength: 50, deprecated: true },
      },
      {
        name: "size",
        in: "query",
        required: false,
        examples: { small: { value: "s" } },
        schema: { type: "string", enum: ["s", "m"], default: "m" },
      },
      {
        name: "tags",
        in: "query",
        required: true,
        schema: { type: "array", items: { type: "string" }, title: "Tags" },
      },
      { name: "limit", in: "query", required: false, schema: { type: "integer", maximum: 100, default: 10 } },
      { name: "offset", in: "query", required: false, schema: { type: "integer" } },
      { name: "user-agent", in: "header", required: false, schema: { type: "string" } },
      { name: "session", in: "cookie", required: true, schema: { type: "string" } },
    ]);
  });

  it("describes bodies: a model, an optional one, several, a form, a file, text", async () => {
    const app = new Saluki();
    app.post("/model", { item: Item }, () => 1);
    app.post("/optional", { item: Item.nullable().optional() }, () => 1);
    app.post("/several", { item: Item, n: Body(z.int().default(1)) }, function createSeveral() {});
    app.post("/form", { username: Form(z.string()), age: Form(z.int().optional()) }, function login() {});
    app.post("/form-group", { form: Form(z.object({ a: z.string() }).meta({ id: "FormData" })) }, () => 1);
    app.post(
      "/upload",
      {
        file: File({ description: "The picture" }),
        more: File({ many: true, optional: true }),
        title: Form(z.string()),
      },
      function upload() {},
    );
    app.post("/text", { note: Body(z.string(), { mediaType: "text/plain" }) }, () => 1);
    const document = await valid(app);
    const body = (path: string) => document.paths[path]!.post!.requestBody;
    expect(body("/model")).toEqual({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } },
      required: true,
    });
    expect(body("/optional")).toEqual({
      content: {
        "application/json": { schema: { anyOf: [{ $ref: "#/components/schemas/Item" }, { type: "null" }] } },
      },
    });
    expect(body("/several")!.content["application/json"]!.schema).toEqual({
      $ref: "#/components/schemas/CreateSeveralBody",
    });
    expect(document.components!.schemas!.CreateSeveralBody).toEqual({
      title: "CreateSeveralBody",
      type: "object",
      properties: { item: { $ref: "#/components/schemas/Item" }, n: { type: "integer", default: 1 } },
      required: ["item"],
    });
    expect(Object.keys(body("/form")!.content)).toEqual(["application/x-www-form-urlencoded"]);
    expect(body("/form-group")!.content["application/x-www-form-urlencoded"]!.schema).toEqual({
      $ref: "#/components/schemas/FormData",
    });
    expect(document.components!.schemas!.UploadBody).toMatchObject({
      properties: {
        file: { type: "string", contentMediaType: "application/octet-stream", description: "The picture" },
        more: { type: "array", items: { type: "string", contentMediaType: "application/octet-stream" } },
      },
      required: ["file", "title"],
    });
    expect(Object.keys(body("/upload")!.content)).toEqual(["multipart/form-data"]);
    expect(body("/text")!.content["text/plain"]!.schema).toEqual({ type: "string" });
  });

  it("describes answers, and the validation error of every operation that takes something", async () => {
    const app = new Saluki();
    const Problem = z.object({ title: z.string() }).meta({ id: "Problem" });
    app.get(
      "/{id}",
      { id: z.int() },
      {
        response: Item,
        responseDescription: "The item",
        responses: { 404: Problem, "5XX": { description: "Down" }, default: {} },
      },
      () => ({ name: "a", price: 1 }),
    );
    app.post("/", {}, { status: 201 }, () => 1);
    app.delete("/{id}", { id: z.int() }, { status: 204 }, () => {});
    app.get("/html", {}, { responseMediaType: "text/html" }, () => "");
    app.get("/own422", { q: z.string() }, { responses: { "4XX": { description: "Mine" } } }, () => 1);
    const { paths, components } = await valid(app);
    expect(paths["/{id}"]!.get!.responses).toEqual({
      200: {
        description: "The item",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Item" } } },
      },
      404: {
        description: "Not Found",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
      "5XX": { description: "Down" },
      default: { description: "Default Response" },
    });
    expect(paths["/"]!.post!.responses).toEqual({
      201: { description: "Successful Response", content: { "application/json": { schema: {} } } },
    });
    expect(paths["/{id}"]!.delete!.responses["204"]).toEqual({ description: "Successful Response" });
    expect(paths["/{id}"]!.delete!.responses["422"]!.content!["application/json"]!.schema).toEqual({
      $ref: "#/components/schemas/HTTPValidationError",
    });
    expect(components!.schemas).toHaveProperty("ValidationError");
    expect(paths["/html"]!.get!.responses["200"]!.content).toEqual({
      "text/html": { schema: { type: "string" } },
    });
    expect(Object.keys(paths["/own422"]!.get!.responses)).toEqual(["200", "4XX"]);
  });

  it("adds what is said of the first answer a second time", async () => {
    const app = new Saluki();
    const example = { name: "pen", price: 2 };
    const content = { "application/json": { example }, "image/png": {} };
    const responses = { 200: { description: "The item, or its picture", content } };
    app.get("/", {}, { response: Item, responses }, () => example);
    const { paths } = await valid(app);
    expect(paths["/"]!.get!.responses["200"]).toEqual({
      description: "The item, or its picture",
      content: {
        "application/json": { schema: { $ref: "#/components/schemas/Item" }, example },
        "image/png": {},
      },
    });
  });

  it("splits a schema into input and output only where they differ", async () => {
    const Inner = z.object({ at: z.string().default("now") }).meta({ id: "Inner" });
    const Outer = z.object({ inner: Inner }).meta({ id: "Outer" });
    const Same = z.object({ a: z.int() }).meta({ id: "Same" });
    const routes = (app: Saluki) => {
      app.post(
        "/",
        { outer: Outer, same: Same },
        { response: z.object({ outer: Outer, same: Same }) },
        (values) => values,
      );
      return app;
    };
    const split = Object.keys((await valid(routes(new Saluki()))).components!.schemas!);
    expect(split).toContain("Same");
    expect(split.some((name) => name.startsWith("Same-"))).toBe(false);
    const merged = Object.keys(
      (await valid(routes(new Saluki({ separateInputOutputSchemas: false })))).components!.schemas!,
    );
    expect(merged).toEqual(expect.arrayContaining(["Inner", "Outer", "Same"]));
    expect(merged.some((name) => name.includes("-"))).toBe(false);
  });

  it("describes recursive schemas", async () => {
    interface Tree {
      name: string;
      children: Tree[];
    }
    const Tree: z.ZodType<Tree> = z
      .object({
        name: z.string(),
        get children() {
          return z.array(Tree);
        },
      })
      .meta({ id: "Tree" }) as never;
    const app = new Saluki();
    app.post("/", { tree: Tree }, { response: Tree }, ({ tree }) => tree);
    const { components } = await valid(app);
    expect(components!.schemas!.Tree).toMatchObject({
      properties: { children: { items: { $ref: "#/components/schemas/Tree" } } },
    });
  });

  it("describes security: what is enforced together, and what is one of several ways", async () => {
    const oauth2 = OAuth2PasswordBearer({
      tokenUrl: "token",
      scopes: { read: "Read" },
      description: "Log in",
    });
    const User = Depends({ token: oauth2 }, ({ token }) => token);
    const key = APIKeyHeader({ name: "x-key" });
    const app = new Saluki();
    app.get("/and", { user: Security(User, { scopes: ["read"] }), key }, () => 1);
    app.get(
      "/or",
      { basic: HTTPBasic({ autoError: false }), key: APIKeyHeader({ name: "x-key", autoError: false }) },
      () => 1,
    );
    app.post("/token", { form: OAuth2PasswordRequestForm }, () => 1);
    const { paths, components } = await valid(app);
    expect(paths["/and"]!.get!.security).toEqual([{ OAuth2PasswordBearer: ["read"], APIKeyHeader: [] }]);
    expect(paths["/or"]!.get!.security).toEqual([{ HTTPBasic: [] }, { APIKeyHeader: [] }]);
    expect(components!.securitySchemes).toEqual({
      OAuth2PasswordBearer: {
        type: "oauth2",
        flows: { password: { scopes: { read: "Read" }, tokenUrl: "token" } },
        description: "Log in",
      },
      APIKeyHeader: { type: "apiKey", in: "header", name: "x-key" },
      HTTPBasic: { type: "http", scheme: "basic" },
    });
  });

  it("describes callbacks and webhooks", async () => {
    const invoices = new OutgoingRequests();
    invoices.post("{$request.body#/url}/invoices", { item: Item }, function invoicePaid() {});
    const app = new Saluki();
    app.post("/orders", { item: Item }, { callbacks: { invoicePaid: invoices } }, () => 1);
    app.webhooks.post("new-item", { item: Item }, function newItem() {});
    const document = await valid(app);
    expect(Object.keys(document.paths["/orders"]!.post!.callbacks!.invoicePaid!)).toEqual([
      "{$request.body#/url}/invoices",
    ]);
    expect(document.webhooks!["new-item"]!.post!.operationId).toBe("newItem");
  });

  it("merges what an operation adds by hand, and lets the application change the whole", async () => {
    const app = new Saluki({
      openapi: (document) => {
        document.info["x-logo"] = { url: "/logo.png" };
      },
    });
    app.get(
      "/",
      { q: z.string().optional() },
      {
        openapi: {
          "x-internal": true,
          parameters: [{ name: "extra", in: "query", schema: { type: "string" } }],
        },
      },
      () => 1,
    );
    const document = await valid(app);
    expect(document.info["x-logo"]).toEqual({ url: "/logo.png" });
    expect(document.paths["/"]!.get!["x-internal"]).toBe(true);
    expect(document.paths["/"]!.get!.parameters!.map(({ name }) => name)).toEqual(["q", "extra"]);
  });

  it("leaves out what is not to be shown", async () => {
    const internal = new Router({ includeInSchema: false });
    internal.get("/internal", () => 1);
    const app = new Saluki();
    app.include(internal);
    app.get("/hidden", {}, { includeInSchema: false }, () => 1);
    app.get("/shown", () => 1);
    expect(Object.keys((await valid(app)).paths)).toEqual(["/shown"]);
  });

  it("leaves out a parameter that is not to be shown, and describes the others as they are sent", async () => {
    const hidden = { includeInSchema: false };
    const app = new Saluki();
    app.get("/", { q: Query(z.string().optional(), hidden), r: Query(z.string()) }, () => 1);
    app.post("/", { trace: Body(z.string().optional(), hidden), name: Body(z.string()) }, function add() {});
    const { paths, components } = await valid(app);
    expect(paths["/"]!.get!.parameters!.map(({ name }) => name)).toEqual(["r"]);
    expect(paths["/"]!.post!.requestBody!.content["application/json"]!.schema).toEqual({
      $ref: "#/components/schemas/AddBody",
    });
    expect(components!.schemas!.AddBody).toMatchObject({
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"],
    });
  });

  it("tells of the 422 that a hidden parameter can give", async () => {
    const app = new Saluki();
    app.get("/", { q: Query(z.int().optional(), { includeInSchema: false }) }, () => 1);
    const { parameters, responses } = (await valid(app)).paths["/"]!.get!;
    expect(parameters).toBeUndefined();
    expect(Object.keys(responses)).toEqual(["200", "422"]);
  });

  it("describes streams, by their items in OpenAPI 3.2", async () => {
    const routes = (app: Saluki) => {
      app.get("/ticks", {}, { response: EventStream(Item) }, async function* () {});
      return app;
    };
    expect(
      Object.keys(routes(new Saluki()).openapi().paths["/ticks"]!.get!.responses["200"]!.content!),
    ).toEqual(["text/event-stream"]);
    const { content } = routes(new Saluki({ openapiVersion: "3.2.0" })).openapi().paths["/ticks"]!.get!
      .responses["200"]!;
    expect(content!["text/event-stream"]!.itemSchema).toMatchObject({
      properties: { data: { contentSchema: { $ref: "#/components/schemas/Item" } } },
    });
  });
});

describe("names", () => {
  it("come from the handler, or from method and path", () => {
    const app = new Saluki();
    app.get("/items/{itemId}", { itemId: z.int() }, () => 1);
    app.get("/", () => 1);
    app.get("/named", function readNamed() {});
    app.get("/own", {}, { operationId: "own_id", summary: "My own" }, () => 1);
    app.route(["GET", "PUT"], "/both", function both() {});
    const { paths } = app.openapi();
    const names = Object.values(paths).flatMap((item) =>
      Object.values(item).map(({ operationId, summary }) => [operationId, summary]),
    );
    expect(names).toEqual([
      ["getItemsByItemId", "Get Items By Item Id"],
      ["getRoot", "Get Root"],
      ["readNamed", "Read Named"],
      ["own_id", "My own"],
      ["both_get", "Both"],
      ["both_put", "Both"],
    ]);
  });

  it("come from method and path where routes share a handler", () => {
    const items = new Router();
    items.get("/items", function listItems() {});
    items.get("/items/", {}, { includeInSchema: false }, function listAgain() {});
    const app = new Saluki();
    app.include(items, { prefix: "/shops" });
    app.include(items, { prefix: "/users/{userId}", dependencies: [Depends({ userId: z.int() }, () => {})] });
    const health = () => "ok";
    app.get("/health", health);
    app.get("/healthz", {}, { includeInSchema: false }, health);
    const { paths } = app.openapi();
    expect(Object.values(paths).map(({ get }) => [get!.operationId, get!.summary])).toEqual([
      ["health", "Health"],
      ["getShopsItems", "List Items"],
      ["getUsersByUserIdItems", "List Items"],
    ]);
    expect(app.urlPathFor("getUsersByUserIdItems", { userId: 3 })).toBe("/users/3/items");
  });

  it("can be made by the application", () => {
    const app = new Saluki({ generateOperationId: ({ tags, name }) => `${tags[0]}-${name}` });
    app.get("/", {}, { tags: ["items"] }, function list() {});
    expect(app.openapi().paths["/"]!.get!.operationId).toBe("items-list");
  });

  it("have to be unique", () => {
    const app = new Saluki();
    app.get("/a", function read() {});
    app.get("/b", function read() {});
    expect(() => app.openapi()).toThrow(
      /operationId "read" \[DUPLICATE_OPERATION_ID\]\n {2}at GET \/a \(.*\n {2}at GET \/b \(/,
    );
  });

  it("of schemas have to be unique too", () => {
    const app = new Saluki();
    app.post("/a", { a: z.object({ a: z.int() }).meta({ id: "SameName" }) }, () => 1);
    // Zod itself notices a second registration of an id in one conversion only; across routes it is ours to see.
    app.post("/b", { b: z.object({ b: z.int() }).meta({ id: "SameName" }) }, () => 1);
    expect(() => app.openapi()).toThrow(/SameName[\s\S]*DUPLICATE_SCHEMA_ID|DUPLICATE_SCHEMA_ID/);
  });

  it("of fields that cannot be described are told at start", () => {
    const app = new Saluki();
    app.post("/a", { item: z.object({ fn: z.custom<() => void>() }) }, () => 1);
    expect(() => app.openapi()).toThrow(/fn[\s\S]*UNREPRESENTABLE_SCHEMA|UNREPRESENTABLE_SCHEMA[\s\S]*fn/);
  });
});
