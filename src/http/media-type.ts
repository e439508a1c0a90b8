import { parseParameters, skipWhitespace, tokenEnd } from "./parameters.ts";

/** A media type (RFC 9110 §8.3.1), as `Content-Type` carries it. */
export interface MediaType {
  /** `type/subtype` in lower case, without parameters. */
  readonly essence: string;
  readonly type: string;
  readonly subtype: string;
  /** By name in lower case; values as sent, without their quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * @returns `undefined` for text that is not a media type
 * @example
 * ```ts
 * parseMediaType('multipart/form-data; boundary="a b"')?.parameters.get("boundary"); // "a b"
 * ```
 */
export function parseMediaType(text: string): MediaType | undefined {
  const start = skipWhitespace(text, 0);
  const slash = tokenEnd(text, start);
  if (slash === start || text[slash] !== "/") return undefined;
  const end = tokenEnd(text, slash + 1);
  if (end === slash + 1) return undefined;
  const parameters = parseParameters(text, end);
  if (parameters === undefined) return undefined;
  const essence = text.slice(start, end).toLowerCase();
  const type = essence.slice(0, slash - start);
  return { essence, type, subtype: essence.slice(type.length + 1), parameters };
}

/**
 * Whether the media type says that the content is JSON: `application/json`, or any subtype that ends in `+json`
 * (RFC 6839 §3.1), with or without parameters.
 */
export function isJson(contentType: string | undefined): boolean {
  // What nearly every client sends, compared without a parse.
  if (contentType === "application/json") return true;
  if (contentType === undefined) return false;
  const mediaType = parseMediaType(contentType);
  return (
    mediaType !== undefined &&
    (mediaType.essence === "application/json" || mediaType.subtype.endsWith("+json"))
  );
}
