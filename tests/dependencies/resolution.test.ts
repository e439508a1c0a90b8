import {
  Body,
  Depends,
  events,
  HTTPException,
  Query,
  RequestValidationError,
  Router,
  Saluki,
  Security,
  SecurityScopes,
  stream,
} from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("resolving", () => {
  it("injects nested dependencies, each once for a request", async () => {
    let calls = 0;
    const Settings = Depends(() => ({ n: ++calls }));
    const A = Depends({ settings: Settings }, async ({ settings }) => `a${settings.n}`);
    const B = Depends({ a: A, settings: Settings }, ({ a, settings }) => `${a}b${settings.n}`);
    const app = new Saluki();
    app.get("/", { b: B, a: A, settings: Settings }, ({ a, b, settings }) => [a, b, settings.n]);
    const client = new TestClient(app);
    expect((await client.get("/")).json()).toEqual(["a1", "a1b1", 1]);
    expect((await client.get("/")).json()).toEqual(["a2", "a2b2", 2]);
  });

  it("runs one again for each place when its cache is off", async () => {
    let calls = 0;
    const Counter = Depends(() => ++calls, { cache: false });
    const Other = Depends({ counter: Counter }, ({ counter }) => counter);
    const app = new Saluki();
    app.get("/", { a: Counter, b: Other, c: Counter }, (values) => values);
    expect((await new TestClient(app).get("/")).json()).toEqual({ a: 1, b: 2, c: 3 });
  });

  it("goes in the order of declaration: application, inclusion, router, route, parameters", async () => {
    const order: string[] = [];
    const mark = (name: string) => Depends(() => void order.push(name));
    const router = new Router({ dependencies: [mark("router")] });
    router.get("/", { p: mark("parameter") }, { dependencies: [mark("route")] }, () => order);
    const app = new Saluki({ dependencies: [mark("application")] });
    app.include(router, { dependencies: [mark("inclusion")] });
    expect((await new TestClient(app).get("/")).json()).toEqual([
      "application",
      "inclusion",
      "router",
      "route",
      "parameter",
    ]);
  });

  it("collects the errors of all, calls what is valid, and not what depends on what is not", async () => {
    const called: string[] = [];
    const Broken = Depends({ n: Query(z.int()) }, ({ n }) => called.push(`broken ${n}`));
    const Dependant = Depends({ broken: Broken, m: Query(z.int()) }, () => called.push("dependant"));
    const Fine = Depends(() => called.push("fine"));
    const app = new Saluki();
    app.get("/", { d: Dependant, f: Fine, own: Query(z.int()) }, () => called.push("handler"));
    const response = await new TestClient(app).get("/?n=x&own=y");
    expect(response.json<{ detail: { loc: unknown }[] }>().detail.map(({ loc }) => loc)).toEqual([
      ["query", "n"],
      ["query", "m"],
      ["query", "own"],
    ]);
    expect(called).toEqual(["fine"]);
  });

  it("does what needs no body before the body is read", async () => {
    const app = new Saluki();
    const Reader = Depends({ name: Body(z.string(), { embed: true }) }, ({ name }) => name);
    const Guard = Depends(() => {
      throw new HTTPException(401);
    });
    app.post("/", { name: Reader, guard: Guard }, () => "never");
    let read = false;
    async function* body() {
      read = true;
      yield new Uint8Array(1);
    }
    const response = await new TestClient(app).post("/", {
      body: body(),
      headers: { "content-type": "application/json" },
    });
    expect([response.status, read]).toEqual([401, false]);
  });

  it("begins what lives as long as the handler when the body is there, unless it is needed before", async () => {
    const order: string[] = [];
    const scope = "function";
    const Transaction = Depends(
      function* () {
        order.push("transaction");
        yield "transaction";
      },
      { scope },
    );
    const Session = Depends(
      function* () {
        order.push("session");
        yield "session";
      },
      { scope },
    );
    const User = Depends({ session: Session }, () => order.push("user"));
    const app = new Saluki();
    app.post("/", { transaction: Transaction, user: User, body: Body(z.int()) }, () => order.push("handler"));
    app.get("/", { transaction: Transaction, user: User }, () => order.push("handler"));
    async function* body() {
      order.push("body");
      yield "1";
    }
    const client = new TestClient(app);
    await client.post("/", { body: body(), headers: { "content-type": "application/json" } });
    expect(order.splice(0)).toEqual(["session", "user", "body", "transaction", "handler"]);
    await client.get("/");
    expect(order).toEqual(["session", "user", "transaction", "handler"]);
  });

  it("reads the body once for all who want it", async () => {
    const Reader = Depends({ a: Body(z.int()) }, ({ a }) => a);
    const app = new Saluki();
    app.post("/", { fromDependency: Reader, b: Body(z.int()) }, (values) => values);
    expect((await new TestClient(app).post("/", { json: { a: 1, b: 2 } })).json()).toEqual({
      fromDependency: 1,
      b: 2,
    });
  });

  it("stays synchronous while everything is", async () => {
    const app = new Saluki();
    const One = Depends(() => 1);
    app.get("/{id}", { id: z.int(), one: One }, { response: z.int() }, ({ id, one }) => id + one);
    const { HttpRequest } = await import("saluki");
    expect(app.handle(new HttpRequest({ method: "GET", target: "/1" }))).not.toBeInstanceOf(Promise);
  });
});

