import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "../../src/responses/index.ts";

describe("escapeHtml", () => {
  it("escapes the characters that end text or an attribute", () => {
    expect(escapeHtml(`a & "b" <c> 'd'`)).toBe("a &amp; &quot;b&quot; &lt;c&gt; &#39;d&#39;");
  });

  it("leaves nothing that could open a tag or end an attribute, and loses nothing", () => {
    const characters: Record<string, string> = {
      "&lt;": "<",
      "&gt;": ">",
      "&quot;": '"',
      "&#39;": "'",
      "&amp;": "&",
    };
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("<", ">", "&", '"', "'", "a", ";", "#", "/") }),
        (text) => {
          const escaped = escapeHtml(text);
          expect(escaped).not.toMatch(/[<>"']/);
          expect(escaped.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => characters[entity]!)).toBe(text);
        },
      ),
    );
  });
});
