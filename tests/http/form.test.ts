import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseUrlEncodedForm } from "../../src/http/index.ts";

describe("parseUrlEncodedForm", () => {
  it("reads what URLSearchParams writes, from bytes and from text", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const body = new URLSearchParams(pairs).toString();
        expect([...parseUrlEncodedForm(body)]).toEqual(pairs);
        expect([...parseUrlEncodedForm(new TextEncoder().encode(body))]).toEqual(pairs);
      }),
    );
  });

  it("gives the last value of a name, or all of them", () => {
    const fields = parseUrlEncodedForm("a=1&b=&a=2");
    expect(fields.get("a")).toBe("2");
    expect(fields.getAll("a")).toEqual(["1", "2"]);
    expect(fields.get("b")).toBe("");
    expect([...fields.keys()]).toEqual(["a", "b"]);
  });

  it("answers 400 past the number of fields", () => {
    const form = (count: number) => Array.from({ length: count }, () => "a=1").join("&");
    expect(parseUrlEncodedForm(form(1000)).size).toBe(1000);
    const tooMany = expect.objectContaining({
      status: 400,
      detail: "Too many form fields: at most 1000 are accepted",
    });
    expect(() => parseUrlEncodedForm(form(1001))).toThrow(tooMany);
    expect(() => parseUrlEncodedForm("a&b", { maxFields: 1 })).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it("answers 400 past the size of a field, in bytes", () => {
    const limits = { maxFieldSize: 4 };
    expect(parseUrlEncodedForm("a=1234&b=%C3%A9%C3%A9", limits).get("b")).toBe("éé");
    expect(() => parseUrlEncodedForm("a=12345", limits)).toThrow(expect.objectContaining({ status: 400 }));
    expect(() => parseUrlEncodedForm("a=%C3%A9%C3%A9%C3%A9", limits)).toThrow(
      expect.objectContaining({ status: 400 }),
    );
    expect(() => parseUrlEncodedForm("a=€€", { maxFieldSize: 5 })).toThrow(
      expect.objectContaining({ status: 400 }),
    );
    expect(() => parseUrlEncodedForm(`a=${"x".repeat(2 ** 20 + 1)}`)).toThrow(
      expect.objectContaining({ detail: "A form field is larger than 1048576 bytes" }),
    );
  });

  it("has nothing to dispose of", async () => {
    await parseUrlEncodedForm("a=1").dispose();
  });
});
