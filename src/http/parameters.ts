const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;

/** Which characters a backslash in a quoted string stands before to be an escape and not a backslash. */
export type QuotedPairs = "any" | "quote-and-backslash";

/**
 * Reads `*( OWS ";" OWS [ parameter ] )` (RFC 9110 §5.6.6) from `index` to the end of `text`. Names come in lower
 * case; of a name that stands twice the first value counts, as for browsers (WHATWG MIME Sniffing §4.4).
 *
 * @returns `undefined` when the text is anything else
 */
export function parseParameters(
  text: string,
  index: number,
  quotedPairs: QuotedPairs = "any",
): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  let at = skipWhitespace(text, index);
  while (at < text.length) {
    if (text[at] !== ";") return undefined;
    at = skipWhitespace(text, at + 1);
    if (at === text.length || text[at] === ";") continue;

    const nameEnd = tokenEnd(text, at);
    if (nameEnd === at || text[nameEnd] !== "=") return undefined;
    const name = text.slice(at, nameEnd).toLowerCase();

    let value: string;
    if (text[nameEnd + 1] === '"') {
      const quoted = readQuoted(text, nameEnd + 2, quotedPairs);
      if (quoted === undefined) return undefined;
      ({ value, end: at } = quoted);
    } else {
      at = tokenEnd(text, nameEnd + 1);
      if (at === nameEnd + 1) return undefined;
      value = text.slice(nameEnd + 1, at);
    }
    if (!parameters.has(name)) parameters.set(name, value);
    at = skipWhitespace(text, at);
  }
  return parameters;
}

/** The index behind the token (RFC 9110 §5.6.2) that starts at `index`; `index` itself where there is none. */
export function tokenEnd(text: string, index: number): number {
  TOKEN.lastIndex = index;
  return TOKEN.test(text) ? TOKEN.lastIndex : index;
}

/** The index of the next character that is no optional white space (RFC 9110 §5.6.3). */
export function skipWhitespace(text: string, index: number): number {
  let at = index;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

function readQuoted(
  text: string,
  index: number,
  pairs: QuotedPairs,
): { value: string; end: number } | undefined {
  let value = "";
  let copied = index;
  for (let at = index; at < text.length; at++) {
    const char = text[at];
    if (char === '"') return { value: value + text.slice(copied, at), end: at + 1 };
    if (char !== "\\") continue;
    const next = text[at + 1];
    if (pairs === "any" || next === '"' || next === "\\") {
      value += text.slice(copied, at);
      copied = ++at;
    }
  }
  return undefined;
}
