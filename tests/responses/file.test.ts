import { mkdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import {
  formatHttpDate,
  HeaderList,
  HttpRequest,
  type HttpResponse,
  parseMediaType,
} from "../../src/http/index.ts";
import { type FileInit, FileResponse, file } from "../../src/responses/index.ts";
import { temporaryDirectory } from "../http/temporary-directory.ts";
import { bodyText, piecesOf } from "./body-text.ts";

const directory = temporaryDirectory();
const SMALL = "0123456789";
const LARGE = Buffer.alloc(300_000, "abcdefghij").toString();
const MODIFIED = new Date("2024-02-29T12:00:00.700Z");

let small = "";
let large = "";
beforeEach(() => {
  small = join(directory.path, "small.txt");
  large = join(directory.path, "large.bin");
  writeFileSync(small, SMALL);
  writeFileSync(large, LARGE);
  for (const path of [small, large]) utimesSync(path, MODIFIED, MODIFIED);
});

const get = (headers: Record<string, string> = {}, method = "GET") =>
  new HttpRequest({ method, target: "/", headers });
const send = (path: string | URL, headers?: Record<string, string>, init?: FileInit, method?: string) =>
  file(path, init).resolve(get(headers, method));

describe("file", () => {
  it("sends a small file at once, with what tells its state", async () => {
    const response = await send(small);
    expect(response.status).toBe(200);
    expect(response.body).toBeInstanceOf(Uint8Array);
    expect(await bodyText(response)).toBe(SMALL);
    expect([...response.headers]).toEqual([
      ["content-type", "text/plain; charset=utf-8"],
      ["etag", expect.stringMatching(/^"[0-9a-z-]+"$/)],
      ["last-modified", formatHttpDate(MODIFIED)],
      ["accept-ranges", "bytes"],
    ]);
  });

  it("sends a large file piece by piece, with its length", async () => {
    const response = await send(large);
    expect(response.headers.get("content-length")).toBe("300000");
    expect(await bodyText(response)).toBe(LARGE);
    expect(directory.openFiles()).toEqual([]);
  });

  it("opens no file before a piece is asked for, and closes it when the reader leaves", async () => {
    const pieces = piecesOf(await send(large));
    expect(directory.openFiles()).toEqual([]);
    expect((await pieces.next()).value).toHaveLength(64 * 1024);
    if (process.platform === "linux") expect(directory.openFiles()).toEqual([large]);
    await pieces.return?.();
    expect(directory.openFiles()).toEqual([]);

    const unread = piecesOf(await send(large));
    await unread.return?.();
    expect(directory.openFiles()).toEqual([]);
  });

  it("gives pieces that do not share memory", async () => {
    const pieces = piecesOf(await send(large));
    const first = (await pieces.next()).value as Uint8Array;
    const copy = Buffer.from(first);
    await pieces.next();
    expect(copy.equals(first)).toBe(true);
    await pieces.return?.();
  });

  it("fails when the file becomes shorter while it is sent", async () => {
    const pieces = piecesOf(await send(large));
    await pieces.next();
    truncateSync(large, 70_000);
    await pieces.next();
    await expect(pieces.next()).rejects.toThrow("became shorter");
    expect(directory.openFiles()).toEqual([]);
  });

  it("answers HEAD without reading the file", async () => {
    for (const [path, size] of [
      [small, 10],
      [large, 300_000],
    ] as const) {
      const response = await send(path, { range: "bytes=0-1" }, {}, "HEAD");
      expect(response).toMatchObject({ status: 200, body: null });
      expect(response.headers.get("content-length")).toBe(String(size));
      expect(response.headers.has("etag")).toBe(true);
    }
  });

  it("takes a file: URL", async () => {
    expect(await bodyText(await send(pathToFileURL(small)))).toBe(SMALL);
  });

  it.each([
    [{}, undefined],
    [{ filename: "a b.txt" }, 'attachment; filename="a b.txt"'],
    [{ filename: "é.txt" }, "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%A9.txt"],
    [{ filename: "a.txt", contentDisposition: "inline" }, 'inline; filename="a.txt"'],
    [{ contentDisposition: "attachment" }, "attachment"],
  ] as [FileInit, string | undefined][])("with %j has the disposition %s", async (init, expected) => {
    expect((await send(small, {}, init)).headers.get("content-disposition")).toBe(expected);
  });

  it("takes a content type, headers and validators of yours", async () => {
    const headers = new HeaderList({ etag: '"mine"', "last-modified": formatHttpDate(0), "x-a": "1" });
    const response = await send(small, {}, { contentType: "text/x", headers });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/x",
      etag: '"mine"',
      "last-modified": formatHttpDate(0),
      "x-a": "1",
    });
    expect(headers.size).toBe(3);
    expect((await send(small, { "if-none-match": '"mine"' }, { headers })).status).toBe(304);
  });

  it("can be resolved again and again", async () => {
    const response = file(small);
    expect((await response.resolve(get({ range: "bytes=0-0" }))).status).toBe(206);
    expect((await response.resolve(get({ "if-none-match": "*" }))).status).toBe(304);
    const whole = await response.resolve(get());
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(whole.headers.has("content-range")).toBe(false);
  });

  it("is the whole file where nobody resolves it", async () => {
    const response = file(large);
    expect(response).toBeInstanceOf(FileResponse);
    expect(await bodyText(response)).toBe(LARGE);
    expect(response.headers.has("content-length")).toBe(false);
    expect(directory.openFiles()).toEqual([]);
  });

  it("is the server's mistake when it is not there, or a directory", async () => {
    rmSync(small);
    mkdirSync(small);
    const missing = join(directory.path, "missing.txt");
    await expect(send(missing)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining(missing),
    });
    await expect(send(small)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining("is not a file"),
    });
  });

  it("sends an empty file", async () => {
    writeFileSync(small, "");
    const response = await send(small, { range: "bytes=-5" });
    expect(response.status).toBe(200);
    expect(await bodyText(response)).toBe("");
    await expect(send(small, { range: "bytes=0-" })).rejects.toMatchObject({ status: 416 });
  });
});

