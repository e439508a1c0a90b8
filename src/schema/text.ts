/**
 * Text to values, by the rules of pydantic's lax mode. Each function gives `undefined` for a text that it
 * cannot read.
 */

const INTEGER = /^([+-]?)(\d+(?:_\d+)*)(?:\.0+)?$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)(?:inf(?:inity)?|(nan))$/i;
const PLAIN_INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;

/** Most digits of an integer, as in Python: more costs time that grows with the square. */
const MAX_DIGITS = 4300;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "t", "yes", "y", "on", "1"].map((word) => [word, true] as const),
  ...["false", "f", "no", "n", "off", "0"].map((word) => [word, false] as const),
]);

// Unicode's White_Space. String.trim() takes the byte order mark for space too, and U+0085 for none.
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.test(text[start]!)) start++;
  while (end > start && SPACE.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** The digits of an integer with their sign, without underscores, spaces and a fraction of zeros. */
function integerDigits(text: string): string | undefined {
  const match = INTEGER.exec(trim(text));
  if (match === null) return undefined;
  return (match[1] === "-" ? "-" : "") + match[2]!.replaceAll("_", "");
}

/** `" +1_000.0 "` is 1000. An integer that a number cannot hold exactly is not read. */
export function integerFromText(text: string): number | undefined {
  if (PLAIN_INTEGER.test(text)) return text === "-0" ? 0 : Number(text);
  const digits = integerDigits(text);
  if (digits === undefined) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value + 0 : undefined;
}

/** As {@link integerFromText}, with up to 4300 digits. */
export function bigintFromText(text: string): bigint | undefined {
  const digits = integerDigits(text);
  return digits === undefined || digits.length > MAX_DIGITS ? undefined : BigInt(digits);
}

/** Whether the text is an integer that was not read only because it is too large. */
export function isOversizedInteger(text: string): boolean {
  const digits = integerDigits(text);
  return digits !== undefined && !Number.isSafeInteger(Number(digits));
}

/** `" 1_0e3 "`, `".5"`, `"nan"`, `"-inf"`. */
export function numberFromText(text: string): number | undefined {
  const trimmed = trim(text);
  const digits = /^_|__|_$/.test(trimmed) ? trimmed : trimmed.replaceAll("_", "");
  if (NUMBER.test(digits)) return Number(digits);
  const match = INFINITE.exec(trimmed);
  if (match === null) return undefined;
  if (match[2] !== undefined) return Number.NaN;
  return match[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** true, t, yes, y, on, 1 and their opposites in any case; no space around. */
export function booleanFromText(text: string): boolean | undefined {
  return text.length > 5 ? undefined : BOOLEANS.get(text.toLowerCase());
}
