import { type AccessLogEntry, loggableTarget } from "../http/index.ts";

/** What is known of an exchange when its line is written, whoever has watched it. */
export type AccessFacts = Pick<AccessLogEntry, "method" | "path" | "status" | "requestId" | "aborted"> &
  Partial<Pick<AccessLogEntry, "durationMs" | "bytes" | "route" | "refusal" | "closeCode">>;

/**
 * The fields of a line of the access log, in their order. A field that has nothing to tell is not there: no
 * `"aborted":false` on each line.
 */
export function accessFields(facts: AccessFacts): Record<string, unknown> {
  const { method, path, status, durationMs, requestId, bytes, route, aborted, refusal, closeCode } = facts;
  const line: Record<string, unknown> =
    method === undefined || durationMs === undefined
      ? { status }
      : { method, path, status, durationMs: Math.round(durationMs * 1000) / 1000 };
  if (bytes !== undefined) line["bytes"] = bytes;
  if (requestId !== undefined) line["requestId"] = requestId;
  if (route !== undefined) line["route"] = route;
  if (aborted) line["aborted"] = true;
  if (closeCode !== undefined) line["closeCode"] = closeCode;
  if (refusal !== undefined) line["refusal"] = refusal;
  return line;
}

/** What only Saluki says: the fields above, and what loggers add to each line. */
const OWN: ReadonlySet<string> = new Set([
  "level",
  "time",
  "msg",
  "method",
  "path",
  "status",
  "durationMs",
  "bytes",
  "requestId",
  "route",
  "aborted",
  "closeCode",
  "refusal",
]);

/**
 * Adds fields of the application. They may be made of what a client has sent, and must not pass themselves off as those
 * of the line: pino would write a second `time`, and most readers believe the last one.
 */
export function addFields(line: Record<string, unknown>, further: object): void {
  for (const [key, value] of Object.entries({ ...further })) line[OWN.has(key) ? `_${key}` : key] = value;
}

/** The path of a target, or all of it, as it may be written. */
export function accessPath(target: string, query: "omit" | "include"): string {
  const question = query === "include" ? -1 : target.indexOf("?");
  return loggableTarget(question < 0 ? target : target.slice(0, question));
}
