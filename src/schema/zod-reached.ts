import { raiserDef, type ZodIssue } from "./zod-issue.ts";

/**
 * The issues that pydantic would have come to, of all that Zod has found. pydantic stops at the first check that a value
 * fails, in an order of its own and not in that of declaration, and then asks no validator of an author; authors may
 * say more.
 */
export function reached(issues: readonly ZodIssue[]): readonly ZodIssue[] {
  if (issues.length < 2) return issues;
  const places = issues.map((issue) => placeOf(issue.path));
  const best = new Map<string, number>();
  issues.forEach((issue, index) => {
    if (issue.code === "custom") return;
    const before = best.get(places[index]!);
    if (before === undefined || rank(issue) < rank(issues[before]!)) best.set(places[index]!, index);
  });
  const isOvertaken = overtaking(issues);
  const failed = new Set<string>();
  return issues.filter((issue, index) => {
    const place = places[index]!;
    if (issue.code === "custom") return !failed.has(place);
    failed.add(place);
    return best.get(place) === index && !isOvertaken(issue, place);
  });
}

function placeOf(path: readonly PropertyKey[] = []): string {
  return JSON.stringify(path);
}

/** The checks of numbers and texts in pydantic's order. What is no check but a type comes before all. */
function rank({ code, origin, format, note }: ZodIssue): number {
  switch (code) {
    case "too_small":
      return origin === "string" ? 1 : 3;
    case "too_big":
      // A note says that the number is none that a double holds.
      return note === undefined ? 2 : 0;
    case "not_multiple_of":
      return 1;
    case "invalid_format":
      return format === "regex" ? 3 : 0;
    default:
      return 0;
  }
}

/** Says of an issue whether another one ends pydantic's search before it is found. */
function overtaking(issues: readonly ZodIssue[]): (issue: ZodIssue, place: string) => boolean {
  const shortLists = issues.some(isShortList);
  const longTuples = new Set(issues.filter(isLongTuple).map(({ path }) => placeOf(path)));
  // Places that something inside of is wrong with.
  const around = new Set(shortLists ? issues.flatMap(placesAround) : []);
  return (issue, place) => {
    // A list is counted once each of its items is good.
    if (shortLists && isShortList(issue) && around.has(place)) return true;
    // A tuple that is too long is not looked into.
    return longTuples.size > 0 && placesAround(issue).some((outer) => longTuples.has(outer));
  };
}

function isShortList(issue: ZodIssue): boolean {
  return issue.code === "too_small" && issue.origin === "array" && !isTuple(issue);
}

function isLongTuple(issue: ZodIssue): boolean {
  return issue.code === "too_big" && isTuple(issue);
}

function isTuple(issue: ZodIssue): boolean {
  return raiserDef(issue).type === "tuple";
}

function placesAround({ path = [] }: ZodIssue): string[] {
  return path.map((_, depth) => placeOf(path.slice(0, depth)));
}
