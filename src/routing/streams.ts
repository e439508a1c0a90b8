import type { DeclaredEvent } from "../responses/index.ts";
import type { StandardSchemaV1 } from "../schema/index.ts";

/** A `response` that is a stream of values of one schema: Server-Sent Events or JSON lines. */
export interface StreamResponse<Item = unknown> {
  readonly "~stream": "events" | "lines";
  /** Of the items; they are sent as they come without one. */
  readonly schema: StandardSchemaV1 | undefined;
  /** Never there: it carries the type of what the handler gives. */
  readonly "~item"?: Item;
}

/** What a handler gives for an event stream: items, and events that carry an item or a text. */
type Events<Item> = Item | DeclaredEvent<Item | string | undefined>;

/**
 * Declares that a handler's iterable is sent as Server-Sent Events (WHATWG HTML §9.2), each item as the JSON of one
 * `data` field. Items are validated and filtered by the schema. An item that is made by `ServerSentEvent` has a type, an id
 * and so on.
 *
 * @example
 * ```ts
 * app.get("/ticks", {}, { response: EventStream(Tick) }, async function* () {
 *   for await (const tick of clock) yield tick;
 *   yield ServerSentEvent({ event: "end", data: "[DONE]" });
 * });
 * ```
 */
export function EventStream(): StreamResponse;
export function EventStream<S extends StandardSchemaV1>(
  schema: S,
): StreamResponse<Events<StandardSchemaV1.InferInput<S>>>;
export function EventStream(schema?: StandardSchemaV1): StreamResponse {
  return { "~stream": "events", schema };
}

/**
 * Declares that a handler's iterable is sent as JSON lines (`application/jsonl`), one item a line. Items are validated and
 * filtered by the schema.
 *
 * @example
 * ```ts
 * app.get("/export", {}, { response: JsonLines(Row) }, async function* () {
 *   yield* rows();
 * });
 * ```
 */
export function JsonLines(): StreamResponse;
export function JsonLines<S extends StandardSchemaV1>(
  schema: S,
): StreamResponse<StandardSchemaV1.InferInput<S>>;
export function JsonLines(schema?: StandardSchemaV1): StreamResponse {
  return { "~stream": "lines", schema };
}

export function isStreamResponse(value: unknown): value is StreamResponse {
  return typeof value === "object" && value !== null && "~stream" in value;
}
