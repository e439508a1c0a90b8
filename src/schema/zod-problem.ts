import type { $ZodTypes } from "zod/v4/core";
import type { Origin } from "./compiled-schema.ts";
import { dateError } from "./date-errors.ts";
import { alternatives, type Problem, problem, pythonRepr } from "./messages.ts";
import { isOversizedInteger, numberFromText } from "./text.ts";
import { formatProblem } from "./zod-format-problem.ts";
import { raiserDef, type ZodIssue } from "./zod-issue.ts";
import { bytesClass, isInteger } from "./zod-shape.ts";

/**
 * What is wrong, in pydantic's words, by a Zod issue.
 * @param sent the value as the client sent it
 */
export function zodProblem(issue: ZodIssue, sent: unknown, origin: Origin): Problem {
  switch (issue.code) {
    case "invalid_type":
      return typeProblem(issue, sent, origin);
    case "too_small":
    case "too_big":
      return boundProblem(issue);
    case "not_multiple_of":
      return problem("multiple_of", { multiple_of: plain(issue.divisor) });
    case "invalid_format":
      return formatProblem(issue, String(issue.input ?? sent));
    case "invalid_value":
      return valueProblem(issue);
    case "invalid_union":
      return unionProblem(issue, sent);
    default:
      return problem("value_error", { error: "Invalid input" });
  }
}

const TYPES = {
  boolean: "bool_type",
  null: "none_required",
  undefined: "none_required",
  void: "none_required",
  array: "list_type",
  tuple: "tuple_type",
  set: "set_type",
  map: "dict_type",
  record: "dict_type",
  object: "model_attributes_type",
} as const;

const STRING_TYPES = {
  uuid: "uuid_type",
  guid: "uuid_type",
  url: "url_type",
  datetime: "datetime_type",
  date: "date_type",
  time: "time_type",
  duration: "time_delta_type",
  ipv4: "ip_v4_address",
  ipv6: "ip_v6_address",
} as const;

function typeProblem(issue: ZodIssue, sent: unknown, origin: Origin): Problem {
  const expected = issue.expected ?? "";
  // Text that was left as it is could not be coerced; in strict JSON it is a wrong type like any other.
  const text = typeof sent === "string" && origin !== "json" ? sent : undefined;
  switch (expected) {
    case "string": {
      const format = raiserDef(issue).format ?? "";
      return problem(STRING_TYPES[format as keyof typeof STRING_TYPES] ?? "string_type");
    }
    case "number":
      return issue.inst !== undefined && isInteger(issue.inst as $ZodTypes)
        ? integerProblem(sent, text)
        : numberProblem(sent, text);
    case "nan":
      return numberProblem(sent, text);
    case "int":
    case "bigint":
      return integerProblem(sent, text);
    case "boolean":
      return problem(
        text !== undefined || (origin === "lax" && Number.isInteger(sent)) ? "bool_parsing" : "bool_type",
      );
    case "date":
      return dateProblem(sent, origin);
    case "nonoptional":
      return problem("missing");
    case "file":
      return fileProblem(sent);
    default:
      if (Object.hasOwn(TYPES, expected)) return problem(TYPES[expected as keyof typeof TYPES]);
      if (raiserDef(issue).type === "custom") {
        if (bytesClass(issue.inst as $ZodTypes)) return problem("bytes_type");
        return problem("is_instance_of", { class: expected });
      }
      return problem("value_error", {
        error: expected === "never" ? "No value is allowed here" : "Invalid input",
      });
  }
}

function integerProblem(sent: unknown, text: string | undefined): Problem {
  if (text !== undefined) return problem(isOversizedInteger(text) ? "int_parsing_size" : "int_parsing");
  if (typeof sent !== "number") return problem("int_type");
  if (!Number.isFinite(sent)) return problem("finite_number");
  return problem(Number.isInteger(sent) ? "int_parsing_size" : "int_from_float");
}

function numberProblem(sent: unknown, text: string | undefined): Problem {
  // "nan" and "inf" are numbers to pydantic, and to text coercion; Zod wants finite ones.
  if (text !== undefined)
    return problem(numberFromText(text) === undefined ? "float_parsing" : "finite_number");
  return problem(typeof sent === "number" ? "finite_number" : "float_type");
}

