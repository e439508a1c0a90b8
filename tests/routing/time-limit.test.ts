import { Body, Depends, HTTPException, type Logger, type Middleware, Saluki } from "saluki";
import { cors } from "saluki/middleware";
import type { RunningServer } from "saluki/server";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { HttpResponse } from "../../src/http/index.ts";
import { occasion } from "../server/occasion.ts";
import { head, RawClient } from "../server/raw-client.ts";

/** Short, and never long enough for a handler of these tests: they wait for its end. */
const SHORT = 10;

/** Rejects when the signal is aborted, as `fetch` and the drivers of databases do. */
function given(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

describe.each(["saluki", "node"] as const)("the time limit of a route, over %s", (engine) => {
  let server: RunningServer | undefined;
  const errors: unknown[] = [];
  const logger: Logger = {
    debug() {},
    info() {},
    warn() {},
    error(fields: unknown) {
      errors.push(fields);
    },
  };

  afterEach(async () => {
    await server?.close({ deadline: 0 });
    server = undefined;
    errors.length = 0;
  });

  async function start(app: Saluki): Promise<RawClient> {
    server = await app.listen({ port: 0, engine });
    return RawClient.open(server.port);
  }

  it("answers 503 like any other error, aborts the request, and keeps the connection", async () => {
    const app = new Saluki({ logger, middleware: [cors({ origins: ["https://shop.example"] })] });
    const reason = occasion<unknown>();
    app.get("/slow", {}, { timeout: SHORT }, (_params, { signal }) => {
      signal.addEventListener("abort", () => reason.happens(signal.reason));
      return given(signal);
    });
    app.get("/quick", {}, { timeout: SHORT }, () => "quick");
    const client = await start(app);
    client.send(head("GET /slow", "Origin: https://shop.example"));
    const answer = await client.until("too long");
    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer).toMatch(/access-control-allow-origin: https:\/\/shop\.example\r\n/i);
    expect(answer).toMatch(/\{"detail":"The request took too long to answer"\}$/);
    expect(await reason.happened).toMatchObject({ name: "TimeoutError" });
    client.send(head("GET /quick"));
    await client.until("quick");
    expect(client.received.match(/HTTP\/1\.1 /g)).toHaveLength(2);
    expect(errors).toEqual([]);
    client.destroy();
  });

  it("may be answered by a handler of errors", async () => {
    const app = new Saluki({ logger });
    app.onError(503, () => new HttpResponse("come back later", { status: 503 }));
    app.get("/", {}, { timeout: SHORT }, (_params, { signal }) => given(signal));
    const client = await start(app);
    client.send(head("GET /"));
    expect(await client.until("come back later")).toMatch(/^HTTP\/1\.1 503 /);
    client.destroy();
  });

  it("drops the answer that comes late, and cleans up after it", async () => {
    const log: string[] = [];
    const [answer, cleaned] = [occasion(), occasion()];
    const Scoped = (scope: "function" | "request") =>
      Depends(
        {},
        async function* () {
          yield scope;
          log.push(scope);
          if (scope === "request") cleaned.happens();
        },
        { scope },
      );
    const app = new Saluki({ logger });
    app.get(
      "/",
      { inner: Scoped("function"), outer: Scoped("request") },
      { timeout: SHORT },
      async (_params, { background }) => {
        background.add(() => log.push("task"));
        await answer.happened;
        log.push("handler");
        return new HttpResponse(neverRun());
      },
    );
    function neverRun(): AsyncIterable<string> {
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new Error("nobody asks for a piece")),
          return: async () => {
            log.push("returned");
            return { done: true, value: undefined };
          },
        }),
      };
    }
    const client = await start(app);
    client.send(head("GET /"));
    await client.until("too long");
    expect(log).toEqual([]);
    // The server waits for what is still running.
    const closed = server!.close();
    answer.happens();
    await cleaned.happened;
    await closed;
    expect(log).toEqual(["handler", "function", "returned", "task", "request"]);
    expect(client.received).not.toContain("200");
    expect(errors).toEqual([]);
  });

  it("reports what a late handler throws, unless it only gives up", async () => {
    const go = occasion();
    const app = new Saluki({ logger });
    app.get("/broken", {}, { timeout: SHORT }, async () => {
      await go.happened;
      throw new Error("late");
    });
    app.get("/refuses", {}, { timeout: SHORT }, async () => {
      await go.happened;
      throw new HTTPException(404);
    });
    const client = await start(app);
    client.send(head("GET /broken"));
    await client.until("too long");
    client.send(head("GET /refuses", "Connection: close"));
    await client.closed();
    go.happens();
    await server!.close();
    expect(errors).toMatchObject([{ err: { message: "late" } }]);
  });

  it.each([
    ["by the very signal that told the limit", (reason: unknown) => reason, 0],
    ["by something else", () => new Error("broken"), 1],
  ])("outlives the late body that was broken %s", async (_, error, reports) => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    const [refused, dropped, go] = [occasion(), occasion(), occasion()];
    // The refusal is kept back: what breaks in the meantime must not wait for it.
    const keptBack: Middleware = async (request, next) => {
      const response = await next(request);
      refused.happens();
      await go.happened;
      return response;
    };
    const app = new Saluki({ logger, middleware: [keptBack] });
    app.get("/", {}, { timeout: SHORT }, async (_params, { signal }) => {
      await given(signal).catch(() => {});
      await refused.happened;
      const body = new ReadableStream({ start: (controller) => controller.error(error(signal.reason)) });
      setImmediate(dropped.happens);
      return new HttpResponse(body);
    });
    const client = await start(app);
    client.send(head("GET /"));
    await dropped.happened;
    // Node tells of rejections that nobody handles before its next turn.
    await new Promise((resolve) => setImmediate(resolve));
    go.happens();
    expect(await client.until("too long")).toMatch(/^HTTP\/1\.1 503 /);
    await server!.close();
    expect(unhandled).not.toHaveBeenCalled();
    expect(errors).toHaveLength(reports);
    client.destroy();
  });

  it("does not cut off a stream that was returned in time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const go = occasion();
    const app = new Saluki({ logger });
    app.get("/", {}, { timeout: SHORT }, async (_params, { signal }) => {
      return new HttpResponse(
        (async function* () {
          yield "first";
          await go.happened;
          yield signal.aborted ? "aborted" : "whole";
        })(),
      );
    });
    const client = await start(app);
    client.send(head("GET /"));
    await client.until("first");
    vi.advanceTimersByTime(2 * SHORT);
    go.happens();
    await client.until("whole");
    client.destroy();
  });

  it("covers dependencies and the body", async () => {
    const Slow = Depends({}, (_params, { signal }) => given(signal));
    const app = new Saluki({ logger, timeout: SHORT });
    app.get("/dependency", { slow: Slow }, () => "never");
    app.post("/body", { text: Body(z.string(), { mediaType: "text/plain" }) }, ({ text }) => text);
    for (const request of [head("GET /dependency"), `${head("POST /body", "Content-Length: 5")}he`]) {
      const client = await start(app);
      client.send(request);
      expect(await client.until("too long")).toMatch(/^HTTP\/1\.1 503 /);
      client.destroy();
      await server!.close();
      expect(errors).toEqual([]);
    }
  });
});
