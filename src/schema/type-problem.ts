import type { Origin } from "./compiled-schema.ts";
import { dateError } from "./date-errors.ts";
import { dateFromNumber } from "./date-text.ts";
import { type Problem, problem } from "./messages.ts";
import { isOversizedInteger, numberFromText } from "./text.ts";

/**
 * The value is not of the type that is wanted. Text that reached the schema as text could not be coerced, which
 * pydantic calls by another code than a wrong type; in strict JSON a text is a wrong type like any other.
 */

export function integerProblem(sent: unknown, origin: Origin): Problem {
  if (typeof sent === "string" && origin !== "json") {
    return problem(isOversizedInteger(sent) ? "int_parsing_size" : "int_parsing");
  }
  if (typeof sent !== "number") return problem("int_type");
  if (!Number.isFinite(sent)) return problem("finite_number");
  return problem(Number.isInteger(sent) ? "int_parsing_size" : "int_from_float");
}

export function numberProblem(sent: unknown, origin: Origin): Problem {
  if (typeof sent === "string" && origin !== "json") {
    // "nan" and "inf" are numbers to pydantic, and to text coercion; what is wanted here is a finite one.
    return problem(numberFromText(sent) === undefined ? "float_parsing" : "finite_number");
  }
  return problem(typeof sent === "number" ? "finite_number" : "float_type");
}

export function booleanProblem(sent: unknown, origin: Origin): Problem {
  const isText = typeof sent === "string" && origin !== "json";
  // Past 64 bits pydantic has an integer for no integer.
  const isNumber = Number.isInteger(sent) && Math.abs(sent as number) < 2 ** 63 && origin === "lax";
  return problem(isText || isNumber ? "bool_parsing" : "bool_type");
}

export function dateProblem(sent: unknown, origin: Origin): Problem {
  if (typeof sent === "number" && origin !== "json") {
    const error = Number.isNaN(sent) ? "NaN values not permitted" : timestampError(sent);
    return problem("datetime_parsing", { error });
  }
  if (typeof sent !== "string") return problem("datetime_type");
  if (sent.startsWith("0000-")) return problem("datetime_parsing", { error: "year 0 is out of range" });
  const isTimestamp = /^[+-]?(?:\d{1,18}\.?\d*|\.\d+)$/.test(sent);
  const error = isTimestamp ? timestampError(Number(sent)) : dateError(sent);
  return problem("datetime_from_date_parsing", {
    error: error ?? "unexpected extra characters at the end of the input",
  });
}

/** A number in the place of a day, `2020-01-31`. */
export function dayProblem(sent: unknown, origin: Origin): Problem {
  if (typeof sent !== "number" || origin === "json") return problem("date_type");
  if (dateFromNumber(sent) !== undefined) return problem("date_from_datetime_inexact");
  const error = Number.isNaN(sent) ? "NaN values not permitted" : timestampError(sent);
  return problem("date_from_datetime_parsing", { error });
}

/** A number in the place of a time of day. */
export function timeProblem(sent: unknown, origin: Origin): Problem {
  if (typeof sent !== "number" || origin === "json") return problem("time_type");
  if (Number.isNaN(sent)) return problem("time_parsing", { error: "NaN values not permitted" });
  const error =
    sent < 0 ? "time in seconds should be positive" : "numeric times may not exceed 86,399 seconds";
  return problem("time_parsing", { error });
}

function timestampError(timestamp: number): string {
  return `dates ${timestamp < 0 ? "before 0000" : "after 9999"} are not supported as unix timestamps`;
}
