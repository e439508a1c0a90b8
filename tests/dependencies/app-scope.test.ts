import { Depends, type DependsOptions, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { ApplicationContext, AppScope, DependencyOverrides } from "../../src/dependencies/index.ts";

const app: DependsOptions = { scope: "app" };

function appScope(): AppScope {
  const host = { state: {}, urlPathFor: () => "" };
  return new AppScope(new ApplicationContext(host), new DependencyOverrides());
}

describe("closing the scope of the application", () => {
  it("waits for what is still being made, and cleans it up", async () => {
    const log: string[] = [];
    let resolve = () => {};
    const promise = new Promise<void>((settle) => {
      resolve = settle;
    });
    const Inner = Depends(async function* () {
      yield log.push("open inner");
      log.push("close inner");
    }, app);
    const Slow = Depends(async function* () {
      await promise;
      yield log.push("open slow");
      log.push("close slow");
    }, app);
    const Outer = Depends({ slow: Slow, inner: Inner }, () => log.push("outer"), app);
    const scope = appScope();
    const value = scope.get(Outer);
    const closed = scope.close();
    resolve();
    await closed;
    await value;
    expect(log).toEqual(["open slow", "open inner", "outer", "close inner", "close slow"]);
    // Made anew.
    await scope.get(Inner);
    expect(log.at(-1)).toBe("open inner");
  });

  it("is not kept by one that could not be made", async () => {
    const Broken = Depends(async () => Promise.reject(new Error("broken")), app);
    const scope = appScope();
    const value = scope.get(Broken);
    await Promise.all([scope.close(), expect(value).rejects.toThrow("broken")]);
  });

  it("runs every clean-up, though some fail, and throws the first error", async () => {
    const log: string[] = [];
    const closing = (name: string, fails: boolean) =>
      Depends(async function* () {
        yield name;
        log.push(name);
        if (fails) throw new Error(name);
      }, app);
    const scope = appScope();
    for (const one of [closing("a", false), closing("b", true), closing("c", true)]) await scope.get(one);
    await expect(scope.close()).rejects.toThrow("c");
    expect(log).toEqual(["c", "b", "a"]);
  });
});

describe("a replacement", () => {
  it('of a dependency of scope "app" is one of that scope too', async () => {
    const log: string[] = [];
    const Database = Depends(() => "real", app);
    const Users = Depends({ database: Database }, ({ database }) => `users of ${database}`, app);
    const application = new Saluki();
    application.get("/", { users: Users, database: Database }, ({ users, database }) => [users, database]);
    application.dependencyOverrides.set(
      Database,
      Depends(function* () {
        log.push("open");
        yield "fake";
        log.push("close");
      }),
    );
    await application.startup();
    expect(log).toEqual(["open"]);
    const client = new TestClient(application);
    for (let time = 0; time < 2; time++)
      expect((await client.get("/")).json()).toEqual(["users of fake", "fake"]);
    await application.shutdown();
    expect(log).toEqual(["open", "close"]);
  });

  it("keeps a scope of its own", async () => {
    let calls = 0;
    const Counter = Depends(() => 0, app);
    const application = new Saluki();
    application.get("/", { n: Counter }, ({ n }) => n);
    application.dependencyOverrides.set(
      Counter,
      Depends(() => ++calls, { scope: "request" }),
    );
    const client = new TestClient(application);
    expect([(await client.get("/")).json(), (await client.get("/")).json()]).toEqual([1, 2]);
  });

  it("stands in for dependencies of different scopes, in each as that one", async () => {
    let calls = 0;
    const Global = Depends(() => 0, app);
    const Own = Depends(() => 0);
    const application = new Saluki();
    application.get("/", { own: Own, global: Global }, ({ own, global }) => [own, global]);
    const Counter = Depends(() => ++calls);
    application.dependencyOverrides.set(Global, Counter);
    application.dependencyOverrides.set(Own, Counter);
    const client = new TestClient(application);
    await application.startup();
    expect([(await client.get("/")).json(), (await client.get("/")).json()]).toEqual([
      [2, 1],
      [3, 1],
    ]);
  });

  it('of one of scope "function" is cleaned up before the response is made', async () => {
    const log: string[] = [];
    const Session = Depends(() => "real", { scope: "function" });
    const Holder = Depends(function* () {
      yield "outer";
      log.push("request ends");
    });
    const application = new Saluki();
    application.get("/", { session: Session, holder: Holder }, ({ session }) => session);
    application.dependencyOverrides.set(
      Session,
      Depends(function* () {
        yield "fake";
        log.push("function ends");
      }),
    );
    expect((await new TestClient(application).get("/")).json()).toBe("fake");
    expect(log).toEqual(["function ends", "request ends"]);
  });
});
