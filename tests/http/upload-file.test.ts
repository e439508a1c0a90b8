import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { UploadFile } from "../../src/http/index.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const directory = temporaryDirectory();
const content = Buffer.from("h\u00e9llo ".repeat(40_000));

function inMemory(): UploadFile {
  return new UploadFile({ filename: "a.txt", content });
}

function onDisk(): UploadFile {
  const path = join(directory.path, "spooled");
  writeFileSync(path, content);
  return new UploadFile({ filename: "a.txt", content: { path, size: content.length } });
}

describe.each([
  ["in memory", inMemory],
  ["on disk", onDisk],
])("an UploadFile %s", (_, make) => {
  it("gives its content as bytes, text, array buffer and pieces, again and again", async () => {
    const upload = make();
    expect(upload.size).toBe(content.length);
    for (let i = 0; i < 2; i++) {
      expect(content.equals(await upload.bytes())).toBe(true);
      expect(await upload.text()).toBe(content.toString());
      expect(content.equals(new Uint8Array(await upload.arrayBuffer()))).toBe(true);
      const pieces: Uint8Array[] = [];
      for await (const piece of upload.stream()) pieces.push(piece);
      expect(content.equals(Buffer.concat(pieces))).toBe(true);
    }
    expect(directory.openFiles()).toEqual([]);
  });

  it("closes its file when the reader of a stream stops early", async () => {
    for await (const piece of make().stream()) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(directory.openFiles()).toEqual([]);
  });

  it("gives an array buffer of its own", async () => {
    const upload = make();
    const before = await upload.text();
    new Uint8Array(await upload.arrayBuffer()).fill(0);
    expect(await upload.text()).toBe(before);
  });

  it("is gone once it is disposed of, and says so", async () => {
    const upload = make();
    const path = upload.path;
    await upload.dispose();
    await upload.dispose();
    expect(path === undefined || !existsSync(path)).toBe(true);
    await expect(upload.bytes()).rejects.toThrow('the uploaded file "a.txt" has been removed');
    await expect(upload.stream().getReader().read()).rejects.toThrow("has been removed");
  });
});

describe("an UploadFile", () => {
  it("is octets unless the client says what it is", () => {
    expect(inMemory().contentType).toBe("application/octet-stream");
    expect(inMemory().headers.size).toBe(0);
    expect(new UploadFile({ filename: "a", contentType: "image/png", content }).contentType).toBe(
      "image/png",
    );
  });

  it("does not mind that its temporary file is gone already", async () => {
    const upload = new UploadFile({
      filename: "a",
      content: { path: join(directory.path, "missing"), size: 1 },
    });
    await expect(upload.dispose()).resolves.toBeUndefined();
  });

  it("is a Web File, so that schemas of files take it", async () => {
    const upload = inMemory();
    expect(upload).toBeInstanceOf(File);
    expect(upload.name).toBe(upload.filename);
    expect(z.file().max(upload.size).safeParse(upload).success).toBe(true);
    expect(
      z
        .file()
        .max(upload.size - 1)
        .safeParse(upload).success,
    ).toBe(false);
    expect(await upload.slice(0, 1).text()).toBe((await upload.text()).slice(0, 1));
  });

  it("yields no piece when it is empty", async () => {
    const upload = new UploadFile({ filename: "a", content: new Uint8Array(0) });
    expect(await upload.stream().getReader().read()).toEqual({ done: true, value: undefined });
  });
});
