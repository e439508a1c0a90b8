import { type } from "arktype";
import { Body, Cookie, File, Form, Header, Path, Query, Router, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/** The errors of an answer as `[type, loc]`, or its value. */
function outcome(response: { status: number; json(): unknown }): unknown {
  if (response.status !== 422) return response.json();
  const { detail } = response.json() as { detail: { type: string; loc: unknown }[] };
  return detail.map(({ type, loc }) => [type, loc]);
}

describe("where a bare parameter comes from", () => {
  const app = new Saluki();
  const Item = z.object({ name: z.string() });
  app.put(
    "/items/{id}",
    {
      id: z.int(),
      q: z.string().optional(),
      size: z.enum(["s", "m"]).default("m"),
      when: z.date().optional(),
      item: Item,
    },
    (params) => params,
  );
  const client = new TestClient(app);

  it("is the path for a name of the template, the query for a scalar, the body for anything else", async () => {
    const response = await client.put("/items/3", {
      query: { q: "x", size: "s", when: "2024-05-06T07:08:09Z" },
      json: { name: "n" },
    });
    expect(response.json()).toEqual({
      id: 3,
      q: "x",
      size: "s",
      when: "2024-05-06T07:08:09.000Z",
      item: { name: "n" },
    });
  });

  it("reports the errors of all sources together, path first, body last", async () => {
    const response = await client.put("/items/x", {
      query: { size: "xl", when: "never" },
      json: { name: 1 },
    });
    expect(outcome(response)).toEqual([
      ["int_parsing", ["path", "id"]],
      ["enum", ["query", "size"]],
      ["datetime_from_date_parsing", ["query", "when"]],
      ["string_type", ["body", "name"]],
    ]);
  });
});

describe("query parameters", () => {
  const app = new Saluki();
  app.get("/one", { n: Query(z.int()) }, ({ n }) => n);
  app.get("/many", { tags: Query(z.array(z.int()).default([]), { alias: "tag" }) }, ({ tags }) => tags);
  app.get(
    "/group",
    { page: Query(z.strictObject({ limit: z.int().default(10), q: z.array(z.string()).optional() })) },
    ({ page }) => page,
  );
  app.get("/flag", { flag: Query(z.boolean()) }, ({ flag }) => flag);
  app.get("/anything", { x: Query(z.unknown()), y: Query(z.any().optional()) }, ({ x, y }) => [x, y]);
  const client = new TestClient(app);

  it.each<[string, unknown]>([
    ["/one?n=5", 5],
    ["/one?n=1&n=2", 2],
    ["/one?n=%205%20", 5],
    ["/one?n=+5", 5],
    ["/one?n=1_000", 1000],
    ["/one", [["missing", ["query", "n"]]]],
    ["/one?n=", [["int_parsing", ["query", "n"]]]],
    ["/one?n=1.5", [["int_parsing", ["query", "n"]]]],
    ["/one?n=0x10", [["int_parsing", ["query", "n"]]]],
    ["/many", []],
    ["/many?tag=1&tag=2", [1, 2]],
    ["/many?tag=1&tag=x", [["int_parsing", ["query", "tag", 1]]]],
    ["/group?limit=3&q=a&q=b", { limit: 3, q: ["a", "b"] }],
    ["/group", { limit: 10 }],
    ["/group?other=1", [["extra_forbidden", ["query", "other"]]]],
    ["/group?__proto__=1", [["extra_forbidden", ["query", "__proto__"]]]],
    ["/flag?flag=yes", true],
    ["/flag?flag=OFF", false],
    ["/flag?flag=maybe", [["bool_parsing", ["query", "flag"]]]],
    ["/anything?x=1&y=2", ["1", "2"]],
    ["/anything?x=", ["", null]],
    ["/anything", [["missing", ["query", "x"]]]],
  ])("%s", async (path, expected) => {
    expect(outcome(await client.get(path))).toEqual(expected);
  });

  it("says what was missing as FastAPI does", async () => {
    expect((await client.get("/one")).json()).toEqual({
      detail: [{ type: "missing", loc: ["query", "n"], msg: "Field required", input: null }],
    });
  });
});

describe("headers and cookies", () => {
  const app = new Saluki();
  app.get(
    "/headers",
    {
      userAgent: Header(z.string()),
      x_token: Header(z.array(z.string()).optional()),
      strange_header: Header(z.string().optional(), { convertUnderscores: false }),
      count: Header(z.int().default(0), { alias: "X-Count" }),
    },
    (headers) => headers,
  );
  app.get(
    "/needed",
    { neededHeader: Header(z.string()), count: Header(z.int(), { alias: "X-Count" }) },
    () => 1,
  );
  app.get(
    "/group",
    { h: Header(z.object({ saveData: z.boolean(), xTag: z.array(z.string()).default([]) })) },
    ({ h }) => h,
  );
  app.get(
    "/cookies",
    { adsId: Cookie(z.int().optional(), { alias: "ads_id" }) },
    ({ adsId }) => adsId ?? "none",
  );
  app.get("/cookie-group", { c: Cookie(z.strictObject({ session: z.string() })) }, ({ c }) => c);
  const client = new TestClient(app);

  it("are found by their names on the wire", async () => {
    const response = await client.get("/headers", {
      headers: [
        ["User-Agent", "test"],
        ["X-Token", "a"],
        ["X-Token", "b"],
        ["strange_header", "s"],
        ["x-count", "3"],
      ],
    });
    expect(response.json()).toEqual({
      userAgent: "test",
      x_token: ["a", "b"],
      strange_header: "s",
      count: 3,
    });
  });

  it("are reported by their names on the wire", async () => {
    expect(outcome(await client.get("/needed", { headers: { "x-count": "many" } }))).toEqual([
      ["missing", ["header", "needed-header"]],
      ["int_parsing", ["header", "X-Count"]],
    ]);
    expect(outcome(await client.get("/group", { headers: { "x-tag": "t" } }))).toEqual([
      ["missing", ["header", "save-data"]],
    ]);
  });

  it("do not take the place of a member by its name in the code", async () => {
    const Loose = z.looseObject({ save_data: z.boolean().default(false) });
    const open = new Saluki();
    open.get("/", { h: Header(Loose) }, ({ h }) => h.save_data);
    const sent = await new TestClient(open).get("/", { headers: { save_data: "on" } });
    expect(sent.json()).toBe(false);
  });

  it("come in groups", async () => {
    const headers: [string, string][] = [
      ["save-data", "on"],
      ["x-tag", "one"],
      ["x-tag", "two"],
    ];
    expect((await client.get("/group", { headers })).json()).toEqual({
      saveData: true,
      xTag: ["one", "two"],
    });
    expect((await client.get("/cookie-group", { cookies: { session: "s" } })).json()).toEqual({
      session: "s",
    });
    expect(outcome(await client.get("/cookie-group", { cookies: { session: "s", more: "1" } }))).toEqual([
      ["extra_forbidden", ["cookie", "more"]],
    ]);
  });

  it("are coerced like all text", async () => {
    expect((await client.get("/cookies", { cookies: { ads_id: "5" } })).json()).toBe(5);
    expect((await client.get("/cookies")).json()).toBe("none");
  });
});

describe("bodies", () => {
  const app = new Saluki();
  const Item = z.object({ name: z.string(), price: z.number(), tags: z.array(z.string()).default([]) });
  const User = z.object({ username: z.string() });
  app.post("/model", { item: Item }, ({ item }) => item);
  app.post("/several", { item: Item, user: User, importance: Body(z.int()) }, (params) => params);
  const preset = { a: Body(z.int().default(1)), b: Body(z.string().default("b")) };
  app.post("/preset", preset, (params) => params);
  app.post("/anything", { x: Body(z.unknown()) }, ({ x }) => x);
  app.post("/embedded", { item: Body(User, { embed: true }) }, ({ item }) => item);
  app.post("/scalar", { n: Body(z.int()) }, ({ n }) => n);
  app.post("/list", { items: z.array(User) }, ({ items }) => items.length);
  app.post("/optional", { item: User.nullable().optional() }, ({ item }) => item ?? "nothing");
  app.post("/strict", { item: z.strictObject({ a: z.int() }) }, ({ item }) => item);
  app.post("/record", { values: z.record(z.string(), z.int()) }, ({ values }) => values);
  app.post("/text", { note: Body(z.string().max(5), { mediaType: "text/plain" }) }, ({ note }) => note);
  app.post(
    "/bytes",
    { data: Body(z.instanceof(Uint8Array), { mediaType: "application/octet-stream" }) },
    ({ data }) => data.length,
  );
  app.post("/small", { item: User }, { maxBodySize: 20 }, ({ item }) => item);
  app.post("/date", { when: Body(z.object({ at: z.date() })) }, ({ when }) => when.at.getUTCFullYear());
  const client = new TestClient(app);
  const raw = (path: string, body: string | Uint8Array, contentType: string | null = "application/json") =>
    client.post(path, { body, headers: contentType === null ? {} : { "content-type": contentType } });

  it.each<[string, string, unknown]>([
    ["/model", '{"name":"a","price":1}', { name: "a", price: 1, tags: [] }],
    ["/model", '{"name":"a","price":"1"}', [["float_type", ["body", "price"]]]],
    [
      "/model",
      "{}",
      [
        ["missing", ["body", "name"]],
        ["missing", ["body", "price"]],
      ],
    ],
    ["/model", "[]", [["model_attributes_type", ["body"]]]],
    ["/model", "null", [["missing", ["body"]]]],
    ["/model", "", [["missing", ["body"]]]],
    ["/model", '{"name":"a","name":"b","price":1}', { name: "b", price: 1, tags: [] }],
    [
      "/several",
      '{"item":{"name":"a","price":1},"user":{"username":"u"},"importance":5}',
      { item: { name: "a", price: 1, tags: [] }, user: { username: "u" }, importance: 5 },
    ],
    [
      "/several",
      "{}",
      [
        ["missing", ["body", "item"]],
        ["missing", ["body", "user"]],
        ["missing", ["body", "importance"]],
      ],
    ],
    [
      "/several",
      "[1]",
      [
        ["missing", ["body", "item"]],
        ["missing", ["body", "user"]],
        ["missing", ["body", "importance"]],
      ],
    ],
    ["/preset", "", { a: 1, b: "b" }],
    ["/preset", "null", { a: 1, b: "b" }],
    ["/preset", '{"b":"c"}', { a: 1, b: "c" }],
    ...["[]", '"a"', "5"].map((body): [string, string, unknown] => [
      "/preset",
      body,
      [
        ["missing", ["body", "a"]],
        ["missing", ["body", "b"]],
      ],
    ]),
    ["/anything", '{"a":1}', { a: 1 }],
    ["/anything", "", [["missing", ["body"]]]],
    ["/embedded", '{"item":{"username":"u"}}', { username: "u" }],
    ["/embedded", '{"username":"u"}', [["missing", ["body", "item"]]]],
    ["/scalar", "5", 5],
    ["/scalar", '"5"', [["int_type", ["body"]]]],
    ["/list", '[{"username":"u"}]', 1],
    [
      "/list",
      '[{"username":1},{}]',
      [
        ["string_type", ["body", 0, "username"]],
        ["missing", ["body", 1, "username"]],
      ],
    ],
    ["/optional", "null", "nothing"],
    ["/optional", "", "nothing"],
    ["/strict", '{"a":1,"b":2}', [["extra_forbidden", ["body", "b"]]]],
    ["/date", '{"at":"2024-01-02T03:04:05Z"}', 2024],
  ])("POST %s %s", async (path, body, expected) => {
    expect(outcome(await raw(path, body))).toEqual(expected);
  });

  it.each<[string, number, string]>([
    ['{"name": "a",}', 13, "Expecting property name enclosed in double quotes"],
    ['{"name" "a"}', 8, "Expecting ':' delimiter"],
    ['{"name": nope}', 9, "Expecting value"],
    ['{"a": 1} x', 9, "Extra data"],
  ])("tell where the JSON of %s is broken", async (body, position, error) => {
    const response = await raw("/model", body);
    expect(response.status).toBe(422);
    expect(response.json()).toEqual({
      detail: [
        {
          type: "json_invalid",
          loc: ["body", position],
          msg: "JSON decode error",
          input: {},
          ctx: { error },
        },
      ],
    });
  });

  it("are text, which no model takes, without a JSON content type", async () => {
    for (const contentType of [null, "text/plain", "application/x-www-form-urlencoded", "application/geo"]) {
      const response = await raw("/model", '{"name":"a","price":1}', contentType);
      expect(response.json()).toMatchObject({
        detail: [{ type: "model_attributes_type", loc: ["body"], input: '{"name":"a","price":1}' }],
      });
    }
    expect((await raw("/model", '{"name":"a","price":1}', "application/geo+json")).status).toBe(200);
    expect((await raw("/model", '{"name":"a","price":1}', "application/json; charset=utf-8")).status).toBe(
      200,
    );
  });

  it("may be JSON without a content type, or be answered 415, where the application says so", async () => {
    const lax = new Saluki({ contentType: "lax" });
    lax.post("/", { item: User }, ({ item }) => item);
    expect((await new TestClient(lax).post("/", { body: '{"username":"u"}' })).json()).toEqual({
      username: "u",
    });
    const strict = new Saluki({ unsupportedMediaType: 415 });
    strict.post("/", { item: User }, ({ item }) => item);
    expect(
      (await new TestClient(strict).post("/", { body: "x", headers: { "content-type": "text/plain" } }))
        .status,
    ).toBe(415);
    expect((await new TestClient(strict).post("/", { json: { username: "u" } })).status).toBe(200);
  });

  it("need a content type where the innermost router that speaks of it says so", async () => {
    const app = new Saluki({ contentType: "lax" });
    const outer = new Router({ prefix: "/strict", contentType: "strict" });
    for (const [path, options] of [
      ["/inherited", {}],
      ["/again-lax", { contentType: "lax" }],
    ] as const) {
      const inner = new Router();
      inner.post(path, { item: User }, ({ item }) => item);
      outer.include(inner, options);
      app.include(inner, options);
    }
    app.include(outer);
    const client = new TestClient(app);
    const statusOf = async (path: string) => (await client.post(path, { body: '{"username":"u"}' })).status;
    expect(await statusOf("/inherited")).toBe(200);
    expect(await statusOf("/strict/inherited")).toBe(422);
    expect(await statusOf("/strict/again-lax")).toBe(200);
  });

  it("are coerced only where the application is lax", async () => {
    const lax = new Saluki({ jsonCoercion: "lax" });
    lax.post("/", { item: z.object({ n: z.int(), b: z.boolean(), s: z.string() }) }, ({ item }) => item);
    const client = new TestClient(lax);
    expect((await client.post("/", { json: { n: "5", b: "yes", s: "x" } })).json()).toEqual({
      n: 5,
      b: true,
      s: "x",
    });
    expect(outcome(await client.post("/", { json: { n: "x", b: 2, s: 1 } }))).toEqual([
      ["int_parsing", ["body", "n"]],
      ["bool_parsing", ["body", "b"]],
      ["string_type", ["body", "s"]],
    ]);
  });

  it("cannot change a prototype", async () => {
    const response = await raw("/record", '{"__proto__": 1, "constructor": 2, "a": 3}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(response.status).toBe(200);
    expect(response.json()).toMatchObject({ a: 3 });
    expect((await raw("/model", '{"__proto__": {"price": 1}, "name": "a"}')).status).toBe(422);
  });

  it("show no more of what was refused than a reader wants, however much was sent", async () => {
    const deep = `{"name":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    const tooDeep = await raw("/model", deep);
    expect(tooDeep.status).toBe(422);
    expect(tooDeep.json<{ detail: { input: unknown }[] }>().detail[0]!.input).toBeNull();
    const large = await raw("/model", JSON.stringify({ other: "x".repeat(100_000) }));
    expect(large.json()).toMatchObject({
      detail: [
        { type: "missing", input: null },
        { type: "missing", input: null },
      ],
    });
    const many = await raw("/list", JSON.stringify(Array.from({ length: 5000 }, () => ({}))));
    expect(many.json<{ detail: unknown[] }>().detail).toHaveLength(1000);
  });

  it("are text or bytes by their media type", async () => {
    expect((await raw("/text", "h\u00e9llo", "text/plain")).json()).toBe("h\u00e9llo");
    expect(outcome(await raw("/text", "too long", "text/plain"))).toEqual([["string_too_long", ["body"]]]);
    expect((await raw("/bytes", new Uint8Array([0, 255, 7]), "application/octet-stream")).json()).toBe(3);
  });

  it("are answered 400 when they are no UTF-8", async () => {
    const response = await raw("/model", new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]));
    expect([response.status, response.json()]).toEqual([
      400,
      { detail: "There was an error parsing the body" },
    ]);
  });

  it("are answered 413 past their limit, that of the route first", async () => {
    expect((await raw("/small", '{"username":"a long name"}')).status).toBe(413);
    expect((await raw("/small", '{"username":"a"}')).status).toBe(200);
    const app = new Saluki({ maxBodySize: 10 });
    app.post("/", { item: User }, ({ item }) => item);
    expect((await new TestClient(app).post("/", { json: { username: "abcdef" } })).status).toBe(413);
  });
});

describe("forms", () => {
  const app = new Saluki();
  app.post("/login", { username: Form(z.string()), age: Form(z.int().optional()) }, (form) => form);
  app.post(
    "/group",
    { form: Form(z.strictObject({ username: z.string(), tags: z.array(z.string()).default([]) })) },
    ({ form }) => form,
  );
  const client = new TestClient(app);

  it("are read field by field, and empty fields are absent", async () => {
    expect((await client.post("/login", { form: { username: "ada", age: "36" } })).json()).toEqual({
      username: "ada",
      age: 36,
    });
    expect((await client.post("/login", { form: { username: "ada", age: "" } })).json()).toEqual({
      username: "ada",
    });
    expect(outcome(await client.post("/login", { form: { username: "", age: "x" } }))).toEqual([
      ["missing", ["body", "username"]],
      ["int_parsing", ["body", "age"]],
    ]);
  });

  it("take the last field of a name, and every field for a list, empty ones too", async () => {
    const send = (path: string, body: string) =>
      client.post(path, { body, headers: { "content-type": "application/x-www-form-urlencoded" } });
    expect((await send("/login", "username=&username=ada")).json()).toEqual({ username: "ada" });
    expect(outcome(await send("/login", "username=ada&username="))).toEqual([
      ["missing", ["body", "username"]],
    ]);
    expect((await send("/group", "username=ada&tags=a&tags=")).json()).toEqual({
      username: "ada",
      tags: ["a", ""],
    });
  });

  it.each(["multipart/form-data; boundary=B", "application/x-www-form-urlencoded"])(
    "are absent when there is no body, whatever its type: %s",
    async (type) => {
      expect(outcome(await client.post("/login", { headers: { "content-type": type } }))).toEqual([
        ["missing", ["body", "username"]],
      ]);
    },
  );

  it("are missing when JSON is sent", async () => {
    expect(outcome(await client.post("/login", { json: { username: "ada" } }))).toEqual([
      ["missing", ["body", "username"]],
    ]);
  });

  it("come as a group", async () => {
    const body = "username=ada&tags=a&tags=b";
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await client.post("/group", { body, headers })).json()).toEqual({
      username: "ada",
      tags: ["a", "b"],
    });
    expect(outcome(await client.post("/group", { form: { username: "ada", extra: "1" } }))).toEqual([
      ["extra_forbidden", ["body", "extra"]],
    ]);
  });
});

describe("files", () => {
  const app = new Saluki({ multipart: { maxFileSize: 1000 } });
  app.post("/one", { file: File(), note: Form(z.string().default("none")) }, async ({ file, note }) => ({
    name: file.filename,
    type: file.contentType,
    size: file.size,
    text: await file.text(),
    note,
  }));
  app.post("/both", { file: File(), note: Form(z.string()), more: File() }, () => 1);
  app.post("/many", { files: File({ many: true }) }, ({ files }) => files.map(({ filename }) => filename));
  app.post("/perhaps", { file: File({ optional: true }) }, ({ file }) => file?.filename ?? "none");
  app.post("/checked", { icon: File(z.file().mime(["image/png"]).max(10)) }, ({ icon }) => icon.name);
  app.post("/list", { files: File(z.array(z.file()).max(2)) }, ({ files }) => files.length);
  const client = new TestClient(app);
  const png = (content: string, name = "a.png") => ({ filename: name, content, contentType: "image/png" });

  it("come with their name, type, size and content, beside the fields of the form", async () => {
    const response = await client.post("/one", { files: { file: png("bytes") }, form: { note: "hello" } });
    expect(response.json()).toEqual({
      name: "a.png",
      type: "image/png",
      size: 5,
      text: "bytes",
      note: "hello",
    });
  });

  it("are reported with the fields, in the order of declaration", async () => {
    const missing = (name: string) => ["missing", ["body", name]];
    expect(outcome(await client.post("/both"))).toEqual([missing("file"), missing("note"), missing("more")]);
  });

  it("come one, several or none", async () => {
    const files = [png("1", "1.png"), png("2", "2.png")];
    expect((await client.post("/many", { files: { files } })).json()).toEqual(["1.png", "2.png"]);
    expect((await client.post("/perhaps", { form: { a: "b" } })).json()).toBe("none");
    expect(outcome(await client.post("/one", { form: { note: "x" } }))).toEqual([
      ["missing", ["body", "file"]],
    ]);
    expect(outcome(await client.post("/one", { form: { file: "text" } }))).toEqual([
      ["value_error", ["body", "file"]],
    ]);
  });

  it("are checked by a schema where there is one", async () => {
    expect((await client.post("/checked", { files: { icon: png("small") } })).json()).toBe("a.png");
    expect((await client.post("/checked", { files: { icon: png("far too large") } })).status).toBe(422);
    expect(
      (
        await client.post("/checked", {
          files: { icon: { filename: "a", content: "x", contentType: "text/plain" } },
        })
      ).status,
    ).toBe(422);
    expect((await client.post("/list", { files: { files: [png("1"), png("2")] } })).json()).toBe(2);
    expect((await client.post("/list", { files: { files: [png("1"), png("2"), png("3")] } })).status).toBe(
      422,
    );
  });

  it("are answered 413 past the limit of their route", async () => {
    const app = new Saluki();
    app.post("/", { file: File() }, { maxBodySize: 300 }, ({ file }) => file.size);
    const client = new TestClient(app);
    expect((await client.post("/", { files: { file: png("x".repeat(500)) } })).status).toBe(413);
    expect((await client.post("/", { files: { file: png("x") } })).status).toBe(200);
  });

  it("are answered 413 past their limit", async () => {
    expect((await client.post("/one", { files: { file: png("x".repeat(1001)) } })).status).toBe(413);
  });
});

describe("other schema libraries", () => {
  const app = new Saluki();
  app.get(
    "/valibot/{id}",
    { id: v.pipe(v.number(), v.integer()), q: Query(v.optional(v.pipe(v.string(), v.minLength(2)))) },
    (p) => p,
  );
  app.get("/arktype/{id}", { id: type("number.integer"), flag: Query(type("boolean")) }, (p) => p);
  app.post("/valibot", { item: v.object({ name: v.string(), n: v.number() }) }, ({ item }) => item);
  const client = new TestClient(app);

  it("are coerced by their JSON Schema", async () => {
    expect((await client.get("/arktype/5?flag=yes")).json()).toEqual({ id: 5, flag: true });
  });

  it("report what is wrong in the same shape", async () => {
    const response = await client.post("/valibot", { json: { n: "x" } });
    expect(response.status).toBe(422);
    expect(outcome(response)).toMatchObject([
      ["missing", ["body", "name"]],
      [expect.any(String), ["body", "n"]],
    ]);
  });
});

describe("paths", () => {
  const app = new Saluki();
  app.get(
    "/group/{year}/{month}",
    { day: Path(z.object({ year: z.int(), month: z.int().max(12) })) },
    ({ day }) => day,
  );
  app.get("/alias/{item-id}", { itemId: Path(z.int(), { alias: "item-id" }) }, ({ itemId }) => itemId);
  const client = new TestClient(app);

  it("are read in groups and by alias", async () => {
    expect((await client.get("/group/2024/5")).json()).toEqual({ year: 2024, month: 5 });
    expect(outcome(await client.get("/group/2024/13"))).toEqual([["less_than_equal", ["path", "month"]]]);
    expect((await client.get("/alias/7")).json()).toBe(7);
  });
});
