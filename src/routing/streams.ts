import type { StandardSchemaV1 } from "../schema/index.ts";

/** A `response` that is a stream of values of one schema: Server-Sent Events or JSON lines. */
export interface StreamResponse<Item = unknown> {
  readonly "~stream": "events" | "lines";
  readonly schema: StandardSchemaV1<Item, unknown>;
}

/**
 * Declares that a handler's iterable is sent as Server-Sent Events (WHATWG HTML §9.2), each item as the JSON of one
 * `data` field. Items are validated and filtered by the schema.
 *
 * @example
 * ```ts
 * app.get("/ticks", {}, { response: EventStream(Tick) }, async function* () {
 *   for await (const tick of clock) yield tick;
 * });
 * ```
 */
export function EventStream<S extends StandardSchemaV1>(
  schema: S,
): StreamResponse<StandardSchemaV1.InferInput<S>> {
  return { "~stream": "events", schema: schema as StandardSchemaV1<StandardSchemaV1.InferInput<S>, unknown> };
}

/**
 * Declares that a handler's iterable is sent as JSON lines (`application/jsonl`), one item a line.
 *
 * @example
 * ```ts
 * app.get("/export", {}, { response: JsonLines(Row) }, async function* () {
 *   yield* rows();
 * });
 * ```
 */
export function JsonLines<S extends StandardSchemaV1>(
  schema: S,
): StreamResponse<StandardSchemaV1.InferInput<S>> {
  return { "~stream": "lines", schema: schema as StandardSchemaV1<StandardSchemaV1.InferInput<S>, unknown> };
}

export function isStreamResponse(value: unknown): value is StreamResponse {
  return typeof value === "object" && value !== null && "~stream" in value;
}
