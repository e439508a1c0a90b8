import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signCookie, unsignCookie } from "../../src/http/index.ts";

describe("signed cookies", () => {
  it("give back what was signed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ minLength: 1 }), (value, secret) => {
        expect(unsignCookie("user", signCookie("user", value, secret), secret)).toBe(value);
      }),
    );
  });

  it("keep the value readable in front of an HMAC-SHA256 in base64url", () => {
    expect(signCookie("user", "42", "secret")).toBe("42.RVIV0fGk2bNroO84PE1sL4M6S727F21eojxKYkQIjn0");
  });

  it("are refused after any change", () => {
    const signed = signCookie("user", "42", "secret");
    for (let i = 0; i < signed.length; i++) {
      const other = signed[i] === "A" ? "B" : "A";
      expect(
        unsignCookie("user", signed.slice(0, i) + other + signed.slice(i + 1), "secret"),
        `at ${i}`,
      ).toBeUndefined();
      expect(unsignCookie("user", signed.slice(0, i), "secret"), `cut at ${i}`).toBeUndefined();
    }
    expect(unsignCookie("user", `${signed}A`, "secret")).toBeUndefined();
    expect(unsignCookie("user", `x${signed}`, "secret")).toBeUndefined();
  });

  it("are refused under another name", () => {
    expect(unsignCookie("admin", signCookie("user", "42", "secret"), "secret")).toBeUndefined();
  });

  it("are refused under another secret", () => {
    expect(unsignCookie("user", signCookie("user", "42", "secret"), "other")).toBeUndefined();
  });

  it("are signed with the first secret and verified with all of them", () => {
    const old = signCookie("user", "42", "old");
    expect(unsignCookie("user", old, ["new", "old"])).toBe("42");
    expect(signCookie("user", "42", ["new", "old"])).toBe(signCookie("user", "42", "new"));
    expect(unsignCookie("user", old, ["new", "newer"])).toBeUndefined();
  });

  it("take bytes as secrets", () => {
    const secret = Uint8Array.from("secret", (char) => char.charCodeAt(0));
    expect(signCookie("user", "42", secret)).toBe(signCookie("user", "42", "secret"));
  });

  it.each([[""], [[]], [["good", ""]], [new Uint8Array(0)]])("ask for a secret, not for %j", (secrets) => {
    expect(() => signCookie("user", "42", secrets)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
    expect(() => unsignCookie("user", "42", secrets)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  });

  it("are refused, and never an error, whatever a client sends", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 100 }), (text) => {
        expect(unsignCookie("user", text, "secret")).toBeUndefined();
      }),
    );
  });
});
