import { existsSync } from "node:fs";
import { Depends, File, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

describe("the lifespan", () => {
  it("runs around the requests, and its state reaches handlers and dependencies", async () => {
    const log: string[] = [];
    const Name = Depends((_params, { state }) => state.name);
    const app = new Saluki({
      lifespan: async function* () {
        log.push("start");
        yield { name: "ada" };
        log.push("stop");
      },
    });
    app.get("/", { name: Name }, ({ name }, { state }) => [name, state.name]);
    {
      await using client = await TestClient.start(app);
      expect((await client.get("/")).json()).toEqual(["ada", "ada"]);
      expect(log).toEqual(["start"]);
    }
    expect(log).toEqual(["start", "stop"]);
  });

  it("starts once, stops once, and can start again", async () => {
    const log: string[] = [];
    const app = new Saluki({
      lifespan: async function* () {
        log.push("start");
        yield;
        log.push("stop");
      },
    });
    await Promise.all([app.startup(), app.startup()]);
    await app.shutdown();
    await app.shutdown();
    await app.startup();
    await app.shutdown();
    expect(log).toEqual(["start", "stop", "start", "stop"]);
  });

  it("includes that of mounted applications, and gives them their own state", async () => {
    const log: string[] = [];
    const make = (name: string) =>
      new Saluki({
        lifespan: async function* () {
          log.push(`${name} starts`);
          yield { name };
          log.push(`${name} stops`);
        },
      });
    const [outer, inner] = [make("outer"), make("inner")];
    for (const app of [outer, inner]) app.get("/name", (_params, { state }) => state.name);
    outer.mount("/inner", inner);
    {
      await using client = await TestClient.start(outer);
      expect((await client.get("/name")).json()).toBe("outer");
      expect((await client.get("/inner/name")).json()).toBe("inner");
    }
    expect(log).toEqual(["inner starts", "outer starts", "outer stops", "inner stops"]);
  });

  it("that fails to start takes down what had started, and says why", async () => {
    const log: string[] = [];
    const Pool = Depends(
      async function* () {
        log.push("pool opens");
        yield 1;
        log.push("pool closes");
      },
      { scope: "app" },
    );
    const Broken = Depends(
      (): number => {
        throw new Error("no database");
      },
      { scope: "app" },
    );
    const app = new Saluki();
    app.get("/", { pool: Pool, broken: Broken }, () => 1);
    await expect(app.startup()).rejects.toThrow("no database");
    expect(log).toEqual(["pool opens", "pool closes"]);
  });

  it("is started by the first fetch", async () => {
    let started = 0;
    const app = new Saluki({
      lifespan: async function* () {
        started++;
        yield { n: 5 };
      },
    });
    app.get("/", (_params, { state }) => state.n);
    const { fetch } = app;
    expect(await (await fetch(new Request("http://x.test/"))).json()).toBe(5);
    await fetch(new Request("http://x.test/"));
    expect(started).toBe(1);
  });

  it("is started anew by a fetch after its end, also where that came before it had started", async () => {
    let started = 0;
    const app = new Saluki({
      lifespan: async function* () {
        yield { run: ++started };
      },
    });
    app.get("/", (_params, { state }) => state.run);
    const run = async () => (await app.fetch(new Request("http://x.test/"))).json();
    expect(await run()).toBe(1);
    await app.shutdown();
    expect(await run()).toBe(2);
    await app.shutdown();
    await Promise.all([app.startup(), app.shutdown()]);
    expect(await run()).toBe(4);
  });

  it("that failed is tried again by the next fetch, which is answered 500 until then", async () => {
    let attempts = 0;
    const app = new Saluki({
      logger: silent,
      lifespan: async function* () {
        if (++attempts === 1) throw new Error("the database is not up");
        yield { attempts };
      },
    });
    app.get("/", (_params, { state }) => state.attempts);
    expect((await app.fetch(new Request("http://x.test/"))).status).toBe(500);
    expect(await (await app.fetch(new Request("http://x.test/"))).json()).toBe(2);
  });

  it("waits for the end of the one before, so that their states do not mix", async () => {
    let run = 0;
    const app = new Saluki({
      lifespan: async function* () {
        yield { run: ++run };
        await Promise.resolve();
      },
    });
    app.get("/", (_params, { state }) => state.run);
    await app.startup();
    const stopping = app.shutdown();
    await app.startup();
    await stopping;
    expect((await new TestClient(app).get("/")).json()).toBe(2);
  });

  it("tells why it did not start, also when taking down fails", async () => {
    const log: string[] = [];
    const A = Depends(
      async function* () {
        yield 1;
        throw new Error("A does not close");
      },
      { scope: "app" },
    );
    const B = Depends(
      (): number => {
        throw new Error("B does not open");
      },
      { scope: "app" },
    );
    const app = new Saluki({
      lifespan: async function* () {
        yield;
        log.push("lifespan ended");
      },
    });
    app.get("/", { a: A, b: B }, () => 1);
    await expect(app.startup()).rejects.toThrow("B does not open");
    expect(log).toEqual(["lifespan ended"]);
  });

  it("has to be a generator that yields", async () => {
    const app = new Saluki({ lifespan: async function* (): AsyncGenerator<{ a: number }> {} });
    await expect(app.startup()).rejects.toThrow(/INVALID_OPTION/);
  });
});

describe("background tasks", () => {
  it("run after the response, in order, and one that fails does not keep the others from running", async () => {
    const log: string[] = [];
    const errors: unknown[] = [];
    const app = new Saluki({
      logger: {
        ...silent,
        error: (fields: object | string) => void errors.push((fields as { err: Error }).err.message),
      },
    });
    const Notify = Depends(
      (_params, { background }) =>
        (message: string) =>
          background.add(async (text: string) => void log.push(text), message),
    );
    app.get("/", { notify: Notify }, ({ notify }, { background }) => {
      notify("first");
      background.add(() => {
        throw new Error("boom");
      });
      background.add((a: number, b: number) => void log.push(`${a + b}`), 1, 2);
      return "done";
    });
    const response = await new TestClient(app).get("/");
    expect(response.json()).toBe("done");
    expect(log).toEqual(["first", "3"]);
    expect(errors).toEqual(["boom"]);
  });

  it("can still read the files of the request, on disk too", async () => {
    const log: string[] = [];
    const app = new Saluki({ multipart: { maxMemory: 0 } });
    let path: string | undefined;
    app.post("/", { file: File() }, ({ file }, { background }) => {
      path = file.path;
      background.add(async () => void log.push(await file.text()));
      return file.size;
    });
    await new TestClient(app).post("/", { files: { file: { content: "picture" } } });
    expect(log).toEqual(["picture"]);
    expect([path !== undefined, existsSync(path!)]).toEqual([true, false]);
  });

  it("do not run when the handler failed", async () => {
    const log: string[] = [];
    const app = new Saluki({ logger: silent });
    app.get("/", (_params, { background }) => {
      background.add(() => void log.push("never"));
      throw new Error("boom");
    });
    await new TestClient(app, { raiseServerErrors: false }).get("/");
    expect(log).toEqual([]);
  });
});
