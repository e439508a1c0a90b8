import { Body, Form, HttpResponse, Router, Saluki, SalukiError, text } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("finding a route", () => {
  const app = new Saluki();
  app.get("/items/{id}", { id: z.string() }, ({ id }) => ({ route: "one", id }));
  app.get("/items/new", () => ({ route: "new" }));
  app.get("/items/{id}.json", { id: z.string() }, ({ id }) => ({ route: "json", id }));
  app.get("/files/{path:path}", { path: z.string() }, ({ path }) => ({ route: "files", path }));
  app.get("/files/readme", () => ({ route: "readme" }));
  app.get("/files/{path:path}/meta", { path: z.string() }, ({ path }) => ({ route: "meta", path }));
  app.get("/numbers/{n:int}", { n: z.int() }, ({ n }) => ({ route: "int", n }));
  app.get("/numbers/{name}", { name: z.string() }, ({ name }) => ({ route: "name", name }));
  app.get("/only/{n:int}", { n: z.int() }, ({ n }) => n);
  app.get("/uuid/{id:uuid}", { id: z.guid() }, ({ id }) => id);
  app.get("/range/{from}-{to}", { from: z.int(), to: z.int() }, (range) => range);
  app.get("/caf\u00e9", () => "coffee");
  app.post("/items/special", () => "posted");
  app.get("/", () => "root");
  const client = new TestClient(app);

  it.each([
    ["/", "root"],
    ["/items/new", { route: "new" }],
    ["/items/7", { route: "one", id: "7" }],
    ["/items/7.json", { route: "json", id: "7" }],
    ["/items/a%2Fb", { route: "one", id: "a/b" }],
    ["/items/a%252Fb", { route: "one", id: "a%2Fb" }],
    ["/items/%E2%82%AC", { route: "one", id: "\u20ac" }],
    ["/items/n%65w", { route: "new" }],
    ["/files/readme", { route: "readme" }],
    ["/files/a/b/c.txt", { route: "files", path: "a/b/c.txt" }],
    ["/files/", { route: "files", path: "" }],
    ["/files/a/b/meta", { route: "meta", path: "a/b" }],
    ["/numbers/5", { route: "int", n: 5 }],
    ["/numbers/-5", { route: "int", n: -5 }],
    ["/numbers/five", { route: "name", name: "five" }],
    ["/range/3-9", { from: 3, to: 9 }],
    ["/caf%C3%A9", "coffee"],
  ])("GET %s", async (path, expected) => {
    const response = await client.get(path);
    expect(response.json()).toEqual(expected);
    expect(response.status).toBe(200);
  });

  it("goes on to the next best path when the best one lacks the method", async () => {
    expect((await client.get("/items/special")).json()).toEqual({ route: "one", id: "special" });
    expect((await client.post("/items/special")).json()).toBe("posted");
  });

  it("answers 422 to a value that no convertor takes, and not 404", async () => {
    const response = await client.get("/only/abc");
    expect(response.status).toBe(422);
    expect(response.json()).toMatchObject({
      detail: [{ type: "int_parsing", loc: ["path", "n"], input: "abc" }],
    });
    expect((await client.get("/uuid/abc")).status).toBe(422);
  });

  it.each(["/items/%", "/items/%zz", "/items/%C3", "/files/a/%ff"])(
    "answers 400 to the broken percent-encoding of %s",
    async (path) => {
      expect((await client.get(path)).status).toBe(400);
    },
  );

  it("answers 404 in FastAPI's shape", async () => {
    const response = await client.get("/nowhere");
    expect(response.status).toBe(404);
    expect(response.json()).toEqual({ detail: "Not Found" });
  });
});

