import * as zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import type { HttpResponse, ResponseBody } from "../../src/http/index.ts";
import { type CompressOptions, type ContentCoding, compress } from "../../src/middleware/index.ts";
import { answering, bytesOf, requestFor, wrap } from "./support.ts";

type Piece = string | Uint8Array;
type Stream = AsyncIterator<Piece>;

const zstd = zlib as unknown as {
  createZstdDecompress?: () => zlib.Gunzip;
  zstdDecompressSync: (bytes: Uint8Array) => Buffer;
};
const CODINGS: ContentCoding[] =
  zstd.createZstdDecompress === undefined ? ["gzip", "br"] : ["gzip", "br", "zstd"];

function decode(coding: ContentCoding, bytes: Uint8Array): string {
  if (coding === "gzip") return zlib.gunzipSync(bytes).toString();
  return (coding === "br" ? zlib.brotliDecompressSync(bytes) : zstd.zstdDecompressSync(bytes)).toString();
}

async function compressed(
  body: ResponseBody,
  type = "text/plain",
  options: CompressOptions = {},
  coding: ContentCoding = "gzip",
  method = "GET",
): Promise<HttpResponse> {
  const app = wrap(answering(body, { "content-type": type, "content-length": 99_999 }), compress(options));
  return app(requestFor("/", { method, headers: { "accept-encoding": coding } }));
}

function iteratorOf(response: HttpResponse): Stream {
  return (response.body as AsyncIterable<Piece>)[Symbol.asyncIterator]();
}

/** What a client that reads along has understood after each piece. */
function decoderOf(coding: ContentCoding) {
  const decoder =
    coding === "gzip"
      ? zlib.createGunzip()
      : coding === "br"
        ? zlib.createBrotliDecompress()
        : zstd.createZstdDecompress!();
  let text = "";
  decoder.on("data", (bytes: Buffer) => {
    text += bytes.toString();
  });
  return async (piece: Piece): Promise<string> => {
    await new Promise((resolve) => decoder.write(piece, resolve));
    // The write that follows is answered only when all before it has come out.
    await new Promise((resolve) => decoder.write("", resolve));
    return text;
  };
}

/** A source whose pieces are given by the test, and which notes what is asked of it. */
function pushSource() {
  const asked: string[] = [];
  const waiting: ((result: IteratorResult<Piece>) => void)[] = [];
  let pulled: () => void = () => {};
  const source: AsyncIterable<Piece> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        asked.push("next");
        pulled();
        return new Promise((resolve) => waiting.push(resolve));
      },
      async return() {
        asked.push("return");
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    source,
    asked,
    /** Resolves when the next piece has been asked for. */
    pull: () =>
      new Promise<void>((resolve) => {
        if (waiting.length > 0) resolve();
        else pulled = resolve;
      }),
    give: (piece: Piece) => waiting.shift()!({ done: false, value: piece }),
    end: () => waiting.shift()!({ done: true, value: undefined }),
  };
}

describe.each(CODINGS)("compress, a stream as %s", (coding) => {
  it("compresses all of it, of any size, and claims no length", async () => {
    async function* lines() {
      for (let i = 0; i < 3000; i++) yield i % 2 === 0 ? `line ${i}\n` : Buffer.from(`line ${i} in bytes\n`);
      yield "";
      yield "x".repeat(300_000);
    }
    let expected = "";
    for await (const line of lines()) expected += line.toString();
    const response = await compressed(lines(), "text/csv", {}, coding);
    expect(response.headers.get("content-encoding")).toBe(coding);
    expect(response.headers.has("content-length")).toBe(false);
    const bytes = await bytesOf(response.body);
    expect(decode(coding, bytes)).toBe(expected);
    expect(bytes.length).toBeLessThan(expected.length / 10);
  });

  it("makes a complete message of an empty stream", async () => {
    const response = await compressed((async function* () {})(), "text/plain", {}, coding);
    expect(decode(coding, await bytesOf(response.body))).toBe("");
  });

  it("sends each event as soon as it is there", async () => {
    const { source, give, end, pull } = pushSource();
    const body = iteratorOf(await compressed(source, "text/event-stream; charset=utf-8", {}, coding));
    const read = decoderOf(coding);
    let sent = "";
    for (const event of ["data: 1\n\n", "data: 2\n\n", ": ping\n\n"]) {
      const next = body.next();
      await pull();
      give(event);
      sent += event;
      expect(await read((await next).value)).toBe(sent);
    }
    const last = body.next();
    await pull();
    end();
    await last;
    expect((await body.next()).done).toBe(true);
  });

  it("sends what it holds back as soon as any other stream pauses", async () => {
    const { source, give, pull } = pushSource();
    const body = iteratorOf(await compressed(source, "text/plain", {}, coding));
    const read = decoderOf(coding);
    const next = body.next();
    await pull();
    give("some words");
    expect(await read((await next).value)).toBe("some words");
  });
});