function dateProblem(sent: unknown, origin: Origin): Problem {
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

function timestampError(timestamp: number): string {
  return `dates ${timestamp < 0 ? "before 0000" : "after 9999"} are not supported as unix timestamps`;
}

/** As FastAPI says it of a text where a file should be. */
function fileProblem(sent: unknown): Problem {
  const received = typeof sent === "string" ? "str" : sent === null ? "NoneType" : typeof sent;
  const { type, msg } = problem("value_error", {
    error: `Expected UploadFile, received: <class '${received}'>`,
  });
  return { type, msg, ctx: { error: {} } };
}

function boundProblem(issue: ZodIssue): Problem {
  const below = issue.code === "too_small";
  const bound = below ? issue.minimum : issue.maximum;
  switch (issue.origin) {
    case "string":
      return below
        ? problem("string_too_short", { min_length: bound })
        : problem("string_too_long", { max_length: bound });
    case "file":
      return below
        ? problem("bytes_too_short", { min_length: bound })
        : problem("bytes_too_long", { max_length: bound });
    case "array":
    case "set":
    case "map":
    case "object":
    case "record":
    case "unknown":
      return sizeProblem(issue, below, Number(bound));
    default:
      return limitProblem(issue, below, bound);
  }
}

const CONTAINERS: Readonly<Record<string, string>> = { array: "List", set: "Set", unknown: "Value" };

function sizeProblem({ origin = "", inst, input }: ZodIssue, below: boolean, bound: number): Problem {
  const isTuple = inst?._zod.def.type === "tuple";
  const field_type = isTuple ? "Tuple" : (CONTAINERS[origin] ?? "Dictionary");
  const actual_length = sizeOf(input);
  if (below) return problem("too_short", { field_type, min_length: bound, actual_length });
  // pydantic stops to count where each item may turn out to be there already.
  const counted = field_type === "List" || field_type === "Tuple" ? actual_length : null;
  return problem("too_long", { field_type, max_length: bound, actual_length: counted });
}

function sizeOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Set || value instanceof Map) return value.size;
  return typeof value === "object" && value !== null ? Object.keys(value).length : null;
}

function limitProblem({ note, inclusive, origin }: ZodIssue, below: boolean, bound: unknown): Problem {
  if (note !== undefined && origin !== "date") return problem("int_parsing_size");
  const limit = origin === "date" ? isoDate(bound) : plain(bound);
  if (below)
    return inclusive ? problem("greater_than_equal", { ge: limit }) : problem("greater_than", { gt: limit });
  return inclusive ? problem("less_than_equal", { le: limit }) : problem("less_than", { lt: limit });
}

/** Zod gives a date's bound as a date, or as its milliseconds. */
function isoDate(bound: unknown): string {
  const date = bound instanceof Date ? bound : new Date(Number(bound));
  return date.toISOString().replace(".000Z", "Z");
}

/** A number that JSON can carry. */
function plain(bound: unknown): unknown {
  if (typeof bound !== "bigint") return bound;
  const number = Number(bound);
  return Number.isSafeInteger(number) ? number : bound.toString();
}

function valueProblem(issue: ZodIssue): Problem {
  if (issue.expected === "stringbool") return problem("bool_parsing");
  const { type, check } = raiserDef(issue);
  if (check === "mime_type") {
    return problem("value_error", { error: `Expected a file of type ${(issue.values ?? []).join(", ")}` });
  }
  return problem(type === "enum" ? "enum" : "literal_error", { expected: alternatives(issue.values ?? []) });
}

function unionProblem(issue: ZodIssue, sent: unknown): Problem {
  const { discriminator, options } = issue;
  if (discriminator === undefined) {
    const error =
      issue.errors?.length === 0 ? "Input matches more than one of the alternatives" : "Invalid input";
    return problem("value_error", { error });
  }
  const quoted = `'${discriminator}'`;
  const object = (typeof sent === "object" ? sent : issue.input) as
    | Record<string, unknown>
    | null
    | undefined;
  if (object === null || object === undefined || !Object.hasOwn(object, discriminator)) {
    return problem("union_tag_not_found", { discriminator: quoted });
  }
  const tag = object[discriminator];
  return problem("union_tag_invalid", {
    discriminator: quoted,
    tag:
      typeof tag === "string"
        ? tag
        : tag === null || typeof tag === "boolean"
          ? pythonRepr(tag)
          : String(tag),
    expected_tags: (options ?? []).map(pythonRepr).join(", "),
  });
}
