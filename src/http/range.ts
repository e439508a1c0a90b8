/** Bytes of a representation: `end` is the last one, as in `Content-Range`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Settings of {@link parseRange}. */
export interface RangeLimits {
  /**
   * Most ranges in one request. A longer list is ignored, and the whole representation sent: it asks for more work
   * than the whole costs (RFC 9110 §17.15).
   * @default 32
   */
  readonly maxRanges?: number | undefined;
}

const RANGE_SPEC = /^(\d*)-(\d*)$/;

/**
 * Reads a `Range` field (RFC 9110 §14.2) for a representation of `size` bytes. Ranges that overlap or touch become
 * one; ranges that start behind the end are left out.
 *
 * @returns the ranges, in the order asked for where none were joined; `"unsatisfiable"` when not one of them lies
 * inside (answer 416 with {@link unsatisfiedRange}); `undefined` when the field has to be ignored: another unit,
 * malformed, or too many ranges
 * @example
 * ```ts
 * parseRange("bytes=0-99", 1000); // [{ start: 0, end: 99 }]
 * parseRange("bytes=-100", 1000); // [{ start: 900, end: 999 }]
 * ```
 */
export function parseRange(
  header: string,
  size: number,
  limits: RangeLimits = {},
): readonly ByteRange[] | "unsatisfiable" | undefined {
  const equals = header.indexOf("=");
  if (equals < 0 || header.slice(0, equals).toLowerCase() !== "bytes") return undefined;
  const { maxRanges = 32 } = limits;
  const specs = header.slice(equals + 1).split(",", maxRanges + 1);
  if (specs.length > maxRanges) return undefined;

  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    const match = RANGE_SPEC.exec(spec.trim());
    if (match === null) return undefined;
    const range = resolve(match[1]!, match[2]!, size);
    if (range === "malformed") return undefined;
    if (range !== "outside") ranges.push(range);
  }
  if (ranges.length > 0) return join(ranges);
  // A suffix of an empty representation is satisfiable (§14.1.2) but has no Content-Range to be sent with.
  if (size === 0 && specs.some((spec) => /^-0*[1-9]/.test(spec.trim()))) return undefined;
  return "unsatisfiable";
}

/** `Content-Range` of a part: `bytes 0-99/1000` (RFC 9110 §14.4). */
export function contentRange(range: ByteRange, size: number): string {
  return `bytes ${range.start}-${range.end}/${size}`;
}

/** `Content-Range` of a 416 response, which names the size only (RFC 9110 §14.4). */
export function unsatisfiedRange(size: number): string {
  return `bytes */${size}`;
}

function resolve(first: string, last: string, size: number): ByteRange | "malformed" | "outside" {
  if (first === "") {
    if (last === "") return "malformed";
    const length = Number(last);
    return length === 0 || size === 0 ? "outside" : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? Number.POSITIVE_INFINITY : Number(last);
  if (end < start) return "malformed";
  return start >= size ? "outside" : { start, end: Math.min(end, size - 1) };
}

function join(ranges: ByteRange[]): readonly ByteRange[] {
  if (ranges.length === 1) return ranges;
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end + 1) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined.length === ranges.length ? ranges : joined;
}
