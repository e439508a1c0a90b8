import type { $ZodTypes } from "zod/v4/core";
import type { Origin } from "./compiled-schema.ts";
import { alternatives, type Problem, problem, pythonRepr, valueError } from "./messages.ts";
import {
  booleanProblem,
  dateProblem,
  dayProblem,
  integerProblem,
  numberProblem,
  timeProblem,
} from "./type-problem.ts";
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
      return formatProblem(issue, String(issue.input ?? sent), origin);
    case "invalid_value":
      return valueProblem(issue);
    case "invalid_union":
      return unionProblem(issue, sent);
    default:
      return valueError("Invalid input");
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
  duration: "time_delta_type",
  ipv4: "ip_v4_address",
  ipv6: "ip_v6_address",
} as const;

function typeProblem(issue: ZodIssue, sent: unknown, origin: Origin): Problem {
  const expected = issue.expected ?? "";
  switch (expected) {
    case "string": {
      const format = raiserDef(issue).format ?? "";
      if (format === "date") return dayProblem(sent, origin);
      if (format === "time") return timeProblem(sent, origin);
      return problem(STRING_TYPES[format as keyof typeof STRING_TYPES] ?? "string_type");
    }
    case "number":
      return issue.inst !== undefined && isInteger(issue.inst as $ZodTypes)
        ? integerProblem(sent, origin)
        : numberProblem(sent, origin);
    case "nan":
      return numberProblem(sent, origin);
    case "int":
    case "bigint":
      return integerProblem(sent, origin);
    case "boolean":
      return booleanProblem(sent, origin);
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
      return valueError(expected === "never" ? "No value is allowed here" : "Invalid input");
  }
}

/** As FastAPI says it of a text where a file should be. */
function fileProblem(sent: unknown): Problem {
  const received = typeof sent === "string" ? "str" : sent === null ? "NoneType" : typeof sent;
  return valueError(`Expected UploadFile, received: <class '${received}'>`);
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
    return valueError(`Expected a file of type ${(issue.values ?? []).join(", ")}`);
  }
  return problem(type === "enum" ? "enum" : "literal_error", { expected: alternatives(issue.values ?? []) });
}

function unionProblem(issue: ZodIssue, sent: unknown): Problem {
  const { discriminator, options } = issue;
  if (discriminator === undefined) {
    const error =
      issue.errors?.length === 0 ? "Input matches more than one of the alternatives" : "Invalid input";
    return valueError(error);
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
