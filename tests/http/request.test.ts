import { gunzipSync, gzipSync } from "node:zlib";
import { HttpRequest, type Middleware, Saluki } from "saluki";
import { TestClient } from "saluki/testing";
import { describe, expect, it } from "vitest";
import { z } from "zod";

describe("a request with another body", () => {
  it("is what routes read, and the same exchange", async () => {
    const inflate: Middleware = async (request, next) => {
      if (request.headers.get("content-encoding") !== "gzip") return next(request);
      return next(request.withBody(gunzipSync(await request.body.bytes(1000))));
    };
    const app = new Saluki({ middleware: [inflate] });
    const done: string[] = [];
    app.post("/sum", { numbers: z.array(z.int()) }, ({ numbers }, { background }) => {
      background.add(() => done.push("background"));
      return numbers.reduce((sum, number) => sum + number, 0);
    });
    const client = new TestClient(app);
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    const response = await client.post("/sum", { body: gzipSync("[1, 2, 3]"), headers });
    expect(response.json()).toBe(6);
    expect(done).toEqual(["background"]);
  });

  it("keeps path, query, headers and state, below a mount as well", () => {
    const request = new HttpRequest({ method: "POST", target: "/a/b?c=d", headers: { x: "1" } });
    request.state.set("user", "ada");
    const changed = request.mounted("/b", "/a").withBody(Buffer.from("abc"));
    expect([changed.path, changed.rootPath, changed.query]).toEqual(["/b", "/a", "c=d"]);
    expect(changed.headers.get("x")).toBe("1");
    expect(changed.state.get("user")).toBe("ada");
    expect(changed.body.length).toBe(3);
    expect(changed.mounted("/", "/a/b").body).toBe(changed.body);
    expect(request.body.isEmpty).toBe(true);
    expect(changed.withBody(null).body.isEmpty).toBe(true);
  });
});
