import { parseParameters } from "./parameters.ts";

/** One element of `Accept`, `Accept-Encoding`, `Accept-Language` ... (RFC 9110 §12.4, §12.5). */
export interface AcceptItem {
  /** `text/html`, `text/*`, `gzip`, `*` ..., in lower case. */
  readonly range: string;
  /** 0 means "not acceptable". @default 1 */
  readonly quality: number;
  /** What stands beside `q`, such as `charset` of a media range. */
  readonly parameters: ReadonlyMap<string, string>;
}

const QUALITY = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** The elements of an `Accept...` field, in the order sent. Elements that cannot be read are left out. */
export function parseAccept(text: string): AcceptItem[] {
  const items: AcceptItem[] = [];
  for (const element of splitOutsideQuotes(text)) {
    const semicolon = element.indexOf(";");
    const range = (semicolon < 0 ? element : element.slice(0, semicolon)).trim().toLowerCase();
    if (range === "") continue;
    const parameters = semicolon < 0 ? new Map<string, string>() : parseParameters(element, semicolon);
    if (parameters === undefined) continue;
    const weight = parameters.get("q") ?? "1";
    parameters.delete("q");
    if (QUALITY.test(weight)) items.push({ range, quality: Number(weight), parameters });
  }
  return items;
}

/**
 * The offer that the client likes best: the highest quality, and among equals the one offered first. Each offer
 * gets the quality of the most precise range that names it (RFC 9110 §12.5.1), so `text/*;q=0.5, text/html` gives
 * HTML 1 and plain text 0.5. Without the header every offer is welcome.
 *
 * Of content codings (`Accept-Encoding`), offer only real ones: no match means `identity`.
 *
 * @returns `undefined` when the client accepts none of them
 * @example
 * ```ts
 * preferred("text/html, application/json;q=0.9", ["application/json", "text/html"]); // "text/html"
 * preferred("gzip, br;q=0.8", ["br", "gzip"]); // "gzip"
 * ```
 */
export function preferred<Offer extends string>(
  accept: string | undefined,
  offers: readonly Offer[],
): Offer | undefined {
  if (accept === undefined || accept === "*/*" || accept === "*") return offers[0];
  const items = parseAccept(accept);
  let best: Offer | undefined;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOf(offer, items);
    if (quality > bestQuality) {
      best = offer;
      bestQuality = quality;
    }
  }
  return best;
}

function qualityOf(offer: string, items: readonly AcceptItem[]): number {
  const semicolon = offer.indexOf(";");
  const name = (semicolon < 0 ? offer : offer.slice(0, semicolon)).trim().toLowerCase();
  const parameters = semicolon < 0 ? undefined : parseParameters(offer, semicolon);
  let quality = 0;
  let precision = -1;
  for (const item of items) {
    const found = precisionOf(item, name, parameters);
    if (found > precision) {
      precision = found;
      quality = item.quality;
    }
  }
  return quality;
}

/** How precisely the range names the offer: 0 by `*`, 1 by `text/*`, 2 by name, more with parameters; -1 not at all. */
function precisionOf(item: AcceptItem, name: string, parameters: Map<string, string> | undefined): number {
  const { range } = item;
  if (range === "*" || range === "*/*") return 0;
  if (range.endsWith("/*")) return name.startsWith(range.slice(0, -1)) ? 1 : -1;
  if (range !== name) return -1;
  for (const [key, value] of item.parameters) {
    if (parameters?.get(key)?.toLowerCase() !== value.toLowerCase()) return -1;
  }
  return 2 + item.parameters.size;
}

function splitOutsideQuotes(text: string): string[] {
  if (!text.includes('"')) return text.split(",");
  const elements: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    else if (char === "\\" && quoted) at++;
    else if (char === "," && !quoted) {
      elements.push(text.slice(start, at));
      start = at + 1;
    }
  }
  elements.push(text.slice(start));
  return elements;
}
