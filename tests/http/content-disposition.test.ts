import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFormDataDisposition } from "../../src/http/content-disposition.ts";
import { formatContentDisposition, HeaderList } from "../../src/http/index.ts";

const latin1 = (text: string) => Buffer.from(text).toString("latin1");

describe("formatContentDisposition", () => {
  it.each([
    ["inline", undefined, "inline"],
    ["attachment", "bill.pdf", 'attachment; filename="bill.pdf"'],
    ["inline", "a b.pdf", 'inline; filename="a b.pdf"'],
    ["attachment", "naïve.txt", "attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt"],
    [
      "attachment",
      "💩'(1).txt",
      "attachment; filename=\"_'(1).txt\"; filename*=UTF-8''%F0%9F%92%A9%27%281%29.txt",
    ],
    ["attachment", 'a"b\\c".txt', "attachment; filename=\"c_.txt\"; filename*=UTF-8''c%22.txt"],
    ["attachment", "100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"],
    ["attachment", "../../etc/passwd", 'attachment; filename="passwd"'],
    [
      "attachment",
      "a\r\nSet-Cookie: b",
      "attachment; filename=\"a__Set-Cookie: b\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b",
    ],
  ] as const)("writes %s of %j", (disposition, filename, expected) => {
    expect(formatContentDisposition(disposition, filename)).toBe(expected);
  });

  it("writes a field that can be sent, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (filename) => {
        const header = formatContentDisposition("attachment", filename);
        expect(() => new HeaderList({ "content-disposition": header })).not.toThrow();
        expect(header).toMatch(/^attachment; filename="[^"\\]*"(?:; filename\*=UTF-8''[\w!.~%-]*)?$/);
      }),
    );
  });
});

describe("parseFormDataDisposition", () => {
  it.each([
    ["text", 'form-data; name="a"', { name: "a", filename: undefined }],
    ["a token", "form-data; name=a", { name: "a", filename: undefined }],
    ["a file", 'form-data; name="a"; filename="b.txt"', { name: "a", filename: "b.txt" }],
    ["a file without a name", 'form-data; name="a"; filename=""', { name: "a", filename: "" }],
    ["other case", 'FORM-DATA; NAME="a"; FileName="b"', { name: "a", filename: "b" }],
    [
      "a browser's quotes and line breaks",
      'form-data; name="a%22b%0D%0ac%2"',
      { name: 'a"b\r\nc%2', filename: undefined },
    ],
    ["a library's quotes", 'form-data; name="a\\"b\\\\c\\d"', { name: 'a"b\\c\\d', filename: undefined }],
    ["UTF-8", latin1('form-data; name="é"; filename="€.txt"'), { name: "é", filename: "€.txt" }],
    ["a path", 'form-data; name="a"; filename="/x/y/b.txt"', { name: "a", filename: "b.txt" }],
    ["a path of Windows", 'form-data; name="a"; filename="C:\\x\\b.txt"', { name: "a", filename: "b.txt" }],
    ["a parent directory", 'form-data; name="a"; filename=".."', { name: "a", filename: "" }],
    [
      "an extended name",
      "form-data; name=a; filename=x; filename*=UTF-8''%E2%82%AC.txt",
      { name: "a", filename: "€.txt" },
    ],
    [
      "a path in an extended name",
      "form-data; name=a; filename*=UTF-8''..%2F..%2Fb",
      { name: "a", filename: "b" },
    ],
    [
      "a broken extended name",
      "form-data; name=a; filename=x; filename*=UTF-8''%ZZ",
      { name: "a", filename: "x" },
    ],
    ["an empty name", 'form-data; name=""', { name: "", filename: undefined }],
  ])("reads %s", (_, text, expected) => {
    expect(parseFormDataDisposition(text)).toEqual(expected);
  });

  it.each([
    "",
    "form-data",
    "form-data; filename=x",
    "attachment; name=a",
    'form-data; name="a',
    "form-data name=a",
  ])("refuses %j", (text) => {
    expect(parseFormDataDisposition(text)).toBeUndefined();
  });

  it("never throws and never gives a path", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("filename=", 'filename="', "filename*=utf-8''"),
        (text, start) => {
          const filename = parseFormDataDisposition(`form-data; name=a; ${start}${text}"`)?.filename;
          expect(filename ?? "").not.toMatch(/[/\\]|^\.\.?$/);
        },
      ),
    );
  });
});
