import { statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FormFields,
  HTTPException,
  type MultipartLimits,
  parseMultipart,
  type UploadFile,
} from "../../src/http/index.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const directory = temporaryDirectory();
const TYPE = "multipart/form-data; boundary=B";

async function* pieces(body: Uint8Array | string, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function parse(body: Uint8Array | string, limits: MultipartLimits = {}, size?: number): Promise<FormFields> {
  return parseMultipart(pieces(body, size), TYPE, { temporaryDirectory: directory.path, ...limits });
}

/** The body of a part with its delimiter; `headers` are lines. */
function part(headers: string, content: string): string {
  return `--B\r\n${headers}\r\n\r\n${content}\r\n`;
}

const text = (name: string, content: string) =>
  part(`Content-Disposition: form-data; name="${name}"`, content);
const upload = (name: string, filename: string, content: string) =>
  part(`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, content);

/** What a form holds, with files as `[name, filename, content]`. */
async function contents(fields: FormFields): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for (const [name, value] of fields) {
    if (typeof value === "string") found.push([name, value]);
    else found.push([name, value.filename, Buffer.from(await value.bytes()).toString("latin1")]);
  }
  return found;
}

describe("parseMultipart", () => {
  it.each([1000, 16_383, 16_384, 16_385, 30_000, 65_536, 200_000])(
    "reads a file of %i bytes, in one piece and in several",
    async (size) => {
      const body = `${upload("file", "a.bin", "x".repeat(size))}--B--\r\n`;
      for (const pieceSize of [body.length, 65_536, 16_384]) {
        const [[name, filename, content] = []] = await contents(await parse(body, {}, pieceSize));
        expect([name, filename, (content as string).length]).toEqual(["file", "a.bin", size]);
      }
    },
  );

  it("reads what a browser writes", async () => {
    const form = new FormData();
    form.append("title", "Tea & côffee\r\nline two");
    form.append('quo"te', "\\");
    form.append(
      "photo",
      new Blob([new Uint8Array([0, 13, 10, 45, 45, 255])], { type: "image/png" }),
      'p"1".png',
    );
    form.append("title", "again");
    form.append("photo", new Blob(["second"]), "naïve €.txt");
    const response = new Response(form);
    const fields = await parseMultipart(response.body!, response.headers.get("content-type")!);

    expect([...fields.keys()]).toEqual(["title", 'quo"te', "photo"]);
    expect(fields.getAll("title")).toEqual(["Tea & côffee\r\nline two", "again"]);
    expect(fields.get("title")).toBe("again");
    const [first, second] = fields.getAll("photo") as UploadFile[];
    expect(first).toMatchObject({ filename: 'p"1".png', contentType: "image/png", size: 6 });
    expect([...(await first!.bytes())]).toEqual([0, 13, 10, 45, 45, 255]);
    expect(second).toMatchObject({ filename: "naïve €.txt", contentType: "application/octet-stream" });
    expect(await second!.text()).toBe("second");
  });

  it("reads the same however the body is cut into pieces", async () => {
    const body = `preamble\r\n${text("a", "1")}${upload("f", "x.bin", "\r\n--\r\n--A\r\r\n")}${text("b", "")}--B--\r\nepilogue`;
    const expected = [
      ["a", "1"],
      ["f", "x.bin", "\r\n--\r\n--A\r\r\n"],
      ["b", ""],
    ];
    for (let cut = 0; cut <= body.length; cut++) {
      const halves = async function* () {
        yield Buffer.from(body.slice(0, cut));
        yield Buffer.from(body.slice(cut));
      };
      expect(await contents(await parseMultipart(halves(), TYPE)), `cut at ${cut}`).toEqual(expected);
    }
    for (const size of [1, 2, 3, 7]) expect(await contents(await parse(body, {}, size))).toEqual(expected);
  });

  it("reads back any form, in memory and from disk", async () => {
    const content = fc.uint8Array({ maxLength: 300 });
    const field = fc.record({
      name: fc.string({ unit: "grapheme" }).filter((name) => !/[\\\r\n]/.test(name)),
      value: fc.oneof(fc.string({ unit: "grapheme" }), content),
    });
    const run = async (
      fieldList: { name: string; value: string | Uint8Array }[],
      size: number,
      maxMemory: number,
    ) => {
      const form = new FormData();
      for (const { name, value } of fieldList) {
        if (typeof value === "string") form.append(name, value);
        else form.append(name, new Blob([value as Uint8Array<ArrayBuffer>]), "file.bin");
      }
      const response = new Response(form);
      const body = new Uint8Array(await response.arrayBuffer());
      const type = response.headers.get("content-type")!;
      const limits = { maxMemory, temporaryDirectory: directory.path };
      await using fields = await parseMultipart(pieces(body, size), type, limits);
      expect(await contents(fields)).toEqual(
        fieldList.map(({ name, value }) =>
          typeof value === "string"
            ? [name, value.replaceAll(/\r\n|\r|\n/g, "\r\n")]
            : [name, "file.bin", Buffer.from(value).toString("latin1")],
        ),
      );
    };
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 6 }), fc.integer({ min: 1, max: 200 }), fc.nat(500), run),
      { numRuns: 60 },
    );
    expect(directory.files()).toEqual([]);
    expect(directory.openFiles()).toEqual([]);
  });

  it("takes a part for text unless it has a file name, whatever its type", async () => {
    const body = `${part('Content-Disposition: form-data; name="a"\r\nContent-Type: application/octet-stream', "x")}--B--`;
    expect(await contents(await parse(body))).toEqual([["a", "x"]]);
  });

  it("leaves out a file field that was left empty, but not an unnamed file with content", async () => {
    const body = `${upload("a", "", "")}${upload("b", "", "x")}${upload("c", "c.txt", "")}--B--`;
    expect(await contents(await parse(body))).toEqual([
      ["b", "", "x"],
      ["c", "c.txt", ""],
    ]);
  });

  it("replaces bytes that are not UTF-8 in text", async () => {
    const body = Buffer.from(`${text("a", "\xff!")}--B--`, "latin1");
    expect((await parse(body)).get("a")).toBe("\uFFFD!");
  });

  it("gives a file the headers of its part, and nothing of a path in its name", async () => {
    const headers =
      'Content-Disposition: form-data; name="f"; filename="../../etc/passwd"\r\nX-Note:  a b\r\nContent-Type: text/x';
    const file = (await parse(`${part(headers, "x")}--B--`)).get("f") as UploadFile;
    expect(file.filename).toBe("passwd");
    expect(file.headers.get("X-Note")?.trim()).toBe("a b");
    expect(file.headers.get("content-type")).toBe("text/x");
  });

  it("takes names of Object.prototype for ordinary names", async () => {
    const fields = await parse(`${text("__proto__", "x")}${text("constructor", "y")}--B--`);
    expect(fields.get("__proto__")).toBe("x");
    expect([...fields.keys()]).toEqual(["__proto__", "constructor"]);
    expect(fields.get("toString")).toBeUndefined();
  });

  it.each(["--B--\r\n", "--B--", "\r\n--B--\r\nepilogue"])("finds an empty form in %j", async (body) => {
    expect((await parse(body)).size).toBe(0);
  });

  it.each([
    ["without Content-Type's boundary", "multipart/form-data", "Missing boundary in multipart."],
    ["with an empty boundary", 'multipart/form-data; boundary=""', "Invalid multipart data."],
    [
      "with a boundary that is too long",
      `multipart/form-data; boundary=${"x".repeat(71)}`,
      "Invalid multipart data.",
    ],
    ["with a boundary of other characters", 'multipart/form-data; boundary="a\t"', "Invalid multipart data."],
    ["with a broken media type", "multipart/form-data; boundary=", "Missing boundary in multipart."],
  ])("answers 400 to a form %s", async (_, type, detail) => {
    const parsing = parseMultipart(pieces(`${text("a", "1")}--B--`), type);
    await expect(parsing).rejects.toMatchObject({ status: 400, detail });
  });

  it.each([
    ["an empty body", ""],
    ["no delimiter", "hello"],
    ["another boundary", "--C\r\n\r\n--C--"],
    ["no end", text("a", "1")],
    ["an end in the middle of a text", "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nhel"],
    [
      "an end in the middle of a file",
      "--B\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nhel",
    ],
    ["an end in the middle of a header", "--B\r\nContent-Disposition: form-da"],
    ["a header without end", '--B\r\nContent-Disposition: form-data; name="a"\r\n--B--'],
    ["no headers", "--B\r\n\r\nhello\r\n--B--"],
    ["no Content-Disposition", `${part("Content-Type: text/plain", "x")}--B--`],
    ["no name", `${part("Content-Disposition: form-data", "x")}--B--`],
    ["another disposition", `${part("Content-Disposition: attachment; name=a", "x")}--B--`],
    ["an open quote", `${part('Content-Disposition: form-data; name="a', "x")}--B--`],
    [
      "a bad header name",
      `${part("Content-Disposition: form-data; name=a; filename=b\r\nX Y: z", "x")}--B--`,
    ],
    ["line feeds for line ends", '--B\nContent-Disposition: form-data; name="a"\n\nx\n--B--\n'],
    ["a delimiter that runs on", '--Bx\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--'],
  ])("answers 400 to %s", async (_, body) => {
    for (const size of [64 * 1024, 1]) {
      const parsing = parse(body, { maxMemory: 0 }, size);
      await expect(parsing).rejects.toMatchObject({ status: 400, detail: "Invalid multipart data." });
    }
    expect(directory.files()).toEqual([]);
    expect(directory.openFiles()).toEqual([]);
  });
});

describe("temporary files of parseMultipart", () => {
  const large = "0123456789".repeat(1000);

  it("are made for files past maxMemory, and removed by dispose", async () => {
    const fields = await parse(`${upload("a", "a", "small")}${upload("b", "b", large)}--B--`, {
      maxMemory: 1000,
    });
    const [a, b] = [fields.get("a") as UploadFile, fields.get("b") as UploadFile];
    expect(a.path).toBeUndefined();
    expect(b).toMatchObject({ size: large.length, path: expect.stringContaining(directory.path) });
    expect(await b.text()).toBe(large);
    expect(statSync(b.path!).mode & 0o777).toBe(0o600);
    expect(directory.openFiles()).toEqual([]);

    await fields.dispose();
    expect(directory.files()).toEqual([]);
    await expect(b.text()).rejects.toThrow("has been removed");
    await expect(a.text()).rejects.toThrow("has been removed");
  });

  it("are not made up to 1 MiB, unless told otherwise", async () => {
    const body = (size: number) => `${upload("a", "a", "x".repeat(size))}--B--`;
    await using small = await parse(body(2 ** 20));
    expect((small.get("a") as UploadFile).path).toBeUndefined();
    await using big = await parse(body(2 ** 20 + 1));
    expect((big.get("a") as UploadFile).path).toBeDefined();
  });

  it("are made when all files together pass maxMemory, for the file that does", async () => {
    const body = [1, 2, 3, 4].map((i) => upload(`f${i}`, "f", "x".repeat(400))).join("");
    await using fields = await parse(`${body}--B--`, { maxMemory: 1000 }, 50);
    const spooled = [1, 2, 3, 4].map((i) => (fields.get(`f${i}`) as UploadFile).path !== undefined);
    expect(spooled).toEqual([false, false, true, true]);
    expect(await (fields.get("f3") as UploadFile).text()).toBe("x".repeat(400));
  });

  it("hold what has come before more is asked for", async () => {
    const [maxMemory, size] = [1000, 500];
    let given = 0;
    const body = async function* () {
      for await (const piece of pieces(`${upload("a", "a", large)}--B--`, size)) {
        const written = directory
          .files()
          .reduce((sum, name) => sum + statSync(join(directory.path, name)).size, 0);
        // The headers are not written, and the parser keeps back what may be a delimiter.
        expect(given - written).toBeLessThan(maxMemory + 2 * size);
        given += piece.length;
        yield piece;
      }
    };
    await using fields = await parseMultipart(body(), TYPE, {
      maxMemory,
      temporaryDirectory: directory.path,
    });
    expect(await (fields.get("a") as UploadFile).text()).toBe(large);
    expect(given).toBeGreaterThan(large.length);
  });

  it("are removed when the client vanishes", async () => {
    const gone = new Error("the client went away");
    const body = async function* () {
      yield Buffer.from(upload("a", "a", large));
      yield Buffer.from(upload("b", "b", large).slice(0, 5000));
      expect(directory.files()).toHaveLength(2);
      throw gone;
    };
    const parsing = parseMultipart(body(), TYPE, { maxMemory: 0, temporaryDirectory: directory.path });
    await expect(parsing).rejects.toBe(gone);
    expect(directory.files()).toEqual([]);
    expect(directory.openFiles()).toEqual([]);
  });

  it("fail the form when they cannot be written", async () => {
    const missing = join(directory.path, "missing");
    const parsing = parse(`${upload("a", "a", large)}--B--`, { maxMemory: 0, temporaryDirectory: missing });
    await expect(parsing).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("limits of parseMultipart", () => {
  const file = (size: number) => upload("f", "f", "x".repeat(size));
  const field = (size: number) => text("t", "x".repeat(size));

  it.each([
    ["maxFields", { maxFields: 2 }, field(1).repeat(2), field(1).repeat(3), 400],
    ["maxFields of its own", {}, field(1).repeat(1000), field(1).repeat(1001), 400],
    ["maxFiles", { maxFiles: 2 }, file(1).repeat(2), file(1).repeat(3), 400],
    ["maxFiles of its own", {}, file(1).repeat(1000), file(1).repeat(1001), 400],
    ["maxFieldSize", { maxFieldSize: 10 }, field(10), field(11), 400],
    ["maxFieldSize of its own", {}, field(2 ** 20), field(2 ** 20 + 1), 400],
    ["maxTextSize", { maxTextSize: 10 }, field(5).repeat(2), field(5) + field(6), 413],
    ["maxFileSize", { maxFileSize: 10 }, file(10).repeat(2), file(10) + file(11), 413],
    ["maxTotalSize", { maxTotalSize: file(10).length + 5 }, file(10), file(11), 413],
    ["maxHeaderSize", { maxHeaderSize: 60 }, text("a".repeat(10), ""), text("a".repeat(60), ""), 400],
    ["maxHeaderSize of its own", {}, text("a".repeat(8000), ""), text("a".repeat(20_000), ""), 400],
    [
      "maxHeaderSize for a long name",
      {},
      text("a", ""),
      part(`Content-Disposition: form-data; name=a\r\n${"N".repeat(9000)}: v`, ""),
      400,
    ],
    [
      "maxHeaderSize for a long list",
      {},
      text("a", ""),
      part(`Content-Disposition: form-data; name=a\r\n${"X: y\r\n".repeat(2000)}Z: z`, ""),
      400,
    ],
  ])("%s: answers a form at the limit, refuses one past it", async (_, limits, within, past, status) => {
    await using fields = await parse(`${within}--B--`, { maxMemory: 0, ...limits });
    expect(fields.size).toBeGreaterThan(0);
    await fields.dispose();

    for (const size of [64 * 1024, 1000]) {
      const refused = await parse(`${past}--B--`, { maxMemory: 0, ...limits }, size).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(HTTPException);
      expect(refused).toMatchObject({ status, detail: expect.any(String) });
    }
    expect(directory.files()).toEqual([]);
    expect(directory.openFiles()).toEqual([]);
  });

  it("stop the reading of the body, and tell its source", async () => {
    let asked = 0;
    let ended = false;
    const endless = async function* () {
      try {
        yield Buffer.from(`${upload("f", "f", "").trimEnd()}\r\n\r\n`);
        for (;;) {
          asked++;
          yield Buffer.alloc(1000, "x");
        }
      } finally {
        ended = true;
      }
    };
    await expect(parseMultipart(endless(), TYPE, { maxTotalSize: 5000 })).rejects.toMatchObject({
      status: 413,
    });
    expect(asked).toBeLessThan(8);
    expect(ended).toBe(true);
  });

  it("count what follows the form too", async () => {
    const body = `${text("a", "1")}--B--${"x".repeat(1000)}`;
    await expect(parse(body, { maxTotalSize: 500 }, 100)).rejects.toMatchObject({ status: 413 });
    expect((await parse(body, {}, 100)).get("a")).toBe("1");
  });
});

describe("a hostile form", () => {
  it("is read or answered 400: never another error, a hang or a file left behind", async () => {
    const sample = `${text("a", "1")}${upload("f", "x", "content")}${text("b", "2")}--B--\r\n`;
    const edit = fc.record({
      at: fc.nat(sample.length),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.string({ maxLength: 5 }),
        fc.constantFrom(
          "\r\n",
          "\r\n\r\n",
          "--B",
          "--B--",
          "\r\n--B\r\n",
          "\r\n--B--",
          "\0",
          '"',
          ":",
          "Content-Disposition: form-data\r\n",
        ),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (edits, size) => {
          let body = sample;
          for (const { at, remove, insert } of edits)
            body = body.slice(0, at) + insert + body.slice(at + remove);
          try {
            const fields = await parse(body, { maxMemory: 0 }, size);
            await fields.dispose();
          } catch (error) {
            expect(error).toMatchObject({ status: 400 });
          }
          expect(directory.files()).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
    expect(directory.openFiles()).toEqual([]);
  });
});
