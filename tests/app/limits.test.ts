import { Saluki, type SalukiOptions } from "saluki";
import { describe, expect, it } from "vitest";

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
});
