import { Router, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { occasion } from "../server/occasion.ts";

/** Short, and never long enough for a handler of these tests. */
const SHORT = 10;

/** Rejects when the signal is aborted, as `fetch` and the drivers of databases do. */
function given(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

describe("limits of routes", () => {
  it("are those of the innermost that has one: route, router, application", async () => {
    const go = occasion();
    const wait = (_params: object, { signal }: { signal: AbortSignal }) =>
      Promise.race([given(signal), go.happened]);
    const inner = new Router({ timeout: 0 });
    inner.get("/free", wait);
    inner.get("/own", {}, { timeout: SHORT }, wait);
    const outer = new Router();
    outer.get("/bound", wait);
    const app = new Saluki({ timeout: SHORT });
    app.include(inner);
    app.include(outer);
    app.include(outer, { prefix: "/included", timeout: Number.POSITIVE_INFINITY });
    const client = new TestClient(app);
    const statuses = (...paths: string[]) =>
      Promise.all(paths.map(async (path) => (await client.get(path)).status));
    // Those without a limit come first: had they the same one, they would be late before the others are.
    const free = statuses("/free", "/included/bound");
    expect(await statuses("/own", "/bound")).toEqual([503, 503]);
    go.happens();
    expect(await free).toEqual([200, 200]);
  });

  it("count for the size of bodies too", async () => {
    const router = new Router({ maxBodySize: 20 });
    const Text = z.object({ text: z.string() });
    router.post("/router", { item: Text }, () => "ok");
    router.post("/route", { item: Text }, { maxBodySize: 200 }, () => "ok");
    const app = new Saluki({ maxBodySize: 100 });
    app.include(router);
    app.post("/app", { item: Text }, () => "ok");
    const client = new TestClient(app);
    const status = async (path: string, size: number) =>
      (await client.post(path, { json: { text: "x".repeat(size - 11) } })).status;
    const seen: [string, number, number][] = [];
    for (const [path, limit] of [
      ["/router", 20],
      ["/route", 200],
      ["/app", 100],
    ] as const) {
      seen.push([path, await status(path, limit), await status(path, limit + 1)]);
    }
    expect(seen).toEqual([
      ["/router", 200, 413],
      ["/route", 200, 413],
      ["/app", 200, 413],
    ]);
  });

  it.each([
    ["timeout", -1, "-1"],
    ["timeout", "5s", '"5s"'],
    ["maxBodySize", Number.NaN, "NaN"],
    ["maxBodySize", 10n, "10"],
    ["maxBodySize", null, "null"],
    ["maxBodySize", { bytes: 10 }, '{"bytes":10}'],
  ])("that are none are INVALID_ROUTE, with value and place: %s %s", (name, value, shown) => {
    const app = new Saluki();
    app.get("/limited", {}, { [name]: value } as object, () => "never");
    const error = { code: "INVALID_ROUTE", message: expect.stringContaining(`${name} is ${shown}`) };
    expect(() => app.compile()).toThrow(expect.objectContaining(error));
    expect(() => app.compile()).toThrow("/limited");
  });
});
