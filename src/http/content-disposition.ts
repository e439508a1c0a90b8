import { parseParameters, tokenEnd } from "./parameters.ts";

/** How a recipient should treat content: show it, or save it under a name (RFC 6266). */
export type ContentDisposition = "inline" | "attachment";

/**
 * Writes a `Content-Disposition` field. A name beyond ASCII is sent twice (RFC 6266 §4.3): in full as `filename*`
 * and with `_` for what ASCII lacks as `filename`. Directories are cut off, and nothing in the name can add a
 * parameter or a line.
 *
 * @example
 * ```ts
 * formatContentDisposition("attachment", "bill.pdf"); // 'attachment; filename="bill.pdf"'
 * ```
 */
export function formatContentDisposition(disposition: ContentDisposition, filename?: string): string {
  if (filename === undefined) return disposition;
  // Through bytes and back: a lone surrogate, which no encoding can carry, becomes U+FFFD.
  const name = Buffer.from(baseName(filename)).toString();
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/gu, "_");
  const header = `${disposition}; filename="${plain}"`;
  return plain === name ? header : `${header}; filename*=UTF-8''${encodeExtended(name)}`;
}

/** The part of a multipart body that a `Content-Disposition` field describes (RFC 7578 §4.2). */
export interface FormDataDisposition {
  readonly name: string;
  /** Without directories; `undefined` for a field that is no file. */
  readonly filename: string | undefined;
}

/**
 * Reads the `Content-Disposition` of a part of a form: from browsers, which write `"` as `%22` and a backslash as
 * it is (WHATWG HTML §4.10.21.8), and from libraries that put a backslash before `"` and `\`.
 *
 * @param text bytes as Latin-1 text, as header fields come; names are read as UTF-8
 * @returns `undefined` for anything that is not `form-data` with a name
 */
export function parseFormDataDisposition(text: string): FormDataDisposition | undefined {
  const end = tokenEnd(text, 0);
  if (text.slice(0, end).toLowerCase() !== "form-data") return undefined;
  const parameters = parseParameters(text, end, "quote-and-backslash");
  const name = parameters?.get("name");
  if (parameters === undefined || name === undefined) return undefined;
  const filename = decodeExtended(parameters.get("filename*")) ?? fromBrowser(parameters.get("filename"));
  return { name: fromBrowser(name), filename: filename === undefined ? undefined : baseName(filename) };
}

function fromBrowser(latin1: string): string;
function fromBrowser(latin1: string | undefined): string | undefined;
function fromBrowser(latin1: string | undefined): string | undefined {
  if (latin1 === undefined) return undefined;
  const text = Buffer.from(latin1, "latin1").toString("utf8");
  if (!text.includes("%")) return text;
  return text.replaceAll(/%(22|0[DA])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `UTF-8''na%C3%AFve.txt` (RFC 8187 §3.2). RFC 7578 forbids it, some clients send nothing else that is right. */
function decodeExtended(value: string | undefined): string | undefined {
  const match = value === undefined ? null : /^utf-8'[^']*'(.*)$/i.exec(value);
  if (match === null) return undefined;
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    return undefined;
  }
}

function encodeExtended(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** What follows the last slash of either kind, so that a name from outside is never a way to another directory. */
function baseName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return name === "." || name === ".." ? "" : name;
}
