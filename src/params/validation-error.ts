/** Where in a request (or response) a value stands: the source first, then names and indexes. */
export type Location = readonly (string | number)[];

/** One problem with one value, in FastAPI's wire shape and with pydantic's `type` codes. */
export interface ValidationErrorDetail {
  /** A stable code, such as `missing` or `string_too_short`. */
  readonly type: string;
  readonly loc: Location;
  /** What is wrong, for people. */
  readonly msg: string;
  /** The value that was refused; `null` where there was none. */
  readonly input: unknown;
  /** What the message was made from, such as `{ min_length: 3 }`. */
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** The request does not match its declaration: answered 422, unless `app.onError(RequestValidationError, ...)` says otherwise. */
export class RequestValidationError extends Error {
  override readonly name = "RequestValidationError";
  readonly errors: readonly ValidationErrorDetail[];
  /** The body as it was parsed, `undefined` when none was read. */
  readonly body: unknown;

  constructor(errors: readonly ValidationErrorDetail[], options: { body?: unknown } = {}) {
    super(summary("The request is not valid", errors));
    this.errors = errors;
    this.body = options.body;
  }
}

/**
 * The error for a request whose declared parameters are not valid. Without a stack, which would show the frames of the
 * framework only, and whose recording is a large part of what an answer 422 costs.
 */
export function invalidRequest(
  errors: readonly ValidationErrorDetail[],
  options: { body?: unknown } = {},
): RequestValidationError {
  if (!canLimitStacks) return new RequestValidationError(errors, options);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new RequestValidationError(errors, options);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** False where a program has frozen what belongs to the language. */
const canLimitStacks = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")?.writable === true;

/** A WebSocket handshake does not match its declaration: the handshake is refused with 403. */
export class WebSocketValidationError extends Error {
  override readonly name = "WebSocketValidationError";
  readonly errors: readonly ValidationErrorDetail[];

  constructor(errors: readonly ValidationErrorDetail[]) {
    super(summary("The WebSocket handshake is not valid", errors));
    this.errors = errors;
  }
}

/** What the handler returned does not match the `response` schema: the server's own fault, answered 500. */
export class ResponseValidationError extends Error {
  override readonly name = "ResponseValidationError";
  readonly errors: readonly ValidationErrorDetail[];

  constructor(errors: readonly ValidationErrorDetail[], route: string) {
    super(summary(`What ${route} returned does not match its response schema`, errors));
    this.errors = errors;
  }
}

function summary(title: string, errors: readonly ValidationErrorDetail[]): string {
  const lines = errors.slice(0, 20).map(({ loc, msg, type }) => `  ${loc.join(".")}: ${msg} [${type}]`);
  if (errors.length > lines.length) lines.push(`  ... and ${errors.length - lines.length} more`);
  return [title, ...lines].join("\n");
}