describe("several names in one segment", () => {
  const app = new Saluki();
  app.get("/days/{y:int}-{m:int}-{d:int}.json", { y: z.int(), m: z.int(), d: z.int() }, (day) => day);
  app.get(
    "/files/{path:path}/v{version}/{name}",
    { path: z.string(), version: z.string(), name: z.string() },
    (file) => file,
  );
  const client = new TestClient(app);

  it("are told apart by the text between them, the first one taking as much as it can", async () => {
    expect((await client.get("/days/2024-05-06.json")).json()).toEqual({ y: 2024, m: 5, d: 6 });
    expect((await client.get("/files/a/v1/b/v2/c")).json()).toEqual({
      path: "a/v1/b",
      version: "2",
      name: "c",
    });
    expect((await client.get("/days/2024-05.json")).status).toBe(404);
  });

  it("take time by the length of the path only, whatever is in it", async () => {
    for (const text of ["-", "1-", "v1/", "/v"]) {
      expect([200, 404, 422]).toContain((await client.get(`/days/${text.repeat(20_000)}`)).status);
      expect([200, 404, 422]).toContain((await client.get(`/files/${text.repeat(20_000)}/`)).status);
    }
    expect((await client.get(`${"/".repeat(60_000)}x/`)).status).toBe(404);
  });
});

describe("methods", () => {
  const app = new Saluki();
  app.get("/thing", () => ({ ok: true }));
  app.put("/thing", () => "put");
  app.route(["QUERY", "PATCH"], "/thing", (_params, { request }) => request.method);
  app.post("/write-only", () => "written");
  const client = new TestClient(app);

  it("answers 405 with every method that the path has", async () => {
    const response = await client.delete("/thing");
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, PATCH, PUT, QUERY");
    expect(response.json()).toEqual({ detail: "Method Not Allowed" });
  });

  it("answers HEAD from GET, without content", async () => {
    const response = await client.head("/thing");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.text()).toBe("");
    expect((await client.head("/write-only")).status).toBe(405);
  });

  it("answers OPTIONS with the methods", async () => {
    const response = await client.options("/write-only");
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("OPTIONS, POST");
  });

  it("takes methods that have no function of their own", async () => {
    expect((await client.request("QUERY", "/thing")).json()).toBe("QUERY");
  });
});

describe("the last slash", () => {
  const routes = (app: Saluki) => {
    app.get("/with/", () => "with");
    app.post("/without", () => "without");
    return app;
  };

  it("is put right by a redirect that keeps method and query", async () => {
    const client = new TestClient(routes(new Saluki()), { followRedirects: false });
    const response = await client.get("/with?a=1");
    expect(response.status).toBe(307);
    expect(response.headers.get("location")).toBe("http://testserver/with/?a=1");
    expect((await client.post("/without/")).headers.get("location")).toBe("http://testserver/without");
  });

  it("is missing where the rest of a path would begin", async () => {
    const app = new Saluki();
    app.get("/files/{path:path}", { path: z.string() }, ({ path }) => path);
    const client = new TestClient(app, { followRedirects: false });
    const response = await client.get("/files");
    expect([response.status, response.headers.get("location")]).toEqual([307, "http://testserver/files/"]);
    expect((await client.get("/files/")).json()).toBe("");
  });

  it("never redirects to another host", async () => {
    const client = new TestClient(routes(new Saluki()), { followRedirects: false });
    const response = await client.get("//evil.test/with");
    expect(response.status).toBe(404);
  });

  it("can be strict, or ignored", async () => {
    const strict = new TestClient(routes(new Saluki({ trailingSlash: "strict" })));
    expect((await strict.get("/with")).status).toBe(404);
    const ignoring = new TestClient(routes(new Saluki({ trailingSlash: "ignore" })));
    expect((await ignoring.get("/with")).json()).toBe("with");
    expect((await ignoring.get("/without")).status).toBe(405);
  });
});