describe("file, asked conditionally", () => {
  it("answers 304 to a client that has it, without content fields", async () => {
    const { headers } = await send(
      small,
      {},
      { filename: "a.txt", headers: { "cache-control": "max-age=60" } },
    );
    for (const conditional of [
      { "if-none-match": headers.get("etag")! },
      { "if-modified-since": headers.get("last-modified")! },
    ] as Record<string, string>[]) {
      const init = { filename: "a.txt", headers: { "cache-control": "max-age=60" } };
      const response = await send(small, conditional, init);
      expect(response).toMatchObject({ status: 304, body: null });
      expect([...response.headers].map(([name]) => name)).toEqual(["cache-control", "etag", "last-modified"]);
    }
  });

  it("has another tag after any change", async () => {
    const tag = async () => (await send(small)).headers.get("etag")!;
    const tags = [await tag()];
    utimesSync(small, MODIFIED, new Date(MODIFIED.getTime() + 1));
    tags.push(await tag());
    writeFileSync(small, "longer than before");
    utimesSync(small, MODIFIED, MODIFIED);
    tags.push(await tag());
    expect(new Set(tags).size).toBe(3);
    expect((await send(small, { "if-none-match": tags[0]! })).status).toBe(200);
  });

  it("answers 412 when it is not what the client expects", async () => {
    await expect(send(small, { "if-match": '"other"' })).rejects.toMatchObject({ status: 412 });
  });

  it("answers other methods and statuses with the whole, and no validators", async () => {
    for (const response of [
      await send(small, { "if-none-match": "*", range: "bytes=0-1" }, {}, "POST"),
      await send(small, { "if-none-match": "*", range: "bytes=0-1" }, { status: 404 }),
    ]) {
      expect(await bodyText(response)).toBe(SMALL);
      expect([...response.headers].map(([name]) => name)).toEqual(["content-type"]);
    }
  });
});

describe("file, asked for ranges", () => {
  it.each([
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=3-5", "345", "bytes 3-5/10"],
    ["bytes=8-", "89", "bytes 8-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=0-3,2-5", "012345", "bytes 0-5/10"],
    ["bytes=0-1,50-60", "01", "bytes 0-1/10"],
  ])("answers %s with a part", async (range, content, contentRange) => {
    const response = await send(small, { range });
    expect(response.status).toBe(206);
    expect(await bodyText(response)).toBe(content);
    expect(response.headers.get("content-range")).toBe(contentRange);
    expect(response.headers.get("content-length")).toBe(String(content.length));
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  it("gives a part of a large file that spans its pieces", async () => {
    const response = await send(large, { range: "bytes=65000-140000" });
    expect(await bodyText(response)).toBe(LARGE.slice(65_000, 140_001));
  });

  it("answers several ranges with one multipart body of the declared length", async () => {
    const response = await send(small, { range: "bytes=0-1,-2,4-5" });
    expect(response.status).toBe(206);
    const body = await bodyText(response);
    expect(response.headers.get("content-length")).toBe(String(body.length));
    expect(response.headers.has("content-range")).toBe(false);
    const { essence, parameters } = parseMediaType(response.headers.get("content-type")!)!;
    expect(essence).toBe("multipart/byteranges");
    const parts = body.split(`--${parameters.get("boundary")}`);
    expect(parts[0]).toBe("\r\n");
    expect(parts.slice(1, -1)).toEqual(
      [
        ["0-1", "01"],
        ["8-9", "89"],
        ["4-5", "45"],
      ].map(
        ([range, content]) =>
          `\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-range: bytes ${range}/10\r\n\r\n${content}\r\n`,
      ),
    );
    expect(parts.at(-1)).toBe("--\r\n");
  });

  it("answers 416 with the size when no range lies inside", async () => {
    const refused = (await send(small, { range: "bytes=10-" }).catch(
      (error: unknown) => error,
    )) as HttpResponse;
    expect(refused).toMatchObject({ status: 416, headers: { "content-range": "bytes */10" } });
  });

  it.each(["bytes=5-4", "lines=1-2", "nonsense"])("ignores %s", async (range) => {
    expect((await send(small, { range })).status).toBe(200);
  });

  it("sends the whole when If-Range names another state", async () => {
    const etag = (await send(small)).headers.get("etag")!;
    expect((await send(small, { range: "bytes=0-1", "if-range": etag })).status).toBe(206);
    expect((await send(small, { range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
    expect((await send(small, { range: "bytes=0-1", "if-range": formatHttpDate(MODIFIED) })).status).toBe(
      206,
    );
    expect((await send(small, { range: "bytes=50-", "if-range": '"other"' })).status).toBe(200);
  });

  it("prefers 304 to a part", async () => {
    expect((await send(small, { range: "bytes=0-1", "if-none-match": "*" })).status).toBe(304);
    expect(readFileSync(small, "utf8")).toBe(SMALL);
  });
});