describe("clean-up", () => {
  /** An application that notes what happens, in order. */
  function traced(options: { scope?: "function" | "request"; fail?: unknown } = {}) {
    const log: string[] = [];
    const tracked = (name: string) =>
      Depends(
        {},
        async function* () {
          log.push(`open ${name}`);
          try {
            yield name;
            log.push(`commit ${name}`);
          } catch (error) {
            log.push(`roll back ${name}: ${(error as Error).message}`);
            throw error;
          } finally {
            log.push(`close ${name}`);
          }
        },
        { scope: options.scope ?? "request" },
      );
    const app = new Saluki({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
    app.get("/", { a: tracked("a"), b: tracked("b") }, (_values, { background }) => {
      background.add(() => void log.push("background"));
      log.push("handler");
      if (options.fail !== undefined) throw options.fail;
      return "done";
    });
    return { app, log };
  }

  it("runs in reverse order after the response, and after background tasks", async () => {
    const { app, log } = traced();
    expect((await new TestClient(app).get("/")).status).toBe(200);
    expect(log).toEqual([
      "open a",
      "open b",
      "handler",
      "background",
      "commit b",
      "close b",
      "commit a",
      "close a",
    ]);
  });

  it("runs before the response, and before background tasks, with scope function", async () => {
    const { app, log } = traced({ scope: "function" });
    await new TestClient(app).get("/");
    expect(log).toEqual([
      "open a",
      "open b",
      "handler",
      "commit b",
      "close b",
      "commit a",
      "close a",
      "background",
    ]);
  });

  it("sees the error of the handler at the yield", async () => {
    const { app, log } = traced({ fail: new HTTPException(409, "conflict") });
    expect((await new TestClient(app).get("/")).status).toBe(409);
    expect(log).toEqual([
      "open a",
      "open b",
      "handler",
      "roll back b: conflict",
      "close b",
      "roll back a: conflict",
      "close a",
    ]);
  });

  it("runs when the response does not match its schema, so that nothing is committed", async () => {
    const log: string[] = [];
    const Db = Depends(
      async function* () {
        try {
          yield 1;
          log.push("commit");
        } catch {
          log.push("roll back");
        }
      },
      { scope: "function" },
    );
    const app = new Saluki({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
    app.get("/", { db: Db }, { response: z.object({ id: z.int() }) }, () => ({
      id: "x" as unknown as number,
    }));
    expect((await new TestClient(app, { raiseServerErrors: false }).get("/")).status).toBe(500);
    expect(log).toEqual(["roll back"]);
  });

  it("may turn one error into another, and cannot hide one", async () => {
    const Translate = Depends(async function* () {
      try {
        yield;
      } catch (error) {
        throw new HTTPException(418, `was: ${(error as Error).message}`);
      }
    });
    const Swallow = Depends(async function* () {
      try {
        yield;
      } catch {}
    });
    const app = new Saluki();
    app.get("/translated", { t: Translate }, () => {
      throw new Error("boom");
    });
    app.get("/swallowed", { s: Swallow }, () => {
      throw new HTTPException(400, "still here");
    });
    const client = new TestClient(app);
    expect((await client.get("/translated")).json()).toEqual({ detail: "was: boom" });
    expect((await client.get("/swallowed")).json()).toEqual({ detail: "still here" });
  });

  it("answers with the error of a function-scoped clean-up: the client does not hear of a success that was none", async () => {
    const Transaction = Depends(
      async function* () {
        yield;
        throw new HTTPException(409, "commit failed");
      },
      { scope: "function" },
    );
    const app = new Saluki();
    app.get("/", { t: Transaction }, () => "fine");
    const response = await new TestClient(app).get("/");
    expect([response.status, response.json()]).toEqual([409, { detail: "commit failed" }]);
  });

  it("waits for a stream to end", async () => {
    const log: string[] = [];
    const Resource = Depends(function* () {
      yield () => log.length < 10;
      log.push("closed");
    });
    const app = new Saluki();
    app.get("/", { open: Resource }, ({ open }) =>
      stream(
        (async function* () {
          for (let i = 0; i < 3; i++) {
            expect(open()).toBe(true);
            log.push(`piece ${i}`);
            yield `${i}`;
          }
        })(),
      ),
    );
    expect((await new TestClient(app).get("/")).text()).toBe("012");
    expect(log).toEqual(["piece 0", "piece 1", "piece 2", "closed"]);
  });

  it("sees a stream break off: what was begun is not committed", async () => {
    const log: string[] = [];
    const Transaction = Depends(async function* () {
      try {
        yield 1;
        log.push("commit");
      } catch (error) {
        log.push(`roll back: ${(error as Error).message}`);
      }
    });
    const app = new Saluki();
    app.get("/", { t: Transaction }, () =>
      stream(
        (async function* () {
          yield "a";
          throw new Error("boom");
        })(),
      ),
    );
    await new TestClient(app, { raiseServerErrors: false }).get("/").catch(() => {});
    expect(log).toEqual(["roll back: boom"]);
  });

  it("runs when the client goes away in the middle of a stream", async () => {
    const log: string[] = [];
    const Resource = Depends(async function* () {
      try {
        yield 1;
      } finally {
        log.push("closed");
      }
    });
    const app = new Saluki();
    app.get("/", { r: Resource }, (_values, { signal }) => {
      signal.addEventListener("abort", () => log.push("aborted"));
      return events(
        (async function* () {
          try {
            for (let i = 0; ; i++) yield { data: i };
          } finally {
            log.push("stream ended");
          }
        })(),
      );
    });
    const response = await new TestClient(app).stream("GET", "/");
    for await (const _piece of response) break;
    await response.close();
    expect([...log].sort()).toEqual(["aborted", "closed", "stream ended"]);
    expect(log.at(-1)).toBe("closed");
  });

  it("is complete for what was opened when a later dependency fails", async () => {
    const log: string[] = [];
    const First = Depends(async function* () {
      try {
        yield 1;
      } finally {
        log.push("first closed");
      }
    });
    const Second = Depends({ first: First }, () => {
      throw new HTTPException(403);
    });
    const app = new Saluki();
    app.get("/", { second: Second }, () => "never");
    app.get("/invalid", { first: First, n: Query(z.int()) }, () => "never");
    const client = new TestClient(app);
    expect((await client.get("/")).status).toBe(403);
    expect((await client.get("/invalid")).status).toBe(422);
    expect(log).toEqual(["first closed", "first closed"]);
  });

  it("tells of a generator that yields nothing", async () => {
    const app = new Saluki({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
    app.get("/", { d: Depends(async function* (): AsyncGenerator<number> {}) }, () => 1);
    await expect(new TestClient(app).get("/")).rejects.toThrow(
      /ended without a yield \[INVALID_DEPENDENCY\]/,
    );
  });
});

describe("scopes", () => {
  it('open dependencies of scope "app" at start, in order, and close them in reverse', async () => {
    const log: string[] = [];
    const Pool = Depends(
      async function* () {
        log.push("pool open");
        yield { id: 1 };
        log.push("pool closed");
      },
      { scope: "app" },
    );
    const Cache = Depends(
      { pool: Pool },
      async function* ({ pool }) {
        log.push(`cache open on ${pool.id}`);
        yield { pool };
        log.push("cache closed");
      },
      { scope: "app" },
    );
    const app = new Saluki();
    app.get("/", { cache: Cache, pool: Pool }, ({ cache, pool }) => cache.pool === pool);
    {
      await using client = await TestClient.start(app);
      expect(log).toEqual(["pool open", "cache open on 1"]);
      expect((await client.get("/")).json()).toBe(true);
      expect((await client.get("/")).json()).toBe(true);
    }
    expect(log).toEqual(["pool open", "cache open on 1", "cache closed", "pool closed"]);
  });

  it('open those of scope "app" at start that only a WebSocket needs', async () => {
    let opened = 0;
    const Hub = Depends(() => ++opened, { scope: "app" });
    const app = new Saluki();
    app.websocket("/", { hub: Hub }, () => {});
    await using _client = await TestClient.start(app);
    expect(opened).toBe(1);
  });

  it("refuse at start what would outlive what it depends on", () => {
    const Session = Depends(() => 1);
    const Global = Depends({ session: Session }, () => 1, { scope: "app" });
    const Reading = Depends({ q: z.string() }, () => 1, { scope: "app" });
    const Transaction = Depends(() => 1, { scope: "function" });
    const Outer = Depends({ t: Transaction }, function* () {
      yield 1;
    });
    for (const dependency of [Global, Reading, Outer]) {
      expect(() => new Saluki().get("/", { dependency }, () => 1)).toThrow(/\[SCOPE_MISMATCH\]/);
    }
  });
});

describe("a plain function without a scope of its own", () => {
  const Session = Depends(
    function* () {
      const session = { open: true };
      yield session;
      session.open = false;
    },
    { scope: "function" },
  );
  const User = Depends({ session: Session }, ({ session }) => ({ session }));

  it("may depend on what ends with the handler", async () => {
    const app = new Saluki();
    app.get("/", { user: User }, ({ user }) =>
      stream(
        (async function* () {
          yield String(user.session.open);
        })(),
      ),
    );
    expect((await new TestClient(app).get("/")).text()).toBe("false");
  });

  it("passes that on to those who have something to clean up", () => {
    const Outer = Depends({ user: User }, function* ({ user }) {
      yield user;
    });
    expect(() => new Saluki().get("/", { outer: Outer }, () => 1)).toThrow(/\[SCOPE_MISMATCH\]/);
  });
});

describe("security scopes", () => {
  it("are those of everybody on the way down", async () => {
    const Inner = Depends({ required: SecurityScopes }, ({ required }) => required.scopeStr);
    const Outer = Depends({ inner: Security(Inner, { scopes: ["b"] }) }, ({ inner }) => inner);
    const app = new Saluki();
    app.get("/", { a: Security(Outer, { scopes: ["a"] }), plain: Inner }, (values) => values);
    expect((await new TestClient(app).get("/")).json()).toEqual({ a: "a b", plain: "" });
  });

  it("make a dependency another one than without them, once for each set of scopes", async () => {
    let calls = 0;
    const Counter = Depends(() => ++calls);
    const Scoped = Security(Counter, { scopes: ["a"] });
    const app = new Saluki();
    app.get("/", { plain: Counter, first: Scoped, second: Scoped }, (values) => values);
    expect((await new TestClient(app).get("/")).json()).toEqual({ plain: 1, first: 2, second: 2 });
  });
});

describe("overrides", () => {
  const Db = Depends(() => "real");
  const Service = Depends({ db: Db }, ({ db }) => `service on ${db}`);
  const app = new Saluki();
  app.get("/", { service: Service, secured: Security(Db, { scopes: ["x"] }) }, (values) => values);
  const client = new TestClient(app);

  it("replace a dependency wherever it stands, until they are cleared", async () => {
    expect((await client.get("/")).json()).toEqual({ service: "service on real", secured: "real" });
    app.dependencyOverrides.set(
      Db,
      Depends({ q: z.string().default("fake") }, ({ q }) => q),
    );
    expect((await client.get("/")).json()).toEqual({ service: "service on fake", secured: "fake" });
    expect((await client.get("/?q=other")).json()).toEqual({ service: "service on other", secured: "other" });
    app.dependencyOverrides.clear();
    expect((await client.get("/")).json()).toEqual({ service: "service on real", secured: "real" });
  });

  it("do not change the document", () => {
    app.dependencyOverrides.set(
      Db,
      Depends({ q: z.string() }, ({ q }) => q),
    );
    expect(app.openapi().paths["/"]!.get!.parameters).toBeUndefined();
    app.dependencyOverrides.clear();
  });
});

describe("app.run", () => {
  it("injects outside of a request, and cleans up", async () => {
    const log: string[] = [];
    const Db = Depends(async function* () {
      yield { size: 3 };
      log.push("closed");
    });
    const app = new Saluki();
    expect(await app.run({ db: Db }, ({ db }) => db.size)).toBe(3);
    await expect(
      app.run({ db: Db }, () => {
        throw new Error("boom");
      }),
    ).rejects.toThrow("boom");
    expect(log).toEqual(["closed"]);
  });

  it("says what it cannot give", async () => {
    const app = new Saluki();
    await expect(app.run({ q: z.string() }, ({ q }) => q)).rejects.toThrow(
      /q would be read from a request.*\[NO_REQUEST\]/,
    );
    await expect(app.run({}, (_values, { request }) => request.path)).rejects.toThrow(/NO_REQUEST/);
  });
});

describe("a validation error", () => {
  it("can be raised by the application too", async () => {
    const app = new Saluki();
    app.get("/", () => {
      throw new RequestValidationError([{ type: "value_error", loc: ["query", "q"], msg: "no", input: 1 }]);
    });
    expect((await new TestClient(app).get("/")).status).toBe(422);
  });
});
