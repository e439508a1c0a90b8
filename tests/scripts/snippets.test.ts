import { describe, expect, it } from "vitest";
import { snippetsOf } from "../../scripts/snippets.mjs";

const markdown = (...lines: string[]): string => lines.join("\n");

/** Each snippet as its lines that are not empty, with their numbers in the Markdown. */
function checked(text: string): string[][] {
  return snippetsOf(text).map(({ code }) =>
    code.split("\n").flatMap((line, index) => (line === "" ? [] : [`${index + 1}: ${line}`])),
  );
}

describe("snippetsOf", () => {
  it("finds the TypeScript of a Markdown text, in the lines where it stands", () => {
    const text = markdown("# Title", "", "```ts", "a();", "```", "text", "```typescript", "b();", "```");
    expect(snippetsOf(text).map(({ line }) => line)).toEqual([3, 7]);
    expect(checked(text)).toEqual([["4: a();"], ["8: b();"]]);
  });

  it("leaves out what is marked to be ignored, and other languages", () => {
    const text = markdown("```ts ignore", "a(", "```", "```sh", "npm test", "```", "```", "plain", "```");
    expect(checked(text)).toEqual([]);
  });

  it("goes on with the block before, where a block is marked so", () => {
    const text = markdown("```ts", "const a = 1;", "```", "then", "```ts continue", "a;", "```");
    expect(checked(text)).toEqual([["2: const a = 1;", "6: a;"]]);
  });

  it("puts what a hidden comment declares before the next block only", () => {
    const text = markdown(
      "<!-- ts",
      "declare const a: 1;",
      "-->",
      "```ts",
      "a;",
      "```",
      "```ts",
      "b;",
      "```",
    );
    expect(checked(text)).toEqual([["2: declare const a: 1;", "5: a;"], ["8: b;"]]);
  });

  it("takes the indentation of a list off", () => {
    expect(checked(markdown("- item", "", "  ```ts", "  if (a) {", "    b();", "  }", "  ```"))).toEqual([
      ["4: if (a) {", "5:   b();", "6: }"],
    ]);
  });

  it("does not look into a block that shows Markdown", () => {
    expect(checked(markdown("````md", "```ts", "a(", "```", "````"))).toEqual([]);
  });

  it("refuses a mark that it does not know, and a block without an end", () => {
    expect(() => snippetsOf(markdown("```ts ignored", "```"))).toThrow(
      'line 1: a block of TypeScript is marked "ignored"',
    );
    expect(() => snippetsOf(markdown("```ts", "a();"))).toThrow("not closed");
  });
});