describe("routers", () => {
  it("give their routes a prefix, tags and documented answers, in the order of inclusion", () => {
    const items = new Router({
      prefix: "/items",
      tags: ["items"],
      responses: { 404: { description: "No such item" } },
    });
    items.get("/{id}", { id: z.int() }, { tags: ["one"] }, ({ id }) => id);
    const api = new Router({ prefix: "/api" });
    api.include(items, { tags: ["v1"], prefix: "/v1", deprecated: true });
    const app = new Saluki();
    app.include(api);
    const operation = app.openapi().paths["/api/v1/items/{id}"]!.get!;
    expect(operation.tags).toEqual(["v1", "items", "one"]);
    expect(operation.deprecated).toBe(true);
    expect(operation.responses["404"]).toEqual({ description: "No such item" });
  });

  it("take routes that are declared after their inclusion", async () => {
    const router = new Router();
    const app = new Saluki();
    app.include(router, { prefix: "/late" });
    router.get("/route", () => "here");
    expect((await new TestClient(app).get("/late/route")).json()).toBe("here");
  });

  it("may have parameters in their prefix", async () => {
    const router = new Router({ prefix: "/users/{userId}" });
    router.get("/items", { userId: z.int() }, ({ userId }) => userId + 1);
    const app = new Saluki();
    app.include(router);
    expect((await new TestClient(app).get("/users/41/items")).json()).toBe(42);
  });

  it("count from the next request on when they grow after the first one", async () => {
    const app = new Saluki();
    const router = new Router();
    app.include(router);
    const client = new TestClient(app);
    expect((await client.get("/late")).status).toBe(404);
    router.get("/late", () => "here");
    const another = new Router({ prefix: "/another" });
    another.get("/late", () => "there");
    router.include(another);
    app.mount("/mounted", { handle: () => new HttpResponse("mounted") });
    expect((await client.get("/late")).json()).toBe("here");
    expect((await client.get("/another/late")).json()).toBe("there");
    expect((await client.get("/mounted/")).text()).toBe("mounted");
  });

  it("can be included twice under different prefixes", async () => {
    const router = new Router();
    router.get("/x", (_params, { request }) => request.path);
    const app = new Saluki();
    app.include(router, { prefix: "/a" });
    app.include(router, { prefix: "/b" });
    const client = new TestClient(app);
    expect((await client.get("/a/x")).json()).toBe("/a/x");
    expect((await client.get("/b/x")).json()).toBe("/b/x");
  });
});

describe("mounted applications", () => {
  const sub = new Saluki({ title: "Sub" });
  sub.get("/hello/{name}", { name: z.string() }, ({ name }, { request, urlFor }) => ({
    name,
    path: request.path,
    rootPath: request.rootPath,
    url: urlFor("getHelloByName", { name: "x y" }),
  }));
  sub.get("/", () => "sub root");
  const app = new Saluki();
  app.get("/sub/own", () => "the outer one's");
  app.mount("/sub", sub);
  app.mount(
    "/web",
    (request) =>
      new Response(`${request.method} ${new URL(request.url).pathname}`, { headers: { "x-web": "1" } }),
  );
  app.mount("/handler", { handle: (request) => new HttpResponse(request.path) });
  const client = new TestClient(app);

  it("see the path below the mount, and build links with it", async () => {
    expect((await client.get("/sub/hello/ada")).json()).toEqual({
      name: "ada",
      path: "/hello/ada",
      rootPath: "/sub",
      url: "http://testserver/sub/hello/x%20y",
    });
  });

  it("have a slash at the end of their path: without it there is a redirect", async () => {
    const response = await client.get("/sub?a=1");
    expect([response.json(), response.url]).toEqual(["sub root", "http://testserver/sub/?a=1"]);
    const strict = new Saluki({ trailingSlash: "strict" });
    strict.mount("/sub", sub);
    expect((await new TestClient(strict).get("/sub")).status).toBe(404);
  });

  it("lose to the routes around them, and only they answer below their path", async () => {
    expect((await client.get("/sub/own")).json()).toBe("the outer one's");
    expect((await client.get("/sub/none")).status).toBe(404);
    expect((await client.get("/subway")).status).toBe(404);
  });

  it("may be fetch handlers and handlers", async () => {
    const response = await client.post("/web/a/b");
    expect([response.text(), response.headers.get("x-web")]).toEqual(["POST /a/b", "1"]);
    expect((await client.get("/handler/x")).text()).toBe("/x");
  });

  it("have documents of their own, with their path as server", async () => {
    const document = (await client.get("/sub/openapi.json")).json<{ servers: unknown; info: unknown }>();
    expect(document.servers).toEqual([{ url: "/sub" }]);
    expect(document.info).toEqual({ title: "Sub", version: "0.1.0" });
    expect((await client.get("/openapi.json")).json<{ paths: object }>().paths).not.toHaveProperty(
      "/sub/hello/{name}",
    );
  });
});

