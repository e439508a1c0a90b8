import { dateFromText, millisecondsFromNumber } from "./date-text.ts";

/**
 * Other spellings of a date, a time of day or a UUID, to the one that its schema takes. Each function gives `undefined`
 * for what it cannot read. pydantic reads the same ones.
 */

const MIDNIGHT = /^(\d{4}-\d\d-\d\d)[T _]00:00(?::00(?:[.,]0+)?)?(?:Z|[+\-\u2212]\d\d:?\d\d)?$/i;
const TIMESTAMP = /^[+-]?(?:\d{1,18}(?:\.\d*)?|\.\d+)$/;
const DAY = 86_400_000;

/** `2020-01-31T00:00:00Z` and the Unix time of a midnight are the day that begins there: `2020-01-31`. */
export function dayFromText(text: string): string | undefined {
  const match = MIDNIGHT.exec(text);
  if (match !== null) return dateFromText(text) === undefined ? undefined : match[1];
  return TIMESTAMP.test(text) ? dayFromNumber(Number(text)) : undefined;
}

/** The day that begins at a Unix time in seconds or milliseconds. */
export function dayFromNumber(number: number): string | undefined {
  const milliseconds = millisecondsFromNumber(number);
  if (milliseconds === undefined || milliseconds % DAY !== 0) return undefined;
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** A comma before the fraction of a second is as good as a point (ISO 8601-1 §5.3.1.3). */
export function timeFromText(text: string): string | undefined {
  return /^\d\d:\d\d:\d\d,\d/.test(text) ? text.replace(",", ".") : undefined;
}

/** Seconds since midnight as a time of day, exact to the microsecond. */
export function timeFromNumber(seconds: number): string | undefined {
  const microseconds = Math.round(seconds * 1_000_000);
  if (!(seconds >= 0 && microseconds < 86_400_000_000)) return undefined;
  const clock = new Date(Math.floor(microseconds / 1000)).toISOString().slice(11, 19);
  const fraction = microseconds % 1_000_000;
  return fraction === 0 ? clock : `${clock}.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
}

const HYPHENED = /^(urn:uuid:|\{)?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(\})?$/;
const SIMPLE = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i;

/** A UUID without hyphens, in braces or as a URN, and one in capitals: as RFC 9562 §4 writes it. */
export function uuidFromText(text: string): string | undefined {
  const match = HYPHENED.exec(text);
  if (match === null) return SIMPLE.exec(text)?.slice(1).join("-").toLowerCase();
  const [, opening, hyphened, closing] = match;
  const isWrapped = opening === "{" || closing === "}";
  if (isWrapped && !(opening === "{" && closing === "}")) return undefined;
  return hyphened!.toLowerCase();
}
