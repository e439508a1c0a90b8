import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { HttpResponse } from "../../src/http/index.ts";
import { type PinoAccessLogOptions, pinoAccessLog } from "../../src/observability/index.ts";
import { serve } from "../../src/server/index.ts";
import { entryOf, REFUSED } from "./support.ts";

/** An access log to a file of its own. */
async function logging(options: PinoAccessLogOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), "saluki-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const destination = join(folder, "access.log");
  const log = await pinoAccessLog({ destination, ...options });
  onTestFinished(() => log.close());
  return {
    log,
    destination,
    async text() {
      await log.close();
      return readFileSync(destination, "utf8");
    },
  };
}

describe("pinoAccessLog", () => {
  it("writes lines of JSON with the fields of the other loggers", async () => {
    const { log, text } = await logging({ level: (status) => (status >= 500 ? "error" : "info") });
    log(entryOf());
    log(entryOf({ status: 503 }));
    log(REFUSED);
    const lines = (await text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        method: "GET",
        path: "/items/3",
        status: 200,
        durationMs: 1.235,
        bytes: 57,
        route: "/items/{id}",
        msg: "request",
      },
      expect.objectContaining({ level: "error", status: 503 }),
      {
        level: "info",
        time: expect.any(String),
        status: 400,
        bytes: 11,
        refusal: "Host is missing",
        msg: "request",
      },
    ]);
  });

  it("keeps the lines of a file that is there", async () => {
    const { log, destination, text } = await logging();
    log(entryOf({ path: "/1" }));
    await text();
    const next = await pinoAccessLog({ destination });
    next(entryOf({ path: "/2" }));
    await next.close();
    expect(readFileSync(destination, "utf8").match(/"path":"\/\d"/g)).toEqual(['"path":"/1"', '"path":"/2"']);
  });

  it.each([
    ["the end of the line", '\r\n{"status":200}'],
    ["control characters", "\0\x08\x1b[2J\x7f"],
    ["control characters beyond ASCII", "\x85\x9b2J"],
    ["separators of Unicode", "\u2028\u2029"],
    ["halves of a surrogate pair", "\ud800x\udfff"],
    ["octets beyond ASCII", "\xe9\xff"],
    ["quotation marks and backslashes", '","status":200,"x":"\\'],
    ["a long text of them", `${"x".repeat(100)}\n\u2028\ud800`],
  ])("is not misled by %s", async (_, hostile) => {
    const { log, text } = await logging({ fields: ({ request }) => ({ agent: request, [hostile]: 1 }) });
    log(
      entryOf({
        method: hostile,
        path: hostile,
        route: hostile,
        requestId: hostile,
        request: hostile as never,
      }),
    );
    const written = await text();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(written).toMatch(/^[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffd]+\n$/);
    expect(JSON.parse(written)).toMatchObject({
      method: hostile,
      path: hostile,
      route: hostile,
      requestId: hostile,
      agent: hostile,
      status: 200,
    });
  });

  it("lets no field pass itself off as one of the line", async () => {
    const { log, text } = await logging({
      fields: () => ({ level: "fatal", time: "forged", msg: "forged" }),
    });
    log(entryOf());
    const line = await text();
    expect(line.match(/"(level|time|msg)":/g)).toEqual(['"level":', '"time":', '"msg":']);
    expect(JSON.parse(line)).toMatchObject({
      level: "info",
      _level: "fatal",
      time: expect.stringMatching(/^\d{4}-/),
      _time: "forged",
      msg: "request",
      _msg: "forged",
    });
  });

  it.skipIf(!existsSync("/dev/full"))(
    "drops lines that a full disk has no room for, and counts them",
    async () => {
      const onError = vi.fn();
      const { log } = await logging({ destination: "/dev/full", maxLength: 5000, minLength: 1, onError });
      for (let i = 0; i < 100; i++) log(entryOf());
      await vi.waitFor(() => {
        expect(onError.mock.calls.map(String)).toEqual([
          expect.stringContaining("lines are dropped"),
          expect.stringContaining("ENOSPC"),
        ]);
      });
      expect(log.dropped).toBeGreaterThan(50);
      await log.close();
      expect(onError).toHaveBeenCalledTimes(3);
      expect(log.dropped).toBe(100);
      expect(String(onError.mock.lastCall)).toMatch(/: \d+ lines are lost at the end$/);
    },
  );

  it("says how many lines were dropped, once there is room again", async () => {
    const onError = vi.fn();
    const { log, text } = await logging({ minLength: 1, maxLength: 1000, onError });
    // All in one turn, in which nothing can be written.
    for (let i = 0; i < 20; i++) log(entryOf());
    expect(log.dropped).toBeGreaterThan(1);
    expect(onError).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => {
      const { dropped } = log;
      log(entryOf());
      expect(log.dropped).toBe(dropped);
    });
    const lines = (await text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual({
      level: "warn",
      time: expect.any(String),
      dropped: expect.any(Number),
      msg: "lines of the access log were dropped",
    });
  });

  it("refuses what it cannot open, and lengths that are none", async () => {
    await expect(pinoAccessLog({ destination: "/nowhere/access.log" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("/nowhere/access.log"),
    });
    for (const options of [{ minLength: -1 }, { maxLength: Number.NaN }, { minLength: 2, maxLength: 1 }]) {
      await expect(pinoAccessLog(options)).rejects.toMatchObject({ code: "INVALID_OPTION" });
    }
  });

  it("fits a server", async () => {
    const { log, text } = await logging();
    const server = await serve(() => new HttpResponse("hello"), { port: 0, accessLog: log });
    await (await fetch(`${server.url}/a?b=c`)).text();
    await server.close();
    expect(JSON.parse(await text())).toMatchObject({ method: "GET", path: "/a", status: 200, bytes: 5 });
  });
});
