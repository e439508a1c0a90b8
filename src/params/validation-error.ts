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
