import { afterEach, describe, expect, it, vi } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { HttpResponse } from "../../src/http/index.ts";
import { timing } from "../../src/middleware/index.ts";
import { answering, later, ok, requestFor, wrap } from "./support.ts";

afterEach(() => void vi.restoreAllMocks());

/** Makes the clock show these times, one after the other. */
function clock(...times: number[]): void {
  const now = vi.spyOn(performance, "now");
  for (const time of times) now.mockReturnValueOnce(time);
}

describe("timing", () => {
  it("tells the milliseconds from the request to the head of the response", async () => {
    for (const handler of [ok, later(ok)]) {
      clock(1000, 1012.34567);
      const response = await wrap(handler, timing())(requestFor("/"));
      expect(response.headers.get("server-timing")).toBe("total;dur=12.346");
    }
  });

  it("does not wait for the end of a stream", async () => {
    async function* never() {
      yield await new Promise<string>(() => {});
    }
    const response = await wrap(answering(never()), timing())(requestFor("/"));
    expect(response.headers.get("server-timing")).toMatch(/^total;dur=[\d.]+$/);
  });

  it("keeps what the handler measured, in front", async () => {
    clock(0, 5);
    const response = await wrap(answering("", { "server-timing": "db;dur=3" }), timing())(requestFor("/"));
    expect(response.headers.getAll("server-timing")).toEqual(["db;dur=3", "total;dur=5"]);
  });

  it("names header and metric as it is told", async () => {
    clock(0, 5);
    const response = await wrap(ok, timing({ header: "X-Timing", metric: "app" }))(requestFor("/"));
    expect(response.headers.get("x-timing")).toBe("app;dur=5");
  });

  it("answers at once where the handler does", () => {
    expect(wrap(ok, timing())(requestFor("/"))).toBeInstanceOf(HttpResponse);
  });

  it.each([{ header: "a b" }, { metric: "a;b" }, { metric: "" }])(
    "throws INVALID_OPTION at the call: %j",
    (options) => {
      expect(() => timing(options)).toThrow(SalukiError);
      expect(() => timing(options)).toThrow(/INVALID_OPTION/);
    },
  );
});