describe("links", () => {
  const app = new Saluki();
  const read = app.get("/items/{id}", { id: z.int() }, ({ id }) => id);
  const files = new Router({ prefix: "/files" });
  const fileRoute = files.get("/{path:path}", { path: z.string() }, { name: "file" }, ({ path }) => path);
  app.include(files);
  app.get("/link", (_params, { urlFor }) => urlFor(read, { id: 7 }));

  it("are made from the route, its name or its operationId", async () => {
    expect(app.urlPathFor(read, { id: 7 })).toBe("/items/7");
    expect(app.urlPathFor("getItemsById", { id: "a/b" })).toBe("/items/a%2Fb");
    expect(app.urlPathFor(fileRoute, { path: "a b/c" })).toBe("/files/a%20b/c");
    expect(app.urlPathFor("file", { path: "x" })).toBe("/files/x");
    expect((await new TestClient(app).get("/link")).json()).toBe("http://testserver/items/7");
  });

  it("say what is wrong", () => {
    expect(() => app.urlPathFor("nowhere")).toThrow(/no route "nowhere".*\[UNKNOWN_ROUTE\]/);
    expect(() => app.urlPathFor(read)).toThrow(/no value for \{id\}/);
    expect(() => app.urlPathFor(read, { id: 1, q: 2 })).toThrow(/has no \{q\}/);
  });
});

describe("the root path", () => {
  it("is taken off requests that carry it and put before links and servers", async () => {
    const app = new Saluki({ rootPath: "/api/v1" });
    app.get("/where", (_params, { request, urlFor }) => [request.path, request.rootPath, urlFor("getWhere")]);
    const client = new TestClient(app);
    const expected = ["/where", "/api/v1", "http://testserver/api/v1/where"];
    expect((await client.get("/where")).json()).toEqual(expected);
    expect((await client.get("/api/v1/where")).json()).toEqual(expected);
    expect((await client.get("/openapi.json")).json<{ servers: unknown }>().servers).toEqual([
      { url: "/api/v1" },
    ]);
  });
});

