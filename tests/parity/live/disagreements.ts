import type { Comparison } from "./compare.ts";

/** A kind of disagreement that is on purpose. */
export interface Disagreement {
  readonly reason: string;
  readonly covers: (comparison: Comparison) => boolean;
}

/** What Saluki does otherwise than FastAPI on purpose; ../differences.ts has the same for the recorded exchanges. */
export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    reason: "NaN and infinities are no JSON: 422, where FastAPI fails with 500 as its answer would show them",
    covers: ({ request, fastapi, saluki }) =>
      fastapi.status === 500 && saluki.status === 422 && /NaN|Infinity|1e400/.test(request.body ?? ""),
  },
  {
    reason: "half of a surrogate pair is a JavaScript string like any other; FastAPI fails with 500",
    covers: ({ request, fastapi }) => fastapi.status === 500 && /\\u[dD][89a-fA-F]/.test(request.body ?? ""),
  },
  {
    reason: "z.number() takes finite numbers only",
    covers: onlyOurs("finite_number"),
  },
  {
    reason: "an integer past 2⁵³ is refused, not rounded; z.bigint() takes it",
    covers: onlyOurs("int_parsing_size"),
  },
  {
    reason: "%2F in a segment is a slash in the value and never one between segments (RFC 3986 §2.2)",
    covers: ({ route, request, fastapi }) =>
      route.source === "path" && request.target.includes("%2F") && fastapi.status === 404,
  },
  {
    reason: "a literal that is a number can be sent as text, as there is nothing else in a query",
    covers: ({ route, fastapi, saluki }) =>
      route.kind === "literal_mixed" &&
      !["body", "field", "embedded"].includes(route.source) &&
      saluki.value === "1" &&
      has(fastapi, "literal_error"),
  },
  {
    reason:
      "of cookies with the same name the first counts, the one of the most specific path (RFC 6265 §5.4)",
    covers: ({ route, request }) => route.source === "cookie" && repeatsName(request.headers[1] ?? ""),
  },
  {
    reason: "a cookie is a list of one; FastAPI reads no list from cookies",
    covers: ({ route, fastapi }) => route.source === "cookie" && has(fastapi, "list_type"),
  },
  {
    reason: "a body that is no object leaves out none of its members, also those that may be left out",
    covers: ({ route, fastapi, saluki }) =>
      route.source === "embedded" &&
      route.kind.startsWith("optional") &&
      fastapi.accepted &&
      has(saluki, "missing"),
  },
  {
    reason: "null is what a nullable body takes; to FastAPI it is an absent one, which has to have a default",
    covers: ({ route, fastapi, saluki }) =>
      route.kind === "optional_model" &&
      has(fastapi, "missing") &&
      /^(null|\{"value":null\})$/.test(saluki.value ?? ""),
  },
  {
    reason: "Zod's multipleOf() takes large numbers that a double's rounding puts near a multiple",
    covers: ({ route, request, fastapi, saluki }) =>
      route.kind.includes("multiple") &&
      has(fastapi, "multiple_of") !== has(saluki, "multiple_of") &&
      /\d[\d_]{14}|\de[+-]?\d\d/.test(sentText(request)),
  },
  {
    reason: "JSON has one kind of number: 1.0 is 1, and no reason to take a date for an integer",
    covers: ({ route, request, fastapi, disagreement }) =>
      /\d[.eE]/.test(request.body ?? "") &&
      ((route.kind === "date_or_datetime" && disagreement === "value") ||
        (route.kind === "tagged_number" && fastapi.errors.some((error) => error.includes('"1.0"')))),
  },
  {
    reason: "true is no 1: Python holds them for equal",
    covers: ({ route, request, saluki }) =>
      /literal_mixed|tagged_number/.test(route.kind) &&
      /true/.test(request.body ?? "") &&
      (has(saluki, "union_tag_invalid") || has(saluki, "literal_error")),
  },
  {
    reason: "Zod drops a key __proto__ of a record",
    covers: ({ route, request }) =>
      /dict|nested/.test(route.kind) && (request.body ?? "").includes("__proto__"),
  },
  {
    reason: "Zod counts the length of text in UTF-16 units, as JavaScript does, and pydantic in code points",
    covers: ({ request, fastapi, saluki }) =>
      /[\u{10000}-\u{10ffff}]/u.test(sentText(request)) &&
      ["string_too_short", "string_too_long"].some((type) => has(fastapi, type) !== has(saluki, type)),
  },
  {
    reason: "z.iso.time() is a time of day without an offset",
    covers: ({ route, request, fastapi, saluki }) =>
      route.kind === "time" &&
      fastapi.accepted &&
      has(saluki, "time_parsing") &&
      /:\d\d(?:[.,]\d+)?(?:z|[+\-\u2212]\d\d:?\d\d)/i.test(sentText(request)),
  },
  {
    reason: "z.iso.date() takes the year 0",
    covers: ({ request, fastapi }) => has(fastapi, "date_parsing") && sentText(request).includes("0000-"),
  },
];

/** Saluki gives a code that FastAPI does not give. */
function onlyOurs(type: string): Disagreement["covers"] {
  return ({ fastapi, saluki }) => {
    const ours = saluki.errors.filter((error) => error.startsWith(`${type} at `));
    return ours.some((error) => !fastapi.errors.includes(error));
  };
}

function has({ errors }: Comparison["fastapi"], type: string): boolean {
  return errors.some((error) => error.startsWith(`${type} at `));
}

function repeatsName(cookies: string): boolean {
  const names = cookies.split("; ").map((pair) => pair.split("=")[0]);
  return new Set(names).size < names.length;
}

/** All that was sent, decoded. */
function sentText({ target, headers, body = "" }: Comparison["request"]): string {
  const isForm = headers.includes("application/x-www-form-urlencoded");
  return [decodeURIComponent(target), ...headers, isForm ? decoded(body) : body].join(" ");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
