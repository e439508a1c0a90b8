const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const SHORT_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const MONTH = `(?<month>${MONTHS.join("|")})`;
const TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

// RFC 9110 §5.6.7
const IMF_FIXDATE = new RegExp(`^${SHORT_DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`);
const RFC850_DATE = new RegExp(`^${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`);
const ASCTIME_DATE = new RegExp(`^${SHORT_DAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`);

/**
 * The date as HTTP writes it, IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). Milliseconds are cut off.
 *
 * @param date a `Date`, or milliseconds since 1970
 * @throws RangeError for an invalid date and for years that four digits cannot write
 */
export function formatHttpDate(date: Date | number): string {
  const moment = typeof date === "number" ? new Date(date) : date;
  const year = moment.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new RangeError("not a date that HTTP can carry (RFC 9110 §5.6.7)");
  return moment.toUTCString();
}

/**
 * Reads a date in any of the three forms that RFC 9110 §5.6.7 has recipients accept. The two-digit year of the
 * second form is taken for the past when it would lie more than 50 years ahead.
 *
 * @returns `undefined` for anything else
 */
export function parseHttpDate(text: string): Date | undefined {
  const match = IMF_FIXDATE.exec(text) ?? RFC850_DATE.exec(text) ?? ASCTIME_DATE.exec(text);
  if (match === null) return undefined;
  const { year, month, day, hour, minute, second } = match.groups as Record<string, string>;
  const fullYear = year!.length === 2 ? fullYearOf(Number(year)) : Number(year);
  const date = new Date(0);
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(fullYear, MONTHS.indexOf(month!), Number(day));
  if (date.getUTCDate() !== Number(day)) return undefined;
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  // 60 is a leap second, which the clock of JavaScript counts as the next second.
  if (hours > 23 || minutes > 59 || seconds > 60) return undefined;
  date.setUTCHours(hours, minutes, seconds);
  return date;
}

function fullYearOf(twoDigits: number): number {
  const thisYear = new Date().getUTCFullYear();
  const sameCentury = thisYear - (thisYear % 100) + twoDigits;
  return sameCentury > thisYear + 50 ? sameCentury - 100 : sameCentury;
}
