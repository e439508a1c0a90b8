import { Cookie, Header, Query, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";

describe("parameters with asynchronous schemas", () => {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockClear();
    process.on("unhandledRejection", unhandled);
  });
  afterEach(() => void process.off("unhandledRejection", unhandled));

  const Failing = () =>
    z.string().refine(async () => {
      throw new Error("the database is away");
    });
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it("leave nothing unhandled when a later parameter cannot be read", async () => {
    const app = new Saluki();
    app.get("/{id}", { id: Failing(), q: Query(z.int()) }, () => "never");
    const response = await new TestClient(app).get(`/x?${"q=1&".repeat(2000)}`);
    expect(response.status).toBe(400);
    await settled();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("leave nothing unhandled when several fail", async () => {
    const app = new Saluki({ logger: { debug() {}, info() {}, warn() {}, error() {} } });
    app.get(
      "/{id}",
      { id: Failing(), q: Query(Failing()), h: Header(Failing()), c: Cookie(Failing()) },
      () => "never",
    );
    const client = new TestClient(app, { raiseServerErrors: false });
    const response = await client.get("/x?q=1", { headers: { h: "1", cookie: "c=1" } });
    expect(response.status).toBe(500);
    await settled();
    expect(unhandled).not.toHaveBeenCalled();
  });
});