describe("mistakes in declarations", () => {
  const mistake = (declare: (app: Saluki) => unknown): string => {
    try {
      const app = new Saluki();
      declare(app);
      app.compile();
    } catch (error) {
      if (error instanceof SalukiError) return error.message;
      throw error;
    }
    return "no mistake was found";
  };

  it.each<[string, (app: never) => unknown, RegExp]>([
    [
      "an undeclared name",
      (app: Saluki) => app.get("/i/{id}" as "/i", () => 1),
      /\{id\} is not declared \[UNDECLARED_PATH_PARAMETER\]\n {2}at GET \/i\/\{id\} \(.*routing\.test\.ts:\d+:\d+\)\n {2}fix: .*\{ id: z\.string\(\) \}/,
    ],
    [
      "a name that is a query parameter",
      (app: Saluki) => app.get("/i/{id}" as "/i", { q: z.string() }, () => 1),
      /UNDECLARED_PATH_PARAMETER/,
    ],
    [
      "a path without a slash",
      (app: Saluki) => app.get("items", () => 1),
      /does not start with a slash \[INVALID_PATH_TEMPLATE\]/,
    ],
    ["braces that do not match", (app: Saluki) => app.get("/a/{b" as "/a", () => 1), /braces do not match/],
    [
      "an unknown convertor",
      (app: Saluki) => app.get("/a/{b:number}" as "/a", { b: z.int() }, () => 1),
      /no convertor "number".*\[INVALID_PATH_TEMPLATE\]/,
    ],
    ["a name twice", (app: Saluki) => app.get("/a/{b}/{b}", { b: z.int() }, () => 1), /stands in it twice/],
    [
      "a function without Depends",
      (app: Saluki) => app.get("/a", { db: (() => 1) as never }, () => 1),
      /"db" is neither a schema nor a marker[\s\S]*Depends\(fn\)/,
    ],
    [
      "parameters that are no record",
      (app: Saluki) => app.get("/a", z.string() as never, () => 1),
      /not a record/,
    ],
    [
      "no handler",
      (app: Saluki) => (app.get as unknown as (path: string) => void)("/a"),
      /make no route \[INVALID_ROUTE\]/,
    ],
    [
      "the same route twice",
      (app: Saluki) => {
        app.get("/a", () => 1);
        app.get("/a", () => 2);
      },
      /GET \/a is declared twice \[DUPLICATE_ROUTE\]\n {2}at GET \/a \(.*\n {2}at GET \/a \(/,
    ],
    [
      "the same shape twice",
      (app: Saluki) => {
        app.get("/{a}", { a: z.int() }, () => 1);
        app.get("/{b}", { b: z.int() }, () => 2);
      },
      /DUPLICATE_ROUTE/,
    ],
    ["a prefix that ends with a slash", () => new Router({ prefix: "/x/" }), /must not end with one/],
    [
      "an application that is included",
      (app: Saluki) => app.include(new Saluki()),
      /cannot be included.*\[INVALID_ROUTE\][\s\S]*mount\(\)/,
    ],
    ["something else than a router", (app: Saluki) => app.include({} as never), /not a Router/],
    [
      "a router within itself",
      (app: Saluki) => {
        const a = new Router();
        const b = new Router();
        a.include(b);
        b.include(a);
        app.include(a);
      },
      /in a circle/,
    ],
    [
      "a body twice over",
      (app: Saluki) => app.post("/a", { a: z.object({}), f: formField() }, () => 1),
      /both as a form and as JSON/,
    ],
  ])("are found: %s", (_name, declare, message) => {
    expect(mistake(declare as (app: Saluki) => unknown)).toMatch(message);
  });
});

function formField() {
  return Form(z.string());
}

describe("a route that answers in several ways", () => {
  it("may return any response", async () => {
    const app = new Saluki();
    app.get("/text", () => text("plain"));
    app.get("/web", () => new Response("web", { status: 418 }));
    app.get("/none", { q: z.string().optional() }, { status: 204 }, () => undefined);
    app.get("/null", () => undefined);
    const client = new TestClient(app);
    expect((await client.get("/text")).text()).toBe("plain");
    expect((await client.get("/web")).status).toBe(418);
    expect((await client.get("/none")).text()).toBe("");
    expect((await client.get("/null")).text()).toBe("null");
  });

  it("may return the same response again and again: what is added for one client is not for the next", async () => {
    const PONG = text("pong");
    const app = new Saluki();
    app.use(async (request, next) => {
      const response = await next(request);
      response.headers.append("x-user", request.query);
      return response;
    });
    app.get("/", (_params, { request, response }) => {
      response.setCookie("session", request.query);
      return PONG;
    });
    const client = new TestClient(app);
    await client.get("/?alice");
    const bob = await client.get("/?bob");
    expect(bob.headers.getAll("x-user")).toEqual(["bob"]);
    expect(bob.headers.getAll("set-cookie")).toEqual(["session=bob; Path=/; SameSite=Lax"]);
  });

  it("never takes what a client sent for a reply of its own", async () => {
    const app = new Saluki();
    app.post(
      "/echo",
      { body: Body(z.looseObject({})) },
      { responses: { 404: { description: "none" } } },
      ({ body }) => body,
    );
    const sent = {
      "~reply": 404,
      body: "<script>",
      headers: { "content-type": "text/html", "set-cookie": "session=evil" },
    };
    const response = await new TestClient(app).post("/echo", { json: sent });
    expect([response.status, response.headers.get("content-type"), response.json()]).toEqual([
      200,
      "application/json",
      sent,
    ]);
  });
});
