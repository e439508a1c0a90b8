import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { events, type ServerSentEvent } from "../../src/responses/index.ts";
import { bodyText, piecesOf } from "./body-text.ts";

const wire = (...source: (string | ServerSentEvent)[]) => bodyText(events(source));

describe("events", () => {
  it("has the headers that keep an event stream flowing", () => {
    expect([...events([]).headers]).toEqual([
      ["content-type", "text/event-stream; charset=utf-8"],
      ["cache-control", "no-cache"],
      ["x-accel-buffering", "no"],
    ]);
    const own = events([], { status: 202, headers: { "cache-control": "no-store" } });
    expect(own.status).toBe(202);
    expect(own.headers.getAll("cache-control")).toEqual(["no-store"]);
  });

  it.each<[string, string | ServerSentEvent, string]>([
    ["text", "hello", "data: hello\n\n"],
    ["empty text", "", "data: \n\n"],
    ["lines, whatever ends them", "a\nb\r\nc\rd\n", "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n"],
    ["data that is text, as it is", { data: '{"a"' }, 'data: {"a"\n\n'],
    ["other data, as JSON", { data: { a: [1, "x\ny"] } }, 'data: {"a":[1,"x\\ny"]}\n\n'],
    ["null", { data: null }, "data: null\n\n"],
    [
      "every field",
      { comment: "c", event: "tick", id: "7", retry: 1000, data: 1 },
      ": c\nevent: tick\ndata: 1\nid: 7\nretry: 1000\n\n",
    ],
    ["a comment of several lines", { comment: "a\nb" }, ": a\n: b\n\n"],
    ["an empty id, which forgets the last one", { id: "", data: "" }, "data: \nid: \n\n"],
    ["an event without data", { event: "done" }, "event: done\n\n"],
  ])("writes %s", async (_, event, expected) => {
    expect(await wire(event)).toBe(expected);
  });

  it.each<[string, unknown]>([
    ["a line break in the event", { event: "a\nb" }],
    ["a return in the event", { event: "a\rb" }],
    ["a line break in the id", { id: "a\nb" }],
    ["a NUL in the id", { id: "a\0b" }],
    ["an id that is no text", { id: 7 }],
    ["a negative retry", { retry: -1 }],
    ["a retry that is no whole number", { retry: 1.5 }],
    ["an unknown field", { data: 1, foo: 2 }],
    ["a number", 7],
    ["null", null],
    ["data that JSON cannot carry", { data: { run: () => 1 } }],
  ])("breaks off at %s, and ends the source", async (_, event) => {
    let ended = false;
    const source = function* () {
      try {
        yield event as ServerSentEvent;
      } finally {
        ended = true;
      }
    };
    await expect(bodyText(events(source()))).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
    expect(ended).toBe(true);
  });

  it("never lets data out of its field", async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a\r\n:]*$/), async (data) => {
        const lines = (await wire({ data, comment: data })).split(/\r\n|\r|\n/);
        expect(lines.splice(-2)).toEqual(["", ""]);
        for (const line of lines) expect(line).toMatch(/^(?:data)?: /);
        const received = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
        expect(received.join("\n")).toBe(data.replaceAll(/\r\n?/g, "\n"));
      }),
    );
  });

  it.each([0, -1, Number.NaN])("refuses a ping interval of %s", (pingInterval) => {
    expect(() => events([], { pingInterval })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });
});

describe("pings of events", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A source that gives what is pushed into it. */
  function channel() {
    const waiting: ((result: IteratorResult<string>) => void)[] = [];
    const returned = vi.fn(async () => ({ done: true as const, value: undefined }));
    const source: AsyncIterableIterator<string> = {
      [Symbol.asyncIterator]: () => source,
      next: () => new Promise((resolve) => waiting.push(resolve)),
      return: returned,
    };
    return {
      source,
      returned,
      asked: () => waiting.length,
      push: (value: string) => waiting.shift()!({ done: false, value }),
    };
  }

  it("fill each 15 seconds of silence, and leave the piece that is waited for alone", async () => {
    const { source, push, asked } = channel();
    const pieces = piecesOf(events(source));
    for (let i = 0; i < 3; i++) {
      const next = pieces.next();
      await vi.advanceTimersByTimeAsync(14_999);
      expect(vi.getTimerCount()).toBe(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(await next).toEqual({ done: false, value: ": ping\n\n" });
      expect(asked()).toBe(1);
    }
    const next = pieces.next();
    push("late");
    expect(await next).toEqual({ done: false, value: "data: late\n\n" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("do not lose what comes between a ping and the next question", async () => {
    const { source, push } = channel();
    const pieces = piecesOf(events(source, { pingInterval: 10 }));
    const ping = pieces.next();
    await vi.advanceTimersByTimeAsync(10);
    await ping;
    push("between");
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
    expect((await pieces.next()).value).toBe("data: between\n\n");
  });

  it("are not sent while events flow, nor while the client has not taken the last one", async () => {
    const { source, push } = channel();
    const pieces = piecesOf(events(source));
    for (const text of ["a", "b", "c"]) {
      const next = pieces.next();
      await vi.advanceTimersByTimeAsync(14_000);
      push(text);
      expect((await next).value).toBe(`data: ${text}\n\n`);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it("stop when the source ends or fails", async () => {
    const failing = piecesOf(
      events(
        (async function* () {
          yield "a";
          throw new Error("broken");
        })(),
      ),
    );
    await failing.next();
    await expect(failing.next()).rejects.toThrow("broken");
    const ending = piecesOf(events(["a"]));
    await ending.next();
    expect((await ending.next()).done).toBe(true);
    expect((await ending.next()).done).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stop when the client leaves, and the source is told", async () => {
    const { source, returned, push } = channel();
    const pieces = piecesOf(events(source));
    const next = pieces.next();
    await vi.advanceTimersByTimeAsync(1000);
    await pieces.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(returned).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
    push("too late");
    expect((await pieces.next()).done).toBe(true);
  });

  it("can be turned off", async () => {
    const { source } = channel();
    void piecesOf(events(source, { pingInterval: Number.POSITIVE_INFINITY })).next();
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
