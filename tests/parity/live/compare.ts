import type { LiveRequest, Route } from "./requests.ts";
import type { Answer } from "./twin.ts";

/** Both answers to one request, held against each other. */
export interface Comparison {
  readonly route: Route;
  readonly request: LiveRequest;
  readonly fastapi: Verdict;
  readonly saluki: Verdict;
  /** What disagrees first: whether the request is good, what is wrong with it, or what was made of it. */
  readonly disagreement: "verdict" | "errors" | "value" | undefined;
}

/** What an application made of a request. */
export interface Verdict {
  readonly status: number;
  readonly accepted: boolean;
  /** `type at loc` of each error, each once, sorted; for another refusal than a 422 its status. */
  readonly errors: readonly string[];
  /** What the handler was given, as JSON with sorted keys. */
  readonly value: string | undefined;
}

export function compare(route: Route, request: LiveRequest, fastapi: Answer, saluki: Answer): Comparison {
  const [theirs, ours] = [verdictOf(fastapi), verdictOf(saluki)];
  return { route, request, fastapi: theirs, saluki: ours, disagreement: disagreement(theirs, ours) };
}

function disagreement(theirs: Verdict, ours: Verdict): Comparison["disagreement"] {
  // A failure of the server is neither.
  const failed = theirs.status >= 500 || ours.status >= 500;
  if (failed || theirs.accepted !== ours.accepted) return "verdict";
  if (!theirs.accepted) return theirs.errors.join() === ours.errors.join() ? undefined : "errors";
  return theirs.value === ours.value ? undefined : "value";
}

function verdictOf({ status, body }: Answer): Verdict {
  const accepted = status >= 200 && status < 300;
  if (accepted) return { status, accepted, errors: [], value: sorted(JSON.parse(body).value) };
  return { status, accepted, errors: status === 422 ? errorsOf(body) : [String(status)], value: undefined };
}

function errorsOf(body: string): string[] {
  const { detail } = JSON.parse(body) as { detail: { type: string; loc: (string | number)[] }[] };
  return [...new Set(detail.map(({ type, loc }) => `${type} at ${JSON.stringify(loc)}`))].sort();
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
