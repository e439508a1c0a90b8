import { SalukiError } from "../errors.ts";
import { encodeJson } from "./encode.ts";

/** One event of an event stream (WHATWG HTML §9.2.6). */
export interface ServerSentEvent<Data = unknown> {
  /** A string is sent as it is, line by line; anything else as JSON. */
  readonly data?: Data;
  /** The type that the client listens for. @default "message" */
  readonly event?: string | undefined;
  /** What the client sends back as `Last-Event-ID` when it connects again. */
  readonly id?: string | undefined;
  /** Milliseconds after which the client connects again. */
  readonly retry?: number | undefined;
  /** A note that clients ignore. */
  readonly comment?: string | undefined;
}

/** An event that says so itself, and so can stand among the items of an `EventStream`; made by {@link ServerSentEvent}. */
export class DeclaredEvent<Data = unknown> implements ServerSentEvent<Data> {
  declare readonly data?: Data;
  declare readonly event?: string | undefined;
  declare readonly id?: string | undefined;
  declare readonly retry?: number | undefined;
  declare readonly comment?: string | undefined;
  // Tells it from an item with members of the same names, for the compiler too.
  readonly #declared = true;

  constructor(fields: ServerSentEvent<Data>) {
    Object.assign(this, fields);
  }

  static is(value: unknown): value is DeclaredEvent {
    return typeof value === "object" && value !== null && #declared in value;
  }
}

/**
 * An event with more than data, for a route whose `response` is an `EventStream`: its type, its id, when to connect again, or
 * a comment. Data other than a string is validated as the items are.
 *
 * @example
 * ```ts
 * app.get("/items", {}, { response: EventStream(Item) }, async function* () {
 *   for (const item of items) yield ServerSentEvent({ data: item, event: "added", id: item.id });
 * });
 * ```
 */
export function ServerSentEvent<Data = undefined>(fields: ServerSentEvent<Data>): DeclaredEvent<Data> {
  return new DeclaredEvent(fields);
}

const FIELDS = new Set(["data", "event", "id", "retry", "comment"]);
const LINE_BREAK = /\r\n|\r|\n/;

/**
 * The event as it goes over the wire, a string as an event with this data.
 *
 * @throws SalukiError INVALID_RESPONSE for an `event` or `id` with a line break or NUL, which could not be told
 * from the next field, and for anything that is no event
 */
export function formatEvent(event: string | ServerSentEvent): string {
  if (typeof event === "string") return `${lines("data", event)}\n`;
  assertEvent(event);
  let text = "";
  if (event.comment !== undefined) text += lines("", event.comment);
  if (event.event !== undefined) text += `event: ${singleLine("event", event.event)}\n`;
  if (event.data !== undefined) {
    text += lines("data", typeof event.data === "string" ? event.data : encodeJson(event.data));
  }
  if (event.id !== undefined) text += `id: ${singleLine("id", event.id)}\n`;
  if (event.retry !== undefined) text += `retry: ${milliseconds(event.retry)}\n`;
  return `${text}\n`;
}

function lines(field: string, text: string): string {
  let written = "";
  for (const line of text.split(LINE_BREAK)) written += `${field}: ${line}\n`;
  return written;
}

function singleLine(field: "event" | "id", value: string): string {
  // A NUL makes clients ignore the id.
  if (typeof value === "string" && !/[\r\n\0]/.test(value)) return value;
  throw invalid(
    `has the ${field} ${JSON.stringify(value)}`,
    `Give ${field} as text on one line, without NUL.`,
  );
}

function milliseconds(retry: number): number {
  if (Number.isInteger(retry) && retry >= 0) return retry;
  throw invalid(`has the retry ${retry}`, "Give retry as a whole number of milliseconds.");
}

function assertEvent(event: ServerSentEvent): void {
  const fix =
    "Yield a string, or an object of data, event, id, retry and comment; other data goes into `data`.";
  if (typeof event !== "object" || event === null) throw invalid(`is of type ${typeof event}`, fix);
  for (const key in event)
    if (!FIELDS.has(key)) throw invalid(`has the unknown field ${JSON.stringify(key)}`, fix);
}

function invalid(problem: string, fix: string): SalukiError {
  return new SalukiError("INVALID_RESPONSE", { what: `an event of an event stream ${problem}`, fix });
}
