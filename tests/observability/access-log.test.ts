import { describe, expect, it } from "vitest";
import { HTTPException, HttpResponse } from "../../src/http/index.ts";
import { requestId } from "../../src/middleware/index.ts";
import {
  type AccessLogOptions,
  accessLog,
  type LogLevel,
  requestIdOf,
} from "../../src/observability/index.ts";
import { answering, later, ok, type RequestOptions, requestFor, wrap } from "../middleware/support.ts";
import { recording } from "./support.ts";

/** The one line that an exchange leaves. */
async function lineOf(
  handler = ok,
  options: AccessLogOptions = {},
  request: RequestOptions & { target?: string } = {},
) {
  const { logger, lines } = recording();
  const received = requestFor(request.target ?? "/items?token=secret", request);
  await wrap(handler, accessLog({ logger, ...options }))(received);
  expect(lines).toHaveLength(0);
  await received.finish();
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

describe("accessLog", () => {
  it("writes method, path, status, duration and bytes when the response is out", async () => {
    for (const handler of [ok, later(ok)]) {
      const { level, fields, message } = await lineOf(handler);
      expect(level).toBe("info");
      expect(message).toBe("request");
      expect(fields).toEqual({
        method: "GET",
        path: "/items",
        status: 200,
        durationMs: expect.any(Number),
        bytes: 2,
      });
      expect(fields["durationMs"]).toBeGreaterThanOrEqual(0);
    }
  });

  it("leaves the query out, unless told to include it", async () => {
    expect((await lineOf(ok, { query: "include" })).fields["path"]).toBe("/items?token=secret");
  });

  it.each<[string, Parameters<typeof answering>, RequestOptions, number | undefined]>([
    ["text in UTF-8", ["é"], {}, 2],
    ["bytes", [new Uint8Array(7)], {}, 7],
    ["nothing", [null], {}, 0],
    ["a stream", [(async function* () {})()], {}, undefined],
    ["a stream that tells its length", [(async function* () {})(), { "content-length": "9" }], {}, 9],
    ["the answer to HEAD", ["body"], { method: "HEAD" }, 0],
    ["a 304", ["body", {}, 304], {}, 0],
  ])("knows the bytes of %s", async (_, answer, request, bytes) => {
    expect((await lineOf(answering(...answer), {}, request)).fields["bytes"]).toBe(bytes);
  });

  it("writes the id of the request", async () => {
    const { logger, lines } = recording();
    const request = requestFor("/");
    const inner = wrap(ok, requestId());
    await wrap(inner, accessLog({ logger }))(request);
    await request.finish();
    expect(lines[0]!.fields["requestId"]).toBe(requestIdOf(request));
    expect(requestIdOf(request)).toBeDefined();
  });

  it("writes the template of the route", async () => {
    const handler: typeof ok = (request) => {
      request.route = "/items/{id}";
      return ok(request);
    };
    expect((await lineOf(handler)).fields["route"]).toBe("/items/{id}");
  });

  it("percent-encodes what no URL may hold, and a terminal might obey", async () => {
    const { fields } = await lineOf(ok, { query: "include" }, { target: "/\x9b2J\xe9\n?\u2028" });
    expect(fields["path"]).toBe("/%9B2J%E9%0A?%EF%BF%BD");
  });

  it("tells that the client went away", async () => {
    const { logger, lines } = recording();
    const request = requestFor("/");
    await wrap(ok, accessLog({ logger }))(request);
    request.abort();
    await request.finish();
    expect(lines[0]!.fields["aborted"]).toBe(true);
  });

  it("does not wait for background tasks", async () => {
    const { logger, lines } = recording();
    const request = requestFor("/");
    let linesBeforeTask = -1;
    const handler = () => {
      request.after(() => {
        linesBeforeTask = lines.length;
      });
      return new HttpResponse("ok");
    };
    await wrap(handler, accessLog({ logger }))(request);
    await request.finish();
    expect(linesBeforeTask).toBe(1);
  });

  it.each<[string, () => never, number]>([
    [
      "an error",
      () => {
        throw new Error("boom");
      },
      500,
    ],
    [
      "an HTTPException",
      () => {
        throw new HTTPException(404);
      },
      404,
    ],
  ])(
    "writes the line of a request that failed with %s, and hands the error on",
    async (_, handler, status) => {
      for (const failing of [handler, later(handler)]) {
        const { logger, lines } = recording();
        const request = requestFor("/");
        await expect((async () => wrap(failing, accessLog({ logger }))(request))()).rejects.toThrow();
        await request.finish();
        expect(lines[0]!.fields["status"]).toBe(status);
      }
    },
  );

  it("takes the level from the status, where it is told how", async () => {
    const level = (status: number): LogLevel => (status >= 500 ? "error" : "debug");
    expect((await lineOf(answering("", {}, 503), { level })).level).toBe("error");
    expect((await lineOf(ok, { level })).level).toBe("debug");
    expect((await lineOf(ok, { level: "warn" })).level).toBe("warn");
  });

  it("adds the fields it is told to", async () => {
    const fields: AccessLogOptions["fields"] = (request, response) => ({
      agent: request.headers.get("user-agent"),
      type: response?.headers.get("content-type"),
    });
    const line = await lineOf(ok, { fields }, { headers: { "user-agent": "test" } });
    expect(line.fields).toMatchObject({ agent: "test", type: "text/plain; charset=utf-8", status: 200 });
  });

  it("costs nothing where the level is off or the request is skipped", async () => {
    const { logger, lines } = recording((level) => level !== "info");
    for (const options of [{ logger }, { logger, level: "warn" as const, skip: () => true }]) {
      const request = requestFor("/health");
      expect(wrap(ok, accessLog(options))(request)).toBeInstanceOf(HttpResponse);
      expect(request.hasTasks).toBe(false);
    }
    expect(lines).toHaveLength(0);
  });

  it("answers at once where the handler does", () => {
    const { logger } = recording();
    expect(wrap(ok, accessLog({ logger }))(requestFor("/"))).toBeInstanceOf(HttpResponse);
  });
});
