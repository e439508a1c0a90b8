import { HTTPException } from "./exception.ts";
import { MultiMap } from "./multi-map.ts";

/**
 * The parameters of a query (what follows `?`), as `application/x-www-form-urlencoded`
 * (WHATWG URL §5.1): `&` separates, `;` does not; `+` is a space; a percent sign that starts no valid sequence
 * stays as it is; bytes that are not UTF-8 become U+FFFD.
 *
 * @example
 * ```ts
 * const query = new QueryParams("tag=a&tag=b&q=tea+pot");
 * query.get("q"); // "tea pot"
 * query.get("tag"); // "b"
 * query.getAll("tag"); // ["a", "b"]
 * ```
 */
export class QueryParams extends MultiMap<string> {
  /**
   * @param query without its `?`
   * @param maxPairs most `name=value` pairs @default 1000
   * @throws HTTPException 400 when there are more
   */
  constructor(query: string, maxPairs = 1000) {
    super();
    if (query !== "" && !parseUrlEncoded(query, maxPairs, this)) {
      throw new HTTPException(400, `Too many query parameters: at most ${maxPairs} are accepted`);
    }
  }
}

/** Adds the pairs of `text` to `into`. Stops and returns `false` when there are more than `maxPairs`. */
export function parseUrlEncoded(
  text: string,
  maxPairs: number,
  into: { append(name: string, value: string): void },
): boolean {
  // Most texts hold nothing to decode: two looks at the whole save two at each name and value.
  const decode = text.includes("%") || text.includes("+") ? decodeComponent : asItIs;
  let pairs = 0;
  let start = 0;
  let equals = text.indexOf("=");
  while (start < text.length) {
    let end = text.indexOf("&", start);
    if (end < 0) end = text.length;
    if (end > start) {
      if (++pairs > maxPairs) return false;
      // Looked for again only once it is behind: names without "=" would each cost a walk to the end.
      if (equals >= 0 && equals < start) equals = text.indexOf("=", start);
      if (equals < 0 || equals > end) into.append(decode(text.slice(start, end)), "");
      else into.append(decode(text.slice(start, equals)), decode(text.slice(equals + 1, end)));
    }
    start = end + 1;
  }
  return true;
}

function asItIs(raw: string): string {
  return raw;
}

function decodeComponent(raw: string): string {
  const text = raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return decodeLeniently(text);
  }
}

// decodeURIComponent gives up at the first bad sequence, so such text is decoded byte by byte.
function decodeLeniently(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  let write = 0;
  for (let read = 0; read < bytes.length; read++) {
    let byte = bytes[read]!;
    if (byte === 0x25) {
      const high = hexDigit(bytes[read + 1]);
      const low = hexDigit(bytes[read + 2]);
      if (high >= 0 && low >= 0) {
        byte = high * 16 + low;
        read += 2;
      }
    }
    bytes[write++] = byte;
  }
  return bytes.toString("utf8", 0, write);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
