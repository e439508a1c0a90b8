import type { ValidationErrorDetail } from "../params/index.ts";
import type { JsonSchema } from "../schema/index.ts";

/**
 * The shape of the answer to a request that is not valid: declared once, for the answers and for the document.
 *
 * @example
 * ```ts
 * const app = new Saluki({
 *   validationErrors: {
 *     status: 400,
 *     build: (errors) => ({ problems: errors.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`) }),
 *     schema: { type: "object", properties: { problems: { type: "array", items: { type: "string" } } } },
 *   },
 * });
 * ```
 */
export interface ValidationErrorsShape {
  /** @default 422 */
  readonly status?: number | undefined;
  /** @default "application/json" */
  readonly mediaType?: string | undefined;
  /** Makes the body from the errors. */
  readonly build: (errors: readonly ValidationErrorDetail[]) => unknown;
  /** The name of the schema in the document. @default "ValidationErrors" */
  readonly name?: string | undefined;
  /** What the document says of the body. */
  readonly schema: JsonSchema;
}

/** A shape, or the name of a preset. */
export type ValidationErrorsOption = "fastapi" | "problem+json" | ValidationErrorsShape;

/** A shape with everything that has a default filled in, and the components that its schema refers to. */
export interface ResolvedValidationErrors {
  readonly status: number;
  readonly mediaType: string;
  readonly build: (errors: readonly ValidationErrorDetail[]) => unknown;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly components: Readonly<Record<string, JsonSchema>>;
}

const ERROR: JsonSchema = {
  title: "ValidationError",
  type: "object",
  properties: {
    loc: { title: "Location", type: "array", items: { anyOf: [{ type: "string" }, { type: "integer" }] } },
    msg: { title: "Message", type: "string" },
    type: { title: "Error Type", type: "string" },
    input: { title: "Input" },
    ctx: { title: "Context", type: "object" },
  },
  required: ["loc", "msg", "type"],
};

const FASTAPI: ResolvedValidationErrors = {
  status: 422,
  mediaType: "application/json",
  build: (errors) => ({ detail: errors }),
  name: "HTTPValidationError",
  schema: {
    title: "HTTPValidationError",
    type: "object",
    properties: {
      detail: { title: "Detail", type: "array", items: { $ref: "#/components/schemas/ValidationError" } },
    },
  },
  components: { ValidationError: ERROR },
};

/** RFC 9457: problem details, with the errors as an extension member that points into the request by JSON Pointer. */
const PROBLEM: ResolvedValidationErrors = {
  status: 422,
  mediaType: "application/problem+json",
  build: (errors) => ({
    type: "about:blank",
    title: "Unprocessable Content",
    status: 422,
    detail: "The request is not valid.",
    errors: errors.map(({ type, loc, msg }) => ({
      code: type,
      in: loc[0],
      pointer: pointer(loc.slice(1)),
      detail: msg,
    })),
  }),
  name: "ValidationProblem",
  schema: {
    title: "ValidationProblem",
    type: "object",
    properties: {
      type: { type: "string" },
      title: { type: "string" },
      status: { type: "integer" },
      detail: { type: "string" },
      errors: {
        type: "array",
        items: {
          type: "object",
          properties: {
            code: { type: "string" },
            in: { type: "string", enum: ["path", "query", "header", "cookie", "body"] },
            pointer: { type: "string" },
            detail: { type: "string" },
          },
          required: ["code", "in", "pointer", "detail"],
        },
      },
    },
    required: ["type", "title", "status", "detail", "errors"],
  },
  components: {},
};

export function resolveValidationErrors(
  option: ValidationErrorsOption = "fastapi",
): ResolvedValidationErrors {
  if (option === "fastapi") return FASTAPI;
  if (option === "problem+json") return PROBLEM;
  const { status = 422, mediaType = "application/json", build, name = "ValidationErrors", schema } = option;
  return { status, mediaType, build, name, schema, components: {} };
}

/** A JSON Pointer (RFC 6901 §3). */
function pointer(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
