/**
 * Mistakes of the programmer, found at registration or at start. Each code has a row here, and only here.
 */
export const ERROR_CODES = {
  UNDECLARED_PATH_PARAMETER: "a name in the path template that no parameter or dependency declares",
  UNKNOWN_PATH_PARAMETER: "a parameter declared as a path parameter that the template does not have",
  INVALID_PATH_TEMPLATE: "a path template that cannot be read",
  INVALID_PARAMETER: "a parameter declaration that cannot work",
  INVALID_ROUTE: "a route declaration that cannot work",
  DUPLICATE_ROUTE: "two routes that answer the same method and path",
  DUPLICATE_OPERATION_ID: "two operations of the same operationId",
  DUPLICATE_SCHEMA_ID: "two different schemas of the same name",
  UNREPRESENTABLE_SCHEMA: "a schema that JSON Schema cannot express",
  INVALID_DEPENDENCY: "a dependency declaration that cannot work",
  SCOPE_MISMATCH: "a dependency that outlives what it depends on",
  NO_REQUEST: "something that needs a request, used outside of one",
  UNKNOWN_ROUTE: "a link to a route that the application does not have",
  INVALID_OPTION: "an option whose value cannot work",
  INVALID_RESPONSE: "a handler's answer that cannot be sent",
  INVALID_STATE: "something done at a time when it cannot work",
  MISSING_PACKAGE: "an optional package that is not installed",
  APP_NOT_FOUND: "a file that exports no application",
  ADDRESS_IN_USE: "a port that another process listens on",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a {@link SalukiError} says. */
export interface ErrorReport {
  /** What happened, as a sentence without its full stop. */
  what: string;
  /** Where: the route, the parameter, the file and line. */
  where?: string | readonly string[] | undefined;
  /** What to do about it. */
  fix?: string | undefined;
  cause?: unknown;
}

/** A value that somebody gave, as a message shows it: what JSON does not know, as `NaN`, as JavaScript writes it. */
export function shown(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return String(value);
  }
}

/**
 * A mistake in the use of Saluki: what happened, where, and what to do. Thrown at registration or start, never
 * for something that a client sent.
 */
export class SalukiError extends Error {
  override readonly name = "SalukiError";
  readonly code: ErrorCode;
  /** The parts of the message. */
  declare readonly report: ErrorReport;

  constructor(code: ErrorCode, report: ErrorReport) {
    const where = typeof report.where === "string" ? [report.where] : (report.where ?? []);
    const lines = [`${report.what} [${code}]`, ...where.map((place) => `  at ${place}`)];
    if (report.fix !== undefined) lines.push(`  fix: ${report.fix}`);
    super(lines.join("\n"), report.cause === undefined ? undefined : { cause: report.cause });
    this.code = code;
    // Not enumerable: Node prints what is, below a message that says it already.
    Object.defineProperty(this, "report", { value: report });
  }
}
