import { Depends, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

/** As query builders give it: no instance of Promise, but something that can be awaited. */
function query<T>(rows: T): Promise<T> {
  const settled = Promise.resolve(rows);
  // biome-ignore lint/suspicious/noThenProperty: that it has one is what is tested
  return { then: settled.then.bind(settled) } as Promise<T>;
}

describe("what a handler returns", () => {
  it("is awaited when it can be, though it is no promise", async () => {
    const Rows = Depends(() => query([1]));
    const app = new Saluki();
    app.get("/", { rows: Rows }, { response: z.array(z.int()) }, ({ rows }) => query([...rows, 2]));
    expect((await new TestClient(app).get("/")).json()).toEqual([1, 2]);
  });
});
