const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[T _]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?:Z|([+\-\u2212])([01]\d|2[0-3]):?([0-5]\d))?$/i;
const TIMESTAMP = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Numbers up to this are seconds; above, milliseconds. pydantic's watershed: it stands for the year 2603. */
const SECONDS_LIMIT = 2e10;
const YEAR_1 = Date.UTC(0, 0, 1) - 1899 * 365.2425 * 86_400_000;
const YEAR_9999 = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A date from ISO 8601 text (`T`, a space or `_` between date and time), or from Unix seconds or milliseconds.
 * A time without an offset is taken as UTC: the meaning of a request must not hang on the server's clock settings.
 */
export function dateFromText(text: string): Date | undefined {
  if (DATE.test(text)) {
    const midnight = calendarDay(text);
    return midnight === undefined ? undefined : new Date(midnight);
  }
  const match = DATE_TIME.exec(text);
  if (match !== null) return dateTime(match);
  return TIMESTAMP.test(text) ? dateFromNumber(Number(text)) : undefined;
}

/** A date from Unix seconds, or milliseconds when the number is too large for seconds. */
export function dateFromNumber(number: number): Date | undefined {
  const milliseconds = millisecondsFromNumber(number);
  return milliseconds === undefined ? undefined : new Date(Math.round(milliseconds));
}

/** Milliseconds since 1970 by the same rule, which may have a fraction. */
export function millisecondsFromNumber(number: number): number | undefined {
  const milliseconds = Math.abs(number) <= SECONDS_LIMIT ? number * 1000 : number;
  // NaN is not within either.
  return milliseconds >= YEAR_1 && milliseconds <= YEAR_9999 ? milliseconds : undefined;
}

function dateTime(match: RegExpExecArray): Date | undefined {
  const midnight = calendarDay(match[1]!);
  if (midnight === undefined) return undefined;
  const [hours, minutes, seconds] = [match[2], match[3], match[4]].map((part) => Number(part ?? 0));
  const milliseconds = Number((match[5] ?? "").slice(0, 3).padEnd(3, "0"));
  const offset = Number(match[7] ?? 0) * 60 + Number(match[8] ?? 0);
  const sign = match[6] === "+" ? 1 : -1;
  const time = (hours! * 3600 + minutes! * 60 + seconds!) * 1000 + milliseconds;
  return new Date(midnight + time - sign * offset * 60_000);
}

/** The first moment of a day that the calendar has: no 30 February, no year 0. */
function calendarDay(text: string): number | undefined {
  const [year, month, day] = text.split("-").map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day);
  const exists = year !== 0 && date.getUTCMonth() === month! - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() : undefined;
}
