import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { jsonLines, stream } from "../../src/responses/index.ts";
import { bodyText, piecesOf } from "./body-text.ts";

describe("stream", () => {
  it.each([
    ["an array", () => ["a", "b"]],
    [
      "a generator",
      function* () {
        yield "a";
        yield "b";
      },
    ],
    [
      "an async generator",
      async function* () {
        yield "a";
        yield "b";
      },
    ],
    ["a Node stream", () => Readable.from(["a", "b"])],
    ["a Web stream", () => new Response("ab").body!],
    [
      "a Web stream that is not iterable",
      () => {
        const web = new Response("ab").body!;
        return {
          getReader: () => web.getReader(),
          cancel: () => web.cancel(),
          locked: false,
        } as unknown as ReadableStream<Uint8Array>;
      },
    ],
    ["bytes and text", () => [Buffer.from("a"), "b"]],
  ])("sends %s", async (_, make) => {
    expect(await bodyText(stream(make()))).toBe("ab");
  });

  it("takes a content type, a status and headers", () => {
    expect([...stream([]).headers]).toEqual([["content-type", "application/octet-stream"]]);
    const response = stream([], { contentType: "text/csv", status: 201, headers: { "x-a": "1" } });
    expect(response.status).toBe(201);
    expect([...response.headers]).toEqual([
      ["x-a", "1"],
      ["content-type", "text/csv"],
    ]);
  });

  it("asks for a piece only when one is asked of it", async () => {
    const made: number[] = [];
    const source = function* () {
      for (let i = 0; i < 10; i++) {
        made.push(i);
        yield `${i}`;
      }
    };
    const pieces = piecesOf(stream(source()));
    expect(made).toEqual([]);
    await pieces.next();
    await pieces.next();
    expect(made).toEqual([0, 1]);
    await pieces.return?.();
    expect(await pieces.next()).toEqual({ done: true, value: undefined });
    expect(made).toEqual([0, 1]);
  });

  it("ends the source when the reader leaves", async () => {
    const ended: string[] = [];
    const sync = function* () {
      try {
        yield "a";
        yield "b";
      } finally {
        ended.push("sync");
      }
    };
    const async = async function* () {
      try {
        yield "a";
        yield "b";
      } finally {
        ended.push("async");
      }
    };
    for (const source of [sync(), async()]) {
      for await (const _ of stream(source).body as AsyncIterable<string>) break;
    }
    expect(ended).toEqual(["sync", "async"]);
  });

  it("ends Node and Web streams, also before the first piece", async () => {
    for (const reads of [0, 1]) {
      const node = new Readable({
        read() {
          this.push("a");
        },
      });
      let reason: unknown;
      const web = new ReadableStream({
        pull: (controller) => controller.enqueue("a"),
        cancel: () => {
          reason = "cancelled";
        },
      });
      for (const source of [node, web]) {
        const pieces = piecesOf(stream(source));
        for (let i = 0; i < reads; i++) await pieces.next();
        await pieces.return?.();
      }
      expect(node.destroyed, `after ${reads} pieces`).toBe(true);
      expect(reason, `after ${reads} pieces`).toBe("cancelled");
    }
  });

  it("does not wait for a source that is busy when the reader leaves", async () => {
    let finish = () => {};
    let ended = false;
    const source = async function* () {
      try {
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        yield "late";
      } finally {
        ended = true;
      }
    };
    const pieces = piecesOf(stream(source()));
    const next = pieces.next();
    await pieces.return?.();
    expect(ended).toBe(false);
    finish();
    expect(await next).toEqual({ done: true, value: undefined });
    await expect.poll(() => ended).toBe(true);
  });

  it("passes an error of the source on, once", async () => {
    const pieces = piecesOf(
      stream(
        (async function* () {
          yield "a";
          throw new RangeError("broken");
        })(),
      ),
    );
    await pieces.next();
    await expect(pieces.next()).rejects.toThrow("broken");
    expect(await pieces.next()).toEqual({ done: true, value: undefined });
  });

  it("keeps the error of a Node stream until it is read", async () => {
    const source = createReadStream("/no/such/file");
    const pieces = piecesOf(stream(source));
    await new Promise<void>((resolve) => source.on("close", () => resolve()));
    await expect(pieces.next()).rejects.toThrow("ENOENT");
  });

  it("hides what a source says for having been ended", async () => {
    let fail = (_: Error) => {};
    const source = async function* () {
      await new Promise((_, reject) => {
        fail = reject;
      });
      yield "never";
    };
    const pieces = piecesOf(stream(source()));
    const next = pieces.next();
    await pieces.return?.();
    fail(new Error("aborted"));
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it.each([
    ["text", "abc", "a string"],
    ["bytes", new Uint8Array(1), "bytes"],
    ["a generator function", async function* () {}, "Call the generator function"],
    ["nothing", null, "null"],
    ["an object", {}, "an object"],
  ])("refuses %s", (_, source, message) => {
    for (const make of [stream, jsonLines]) {
      const refused = () => make(source as unknown as string[]);
      expect(refused).toThrow(message);
      expect(refused).toThrow(expect.objectContaining({ code: "INVALID_RESPONSE" }));
    }
  });
});

describe("jsonLines", () => {
  it("sends each item as JSON on its own line", async () => {
    const response = jsonLines([{ a: 1 }, "x\ny", new Map([["b", new Set([2])]]), undefined]);
    expect(await bodyText(response)).toBe('{"a":1}\n"x\\ny"\n{"b":[2]}\nnull\n');
    expect([...response.headers]).toEqual([["content-type", "application/jsonl"]]);
  });

  it("breaks off at an item that JSON cannot carry, and ends the source", async () => {
    let ended = false;
    const source = function* () {
      try {
        yield 1;
        yield { run: () => 1 };
        yield 3;
      } finally {
        ended = true;
      }
    };
    const pieces = piecesOf(jsonLines(source()));
    expect((await pieces.next()).value).toBe("1\n");
    await expect(pieces.next()).rejects.toThrow("run is a function");
    expect(ended).toBe(true);
    expect((await pieces.next()).done).toBe(true);
  });
});
