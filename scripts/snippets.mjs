/**
 * The TypeScript blocks of a Markdown text that are to be checked, as `{ line, code }`. The code stands in the
 * same lines as in the Markdown, so that a compiler's message points to the right place.
 *
 * - ```` ```ts ```` starts a program of its own,
 * - ```` ```ts continue ```` goes on with the program of the block before,
 * - ```` ```ts ignore ```` is not checked,
 * - `<!-- ts` in a line, code, and `-->` before a block: what the block needs and the reader need not see.
 */
export function snippetsOf(markdown) {
  const snippets = [];
  let hidden = [];
  let open;
  markdown.split(/\r?\n/).forEach((text, index) => {
    if (open !== undefined) {
      if (text.trim() === open.end) {
        if (open.end === "-->") hidden = open.lines;
        else if (open.word === "continue" && snippets.length > 0) snippets.at(-1).lines.push(...open.lines);
        else if (open.word !== "ignore") snippets.push({ line: open.line, lines: open.lines });
        open = undefined;
      } else {
        open.lines.push([index, text.slice(open.indent)]);
      }
      return;
    }
    if (/^\s*<!-- ts$/.test(text)) {
      open = { end: "-->", lines: [], indent: 0 };
      return;
    }
    const fence = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(text);
    if (fence === null) return;
    const [language, word] = fence[3].trim().split(/\s+/);
    const checked = language === "ts" || language === "typescript";
    if (checked && word !== undefined && word !== "continue" && word !== "ignore") {
      throw new Error(
        `line ${index + 1}: a block of TypeScript is marked "${word}"; known are continue and ignore`,
      );
    }
    open = {
      end: fence[2],
      word: checked ? word : "ignore",
      line: index + 1,
      lines: checked ? hidden : [],
      indent: fence[1].length,
    };
    hidden = [];
  });
  if (open !== undefined) throw new Error("a block of the Markdown text is not closed");
  return snippets.map(({ line, lines }) => ({ line, code: atTheirLines(lines) }));
}

function atTheirLines(lines) {
  const code = [];
  for (const [index, text] of lines) code[index] = text;
  return Array.from(code, (text) => text ?? "").join("\n") + "\n";
}