describe("compress, a stream", () => {
  it("keeps pieces together that come without a pause", async () => {
    async function* many() {
      for (let i = 0; i < 500; i++) yield `row ${i}\n`;
    }
    const countOf = async (options: CompressOptions) => {
      let count = 0;
      const { body } = await compressed(many(), "text/csv", options);
      for await (const _ of body as AsyncIterable<Piece>) count++;
      return count;
    };
    expect(await countOf({})).toBeLessThan(20);
    expect(await countOf({ flush: "piece" })).toBeGreaterThanOrEqual(500);
  });

  it("asks the source for nothing before it is asked itself, and for one piece at a time", async () => {
    const { source, asked, give, pull } = pushSource();
    const body = iteratorOf(await compressed(source, "text/event-stream"));
    expect(asked).toEqual([]);
    const first = body.next();
    await pull();
    expect(asked).toEqual(["next"]);
    give("a");
    await first;
    expect(asked).toEqual(["next"]);
  });

  it("tells the source at once when the client leaves while it waits", async () => {
    const { source, asked, pull } = pushSource();
    const body = iteratorOf(await compressed(source, "text/event-stream"));
    void body.next();
    await pull();
    await body.return!();
    expect(asked).toEqual(["next", "return"]);
    expect((await body.next()).done).toBe(true);
  });

  it("tells the source of a client that leaves before the first piece, between pieces, and only once", async () => {
    for (const read of [0, 1]) {
      const { source, asked, give, pull } = pushSource();
      const body = iteratorOf(await compressed(source, "text/event-stream"));
      for (let i = 0; i < read; i++) {
        const next = body.next();
        await pull();
        give("data: 1\n\n");
        await next;
      }
      await body.return!();
      await body.return!();
      expect(asked.filter((what) => what === "return")).toHaveLength(1);
    }
  });

  it("runs the clean-up of a generator when the client leaves", async () => {
    let cleaned = false;
    async function* events() {
      try {
        for (;;) yield "data: 1\n\n";
      } finally {
        cleaned = true;
      }
    }
    for await (const _ of (await compressed(events(), "text/event-stream")).body as AsyncIterable<Piece>)
      break;
    expect(cleaned).toBe(true);
  });

  it("does not tell a source that has ended", async () => {
    const { source, asked, end, pull } = pushSource();
    const body = iteratorOf(await compressed(source));
    const next = body.next();
    await pull();
    end();
    await next;
    await body.return!();
    expect(asked).toEqual(["next"]);
  });

  it("hands on the error of the source, and ends", async () => {
    async function* broken() {
      yield "a beginning";
      throw new Error("the source broke");
    }
    const body = iteratorOf(await compressed(broken(), "text/event-stream"));
    await body.next();
    await expect(body.next()).rejects.toThrow("the source broke");
    expect((await body.next()).done).toBe(true);
  });

  it("does not end the process when the source fails after the client left", async () => {
    let fail: (error: Error) => void = () => {};
    const source: AsyncIterable<Piece> = {
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise((_, reject) => {
            fail = reject;
          }),
      }),
    };
    const body = iteratorOf(await compressed(source));
    const next = body.next();
    await body.return!();
    fail(new Error("nobody listens"));
    expect((await next).done).toBe(true);
  });

  it.each([{ length: 1 }, {}, null, 1])(
    "cleans up a source that gives what cannot be sent: %j",
    async (piece) => {
      const { source, asked, give, pull } = pushSource();
      const body = iteratorOf(await compressed(source));
      const next = body.next();
      await pull();
      give(piece as unknown as string);
      await expect(next).rejects.toThrow(TypeError);
      expect(asked).toEqual(["next", "return"]);
    },
  );

  it("never reads the source for HEAD, but tells it that it is over", async () => {
    const { source, asked } = pushSource();
    const response = await compressed(source, "text/plain", {}, "gzip", "HEAD");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(asked).toEqual([]);
    await iteratorOf(response).return!();
    expect(asked).toEqual(["return"]);
  });
});
