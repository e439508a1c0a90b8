import { Router, Saluki, type SalukiOptions } from "saluki";
import type { ServeOptions } from "saluki/server";
import { describe, expect, it, vi } from "vitest";

describe("the limits of an application", () => {
  it.each<[string, SalukiOptions]>([
    ["maxBodySize", { maxBodySize: Number("10mb") }],
    ["maxBodySize", { maxBodySize: "10mb" as unknown as number }],
    ["maxBodySize", { maxBodySize: -1 }],
    ["maxErrors", { maxErrors: Number.NaN }],
    ["multipart.maxFileSize", { multipart: { maxFileSize: Number.NaN } }],
    ["multipart.maxTotalSize", { multipart: { maxTotalSize: Number.NaN } }],
  ])("are no limits when %s is %o: refused when the application is made", (name, options) => {
    expect(() => new Saluki(options)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(name) }),
    );
  });

  it("may be 0, and Infinity", () => {
    new Saluki({ maxBodySize: 0, maxErrors: Number.POSITIVE_INFINITY, multipart: { maxFiles: 0 } });
  });

  describe("for bodies that are above those of its server", () => {
    async function warnings(options: SalukiOptions, serving: ServeOptions): Promise<unknown[]> {
      const warn = vi.fn();
      const app = new Saluki({ ...options, logger: { debug() {}, info() {}, warn, error() {} } });
      const large = new Router({ prefix: "/large", maxBodySize: 2000 });
      large.get("/file", () => "never has a body");
      large.put("/file", () => "ok");
      app.include(large);
      app.post("/small", {}, { maxBodySize: 10 }, () => "ok");
      app.post("/any", {}, { maxBodySize: Number.POSITIVE_INFINITY }, () => "ok");
      const server = await app.listen({ port: 0, ...serving });
      await server.close();
      return warn.mock.calls.map(([fields]) => fields);
    }

    it("are told at the start, each with its route", async () => {
      expect(await warnings({}, { maxBodyBytes: 1000 })).toEqual([
        { method: "PUT", route: "/large/file", maxBodySize: 2000, maxBodyBytes: 1000 },
      ]);
      expect(await warnings({ maxBodySize: 200_000_000 }, {})).toEqual([
        { maxBodySize: 200_000_000, maxBodyBytes: 104_857_600 },
      ]);
    });

    it.each<ServeOptions>([
      { maxBodyBytes: 2000 },
      { maxBodyBytes: Number.POSITIVE_INFINITY },
      { engine: "node" },
    ])("are no matter with %o", async (serving) => {
      expect(await warnings({}, serving)).toEqual([]);
    });
  });
});
