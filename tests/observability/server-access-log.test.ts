import { describe, expect, it } from "vitest";
import { type ServerAccessLogOptions, serverAccessLog } from "../../src/observability/index.ts";
import { requestFor } from "../middleware/support.ts";
import { entryOf, REFUSED, recording } from "./support.ts";

/** The lines that these exchanges leave. */
function linesOf(options: ServerAccessLogOptions, ...entries: readonly ReturnType<typeof entryOf>[]) {
  const { logger, lines } = recording();
  const log = serverAccessLog({ logger, ...options });
  for (const entry of entries) log(entry);
  return lines;
}

describe("serverAccessLog", () => {
  it("writes a line of the fields that have something to tell", () => {
    expect(linesOf({}, entryOf())).toEqual([
      {
        level: "info",
        fields: {
          method: "GET",
          path: "/items/3",
          status: 200,
          durationMs: 1.235,
          bytes: 57,
          route: "/items/{id}",
        },
        message: "request",
      },
    ]);
    const [line] = linesOf({}, entryOf({ requestId: "a", aborted: true, closeCode: 1006 }));
    expect(line!.fields).toMatchObject({ requestId: "a", aborted: true, closeCode: 1006 });
  });

  it("writes why bytes were refused, and nothing that there is not", () => {
    const [line] = linesOf({}, REFUSED);
    expect(line!.fields).toEqual({ status: 400, bytes: 11, refusal: "Host is missing" });
  });

  it("leaves query and address out, unless told to include them", () => {
    const entry = entryOf({ path: "/search", request: requestFor("/search?name=x\x9b") });
    expect(linesOf({}, entry)[0]!.fields["path"]).toBe("/search");
    expect(JSON.stringify(linesOf({}, entry))).not.toContain("192.0.2.1");
    const fields: ServerAccessLogOptions["fields"] = ({ remoteAddress }) => ({ remoteAddress });
    expect(linesOf({ query: "include", fields }, entry)[0]!.fields).toMatchObject({
      path: "/search?name=x%9B",
      remoteAddress: "192.0.2.1",
    });
    expect(linesOf({ query: "include" }, REFUSED)[0]!.fields).not.toHaveProperty("path");
  });

  it("keeps its own fields from those of the application, be they there or not", () => {
    const fields = () => ({ status: 200, refusal: "none", level: "debug", agent: "curl" });
    const [line] = linesOf({ fields }, entryOf({ status: 404 }));
    expect(line).toMatchObject({
      level: "info",
      fields: { status: 404, _status: 200, _refusal: "none", _level: "debug", agent: "curl" },
    });
    expect(line!.fields).not.toHaveProperty("refusal");
  });

  it("takes the level from the status, where it is told how", () => {
    const level: ServerAccessLogOptions["level"] = (status) => (status >= 500 ? "error" : "debug");
    const lines = linesOf({ level }, entryOf(), entryOf({ status: 503 }));
    expect(lines.map((line) => line.level)).toEqual(["debug", "error"]);
    expect(linesOf({ level: "warn" }, entryOf())[0]!.level).toBe("warn");
  });

  it("skips what it is told to", () => {
    const skip: ServerAccessLogOptions["skip"] = ({ path }) => path === "/health";
    expect(linesOf({ skip }, entryOf({ path: "/health" }), entryOf())).toHaveLength(1);
  });

  it("makes no line where the level is off", () => {
    const { logger, lines } = recording((level) => level !== "info");
    const fields = () => {
      throw new Error("not asked");
    };
    serverAccessLog({ logger, fields })(entryOf());
    expect(lines).toEqual([]);
  });
});
