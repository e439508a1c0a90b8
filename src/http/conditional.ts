import { parseHttpDate } from "./dates.ts";
import type { HeaderList } from "./headers.ts";

/** What tells one state of a representation from another (RFC 9110 §8.8). */
export interface Validators {
  /** With its quotes: `"abc"`, or `W/"abc"` where equal tags do not mean equal bytes. */
  readonly etag?: string | undefined;
  readonly lastModified?: Date | undefined;
}

/**
 * Whether to go on with a request: `"proceed"`, answer 304 (`"not-modified"`), or answer 412 (`"failed"`).
 */
export type PreconditionResult = "proceed" | "not-modified" | "failed";

/**
 * Evaluates `If-Match`, `If-Unmodified-Since`, `If-None-Match` and `If-Modified-Since` in the order of
 * RFC 9110 §13.2.2, for a representation that exists. Call it when the request would otherwise succeed.
 *
 * @example
 * ```ts
 * const result = evaluatePreconditions(request.method, request.headers, { etag: '"v7"' });
 * if (result === "failed") throw new HTTPException(412);
 * ```
 */
export function evaluatePreconditions(
  method: string,
  headers: HeaderList,
  validators: Validators,
): PreconditionResult {
  const { etag, lastModified } = validators;

  const ifMatch = field(headers, "if-match");
  if (ifMatch !== undefined) {
    if (!listed(ifMatch, etag, "strong")) return "failed";
  } else {
    const since = dateOf(headers, "if-unmodified-since");
    if (since !== undefined && lastModified !== undefined && seconds(lastModified) > seconds(since))
      return "failed";
  }

  const reads = method === "GET" || method === "HEAD";
  const ifNoneMatch = field(headers, "if-none-match");
  if (ifNoneMatch !== undefined) {
    if (listed(ifNoneMatch, etag, "weak")) return reads ? "not-modified" : "failed";
  } else if (reads) {
    const since = dateOf(headers, "if-modified-since");
    if (since !== undefined && lastModified !== undefined && seconds(lastModified) <= seconds(since)) {
      return "not-modified";
    }
  }
  return "proceed";
}

/**
 * Whether `Range` counts: always without `If-Range`, and with it only while the representation is the one that the
 * client has a part of (RFC 9110 §13.1.5). Else the whole is sent.
 */
export function rangeApplies(headers: HeaderList, validators: Validators): boolean {
  const ifRange = headers.get("if-range");
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"')) return validators.etag === ifRange;
  const date = parseHttpDate(ifRange);
  return (
    date !== undefined &&
    validators.lastModified !== undefined &&
    seconds(date) === seconds(validators.lastModified)
  );
}

const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/y;

/** Whether the tag is in a list of them, by strong or weak comparison (RFC 9110 §8.8.3.2). */
function listed(list: string, etag: string | undefined, comparison: "strong" | "weak"): boolean {
  if (list.trim() === "*") return true;
  if (etag === undefined) return false;
  const ownIsWeak = etag.startsWith("W/");
  if (comparison === "strong" && ownIsWeak) return false;
  const own = ownIsWeak ? etag.slice(2) : etag;
  let at = 0;
  while (at < list.length) {
    const char = list[at];
    if (char === "," || char === " " || char === "\t") {
      at++;
      continue;
    }
    ENTITY_TAG.lastIndex = at;
    const match = ENTITY_TAG.exec(list);
    // What follows something that is no entity tag cannot be told apart any more.
    if (match === null) return false;
    const strongEnough = comparison === "weak" || match[1] === undefined;
    if (strongEnough && `"${match[2]}"` === own) return true;
    at = ENTITY_TAG.lastIndex;
  }
  return false;
}

function field(headers: HeaderList, name: string): string | undefined {
  const values = headers.getAll(name);
  return values.length === 0 ? undefined : values.join(",");
}

/** A date that cannot be read makes its field be ignored (RFC 9110 §13.1.3, §13.1.4). */
function dateOf(headers: HeaderList, name: string): Date | undefined {
  const text = headers.get(name);
  return text === undefined ? undefined : parseHttpDate(text);
}

/** HTTP's dates have no fractions, those of files do. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
