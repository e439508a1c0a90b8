type Context = Readonly<Record<string, unknown>>;

/**
 * What pydantic says for each of its codes. Clients of FastAPI show these sentences to people, so they are kept word
 * for word.
 */
const MESSAGES = {
  missing: "Field required",
  extra_forbidden: "Extra inputs are not permitted",
  model_attributes_type: "Input should be a valid dictionary or object to extract fields from",
  dict_type: "Input should be a valid dictionary",
  list_type: "Input should be a valid list",
  set_type: "Input should be a valid set",
  tuple_type: "Input should be a valid tuple",
  int_type: "Input should be a valid integer",
  int_parsing: "Input should be a valid integer, unable to parse string as an integer",
  int_parsing_size: "Unable to parse input string as an integer, exceeded maximum size",
  int_from_float: "Input should be a valid integer, got a number with a fractional part",
  float_type: "Input should be a valid number",
  float_parsing: "Input should be a valid number, unable to parse string as a number",
  finite_number: "Input should be a finite number",
  bool_type: "Input should be a valid boolean",
  bool_parsing: "Input should be a valid boolean, unable to interpret input",
  none_required: "Input should be None",
  string_type: "Input should be a valid string",
  bytes_type: "Input should be a valid bytes",
  uuid_type: "UUID input should be a string, bytes or UUID object",
  url_type: "URL input should be a string or URL",
  datetime_type: "Input should be a valid datetime",
  date_type: "Input should be a valid date",
  date_from_datetime_inexact: "Datetimes provided to dates should have zero time - e.g. be exact dates",
  time_type: "Input should be a valid time",
  time_delta_type: "Input should be a valid timedelta",
  ip_v4_address: "Input is not a valid IPv4 address",
  ip_v6_address: "Input is not a valid IPv6 address",
  ip_v4_network: "Input is not a valid IPv4 network",
  ip_v6_network: "Input is not a valid IPv6 network",
  timezone_aware: "Input should have timezone info",
  is_instance_of: ({ class: name }: Context) => `Input should be an instance of ${name}`,
  string_too_short: ({ min_length }: Context) =>
    `String should have at least ${counted(min_length, "character")}`,
  string_too_long: ({ max_length }: Context) =>
    `String should have at most ${counted(max_length, "character")}`,
  string_pattern_mismatch: ({ pattern }: Context) => `String should match pattern '${pattern}'`,
  bytes_too_short: ({ min_length }: Context) => `Data should have at least ${counted(min_length, "byte")}`,
  bytes_too_long: ({ max_length }: Context) => `Data should have at most ${counted(max_length, "byte")}`,
  too_short: (ctx: Context) =>
    `${ctx["field_type"]} should have at least ${counted(ctx["min_length"], "item")} after validation, not ${ctx["actual_length"]}`,
  too_long: (ctx: Context) =>
    `${ctx["field_type"]} should have at most ${counted(ctx["max_length"], "item")} after validation, not ${ctx["actual_length"] ?? "more"}`,
  greater_than: ({ gt }: Context) => `Input should be greater than ${limit(gt)}`,
  greater_than_equal: ({ ge }: Context) => `Input should be greater than or equal to ${limit(ge)}`,
  less_than: ({ lt }: Context) => `Input should be less than ${limit(lt)}`,
  less_than_equal: ({ le }: Context) => `Input should be less than or equal to ${limit(le)}`,
  multiple_of: ({ multiple_of }: Context) => `Input should be a multiple of ${limit(multiple_of)}`,
  enum: ({ expected }: Context) => `Input should be ${expected}`,
  literal_error: ({ expected }: Context) => `Input should be ${expected}`,
  uuid_parsing: ({ error }: Context) => `Input should be a valid UUID, ${error}`,
  uuid_version: ({ expected_version }: Context) => `UUID version ${expected_version} expected`,
  datetime_parsing: ({ error }: Context) => `Input should be a valid datetime, ${error}`,
  datetime_from_date_parsing: ({ error }: Context) => `Input should be a valid datetime or date, ${error}`,
  date_from_datetime_parsing: ({ error }: Context) => `Input should be a valid date or datetime, ${error}`,
  time_parsing: ({ error }: Context) => `Input should be in a valid time format, ${error}`,
  time_delta_parsing: ({ error }: Context) => `Input should be a valid timedelta, ${error}`,
  url_parsing: ({ error }: Context) => `Input should be a valid URL, ${error}`,
  url_scheme: ({ expected_schemes }: Context) => `URL scheme should be ${expected_schemes}`,
  union_tag_not_found: ({ discriminator }: Context) =>
    `Unable to extract tag using discriminator ${discriminator}`,
  union_tag_invalid: (ctx: Context) =>
    `Input tag '${ctx["tag"]}' found using ${ctx["discriminator"]} does not match any of the expected tags: ${ctx["expected_tags"]}`,
} as const;

/** The codes that Saluki gives. An author's own `params: { type }` may add others. */
export type IssueType = keyof typeof MESSAGES;

/** What a problem is, before it is known where. */
export interface Problem {
  type: string;
  msg: string;
  ctx?: Record<string, unknown>;
}

/** A problem in pydantic's words. */
export function problem(type: IssueType, ctx?: Record<string, unknown>): Problem {
  const message = MESSAGES[type];
  const msg = typeof message === "string" ? message : message(ctx ?? {});
  return ctx === undefined ? { type, msg } : { type, msg, ctx };
}

/** What an author's function, or Saluki, objects to. pydantic keeps the exception itself in the context: `{}` in JSON. */
export function valueError(error: string): Problem {
  return { type: "value_error", msg: `Value error, ${error}`, ctx: { error: {} } };
}

function counted(count: unknown, noun: string): string {
  return `${count} ${noun}${Number(count) === 1 ? "" : "s"}`;
}

/** A bound in plain digits: 100000000000000000000, not 1e+20. */
function limit(bound: unknown): string {
  const text = String(bound);
  if (typeof bound !== "number" || !text.includes("e")) return text;
  if (Math.abs(bound) >= 1) return BigInt(bound).toString();
  const [mantissa, exponent] = text.split("e") as [string, string];
  const digits = mantissa.replace("-", "").replace(".", "");
  return (bound < 0 ? "-0." : "0.") + "0".repeat(-Number(exponent) - 1) + digits;
}

/** Values as Python writes them, in a list that a person can read: `'a', 'b' or 'c'`. */
export function alternatives(values: readonly unknown[]): string {
  const written = values.map(pythonRepr);
  const last = written.pop() ?? "";
  return written.length === 0 ? last : `${written.join(", ")} or ${last}`;
}

/** The value as Python's `repr` writes it. */
export function pythonRepr(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return String(value);
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  const escaped = text.replace(/[\\\x00-\x1f\x7f]/g, (char) => ESCAPES[char] ?? hexEscape(char));
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function hexEscape(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
