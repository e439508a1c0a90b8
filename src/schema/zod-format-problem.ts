import type { Origin } from "./compiled-schema.ts";
import { dateError, dateTimeError, durationError, timeError } from "./date-errors.ts";
import { dateFromText } from "./date-text.ts";
import { emailError, formatNoun, looksLikeUuid, urlError, uuidError } from "./format-errors.ts";
import { alternatives, type Problem, problem } from "./messages.ts";
import { patternSource } from "./pattern.ts";
import { type RaiserDef, raiserDef, type ZodIssue } from "./zod-issue.ts";

/** What is wrong with a text that has not the format it should have. */
export function formatProblem(issue: ZodIssue, text: string, origin: Origin): Problem {
  const def = raiserDef(issue);
  const format = issue.format ?? "";
  switch (format) {
    case "starts_with":
      return mismatch(`^${escaped(issue.prefix)}`);
    case "ends_with":
      return mismatch(`${escaped(issue.suffix)}$`);
    case "includes":
      return mismatch(escaped(issue.includes));
    case "uuid":
    case "guid":
      return uuidProblem(def, text);
    case "datetime":
      return dateTimeProblem(def, text);
    case "date":
      return dateProblem(text, origin);
    case "time":
      return problem("time_parsing", { error: timeError(text) ?? "time is not of the required precision" });
    case "duration":
      return problem("time_delta_parsing", { error: durationError(text) ?? "invalid digit in duration" });
    case "url":
      return urlProblem(issue, def, text);
    case "email": {
      const reason = emailError(text);
      return { type: "value_error", msg: `value is not a valid email address: ${reason}`, ctx: { reason } };
    }
    case "ipv4":
      return problem("ip_v4_address");
    case "ipv6":
      return problem("ip_v6_address");
    case "cidrv4":
      return problem("ip_v4_network");
    case "cidrv6":
      return problem("ip_v6_network");
    default:
      return PATTERNS.has(format) ? mismatch(patternOf(issue, def)) : notOfFormat(format);
  }
}

/** Formats that are a pattern and nothing else. */
const PATTERNS = new Set(
  "regex lowercase uppercase template_literal nanoid cuid cuid2 ulid xid ksuid emoji mac e164".split(" "),
);

function mismatch(pattern: string): Problem {
  return problem("string_pattern_mismatch", { pattern });
}

function patternOf(issue: ZodIssue, def: RaiserDef): string {
  if (def.pattern !== undefined) return patternSource(def.pattern);
  const pattern = issue.pattern ?? "";
  // A regular expression as text has its slashes and flags around it; that of a template literal has not.
  return /^\/(.*)\/[a-z]*$/s.exec(pattern)?.[1] ?? pattern;
}

function escaped(text = ""): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function notOfFormat(format: string): Problem {
  const noun = formatNoun(format);
  const reason = `The text does not have the form of a ${noun}.`;
  return { type: "value_error", msg: `value is not a valid ${noun}: ${reason}`, ctx: { reason } };
}

function uuidProblem({ version }: RaiserDef, text: string): Problem {
  if (version !== undefined && looksLikeUuid(text)) {
    return problem("uuid_version", { expected_version: Number(version.slice(1)) });
  }
  return problem("uuid_parsing", { error: uuidError(text) });
}

function dateTimeProblem({ local, offset }: RaiserDef, text: string): Problem {
  const asDate = dateError(text);
  const failed = (error: string) => problem("datetime_from_date_parsing", { error });
  if (asDate === undefined) return failed("input is too short");
  if (dateTimeError(text) !== undefined) return failed(asDate);
  // A date and time as such, so what is missing or too much is about its zone or its precision.
  const zone = /(Z|[+\-\u2212]\d\d:?\d\d)$/i.exec(text)?.[0];
  if (zone === undefined && local !== true) return problem("timezone_aware");
  if (zone !== undefined && zone !== "Z" && offset !== true)
    return failed("the offset from UTC should be `Z`");
  return failed("not in the form YYYY-MM-DDTHH:MM:SS with the required precision");
}

function dateProblem(text: string, origin: Origin): Problem {
  // Where text is coerced a midnight would have been taken; in strict JSON a date is all that it may be.
  if (origin !== "json" && dateFromText(text) !== undefined) return problem("date_from_datetime_inexact");
  const error = dateError(text) === undefined ? "input is too short" : dateTimeError(text);
  return problem("date_from_datetime_parsing", {
    error: error ?? "unexpected extra characters at the end of the input",
  });
}

function urlProblem({ note }: ZodIssue, { protocol }: RaiserDef, text: string): Problem {
  const scheme = URL.canParse(text.trim()) ? new URL(text.trim()).protocol.slice(0, -1) : undefined;
  if (scheme === undefined) return problem("url_parsing", { error: urlError(text) });
  if (protocol !== undefined && note !== "Invalid hostname" && scheme.search(protocol) === -1) {
    return problem("url_scheme", { expected_schemes: alternatives(schemes(protocol)) });
  }
  return problem("url_parsing", {
    error: note === "Invalid hostname" ? "host is not allowed" : "empty host",
  });
}

/** `/^https?$/` stands for http and https; a pattern of another form stands for itself. */
function schemes({ source }: RegExp): string[] {
  const words = source.replace(/^\^(?:\((?:\?:)?)?|\)?\$$/g, "").split("|");
  if (!words.every((word) => /^[a-z0-9+.-]+\??$/i.test(word))) return [source];
  return words.flatMap((word) => (word.endsWith("?") ? [word.slice(0, -2), word.slice(0, -1)] : [word]));
}
