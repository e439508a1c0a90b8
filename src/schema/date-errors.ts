/**
 * Why a text is no date, time or duration, in the words of pydantic. `undefined` where nothing is wrong.
 * A cursor goes over the text from left to right, and the first thing that is amiss is named.
 */

const EXTRA = "unexpected extra characters at the end of the input";
const TOO_SHORT = "input is too short";

/** A date alone: `2020-01-31`. */
export function dateError(text: string): string | undefined {
  const error = datePartError(text);
  return error ?? (text.length > 10 ? EXTRA : undefined);
}

/** A date with a time: `2020-01-31T10:00:00Z`. */
export function dateTimeError(text: string): string | undefined {
  const error = datePartError(text);
  if (error !== undefined) return error;
  const separator = text[10];
  if (separator === undefined) return TOO_SHORT;
  if (!"Tt_ ".includes(separator)) return "invalid datetime separator, expected `T`, `t`, `_` or space";
  return timeError(text.slice(11));
}

function datePartError(text: string): string | undefined {
  if (text.length < 10) return TOO_SHORT;
  if (!digits(text, 0, 4)) return "invalid character in year";
  if (text[4] !== "-") return "invalid date separator, expected `-`";
  if (!digits(text, 5, 2)) return "invalid character in month";
  if (text[7] !== "-") return "invalid date separator, expected `-`";
  if (!digits(text, 8, 2)) return "invalid character in day";
  const [year, month, day] = [number(text, 0, 4), number(text, 5, 2), number(text, 8, 2)];
  if (month < 1 || month > 12) return "month value is outside expected range of 1-12";
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return day < 1 || date.getUTCMonth() !== month - 1 ? "day value is outside expected range" : undefined;
}

/** A time, with an offset or without: `10:00`, `10:00:00.5Z`. */
export function timeError(text: string): string | undefined {
  if (text.length < 5) return TOO_SHORT;
  if (!digits(text, 0, 2)) return "invalid character in hour";
  if (text[2] !== ":") return "invalid time separator, expected `:`";
  if (!digits(text, 3, 2)) return "invalid character in minute";
  if (number(text, 0, 2) > 23) return "hour value is outside expected range of 0-23";
  if (number(text, 3, 2) > 59) return "minute value is outside expected range of 0-59";
  let rest = text.slice(5);
  if (rest.startsWith(":")) {
    if (!digits(rest, 1, 2)) return "invalid character in second";
    if (number(rest, 1, 2) > 59) return "second value is outside expected range of 0-59";
    rest = rest.slice(3);
    if (rest.startsWith(".") || rest.startsWith(",")) {
      const fraction = /^.\d+/.exec(rest);
      if (fraction === null) return "second fraction digits missing after `.`";
      rest = rest.slice(fraction[0].length);
    }
  }
  return offsetError(rest);
}

function offsetError(text: string): string | undefined {
  if (text === "") return undefined;
  if (/^z/i.test(text)) return text.length > 1 ? EXTRA : undefined;
  if (!/^[+\-\u2212]/.test(text)) return "invalid timezone sign";
  if (!digits(text, 1, 2)) return "invalid timezone hour";
  const minutes = text[3] === ":" ? 4 : 3;
  if (!digits(text, minutes, 2)) return "invalid timezone minute";
  if (number(text, minutes, 2) > 59) return "timezone minute value is outside expected range of 0-59";
  if (number(text, 1, 2) > 23) return "timezone offset must be less than 24 hours";
  return text.length > minutes + 2 ? EXTRA : undefined;
}

/** An ISO 8601 duration: `P1DT2H`. */
export function durationError(text: string): string | undefined {
  const unsigned = text.replace(/^[+-]/, "");
  if (unsigned === "" || unsigned === "P" || unsigned === "PT") return TOO_SHORT;
  if (!/^P(?:\d|T)/.test(unsigned)) return "invalid digit in duration";
  const [date, time] = unsigned.slice(1).split("T") as [string, string?];
  if (!/^(?:\d+(?:[.,]\d+)?[YMWD])*$/.test(date)) return "quantity invalid in date part of duration";
  if (time !== undefined && !/^(?:\d+(?:[.,]\d+)?[HMS])*$/.test(time)) {
    return "quantity invalid in time part of duration";
  }
  return undefined;
}

function digits(text: string, start: number, count: number): boolean {
  for (let index = start; index < start + count; index++) {
    const code = text.charCodeAt(index);
    if (!(code >= 0x30 && code <= 0x39)) return false;
  }
  return true;
}

function number(text: string, start: number, count: number): number {
  return Number(text.slice(start, start + count));
}
