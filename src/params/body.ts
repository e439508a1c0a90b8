import {
  DEFAULT_MAX_TOTAL_SIZE,
  formTooLarge,
  HTTPException,
  type HttpRequest,
  isJson,
  type MultipartLimits,
  parseMediaType,
  parseMultipart,
  parseUrlEncodedForm,
} from "../http/index.ts";
import type { ResolvedParam } from "./classify.ts";
import type { JsonCoercion } from "./compiled-param.ts";
import { parseJson } from "./json-syntax.ts";
import { ABSENT_BODY, type ParsedBody } from "./request-values.ts";

/** Limits and habits of reading bodies. */
export interface BodyReading {
  /** Most bytes of a JSON, text, binary or URL-encoded body; more is answered 413. */
  readonly maxBodySize: number;
  readonly multipart: MultipartLimits;
  readonly jsonCoercion: JsonCoercion;
  /** Most errors that are told of one parameter. */
  readonly maxErrors: number;
  /** Whether JSON needs its content type: without one the body is text, which no model takes. */
  readonly contentType: "strict" | "lax";
  /** The answer to a body of another media type than the declared one. */
  readonly unsupportedMediaType: 415 | 422;
}

/** How an operation reads its body: settled at start from its parameters. */
export type BodyFormat = "json" | "text" | "bytes" | "form";

/** @returns `undefined` for an operation without a body */
export function bodyFormat(params: readonly ResolvedParam[]): BodyFormat | undefined {
  if (params.some(({ source }) => source === "form" || source === "file")) return "form";
  const body = params.find(({ source }) => source === "body");
  if (body === undefined) return undefined;
  const mediaType = body.options.mediaType ?? "application/json";
  if (isJson(mediaType)) return "json";
  return mediaType.startsWith("text/") ? "text" : "bytes";
}

/** Reads and parses the body of a request: at once where a server has the bytes of it already. */
export function readBody(
  request: HttpRequest,
  format: BodyFormat,
  options: BodyReading,
): ParsedBody | Promise<ParsedBody> {
  if (format === "form") return readForm(request, options);
  // The bytes themselves are handed out, text and JSON are made of them.
  const { body } = request;
  const bytes = format === "bytes" ? body.bytes(options.maxBodySize) : body.peek(options.maxBodySize);
  if (bytes instanceof Promise) return bytes.then((whole) => parseBody(whole, request, format, options));
  return parseBody(bytes, request, format, options);
}

function parseBody(
  bytes: Uint8Array,
  request: HttpRequest,
  format: Exclude<BodyFormat, "form">,
  options: BodyReading,
): ParsedBody {
  if (bytes.length === 0) return ABSENT_BODY;
  if (format === "bytes") return { kind: "value", value: bytes };
  const contentType = request.headers.get("content-type");
  if (format === "text") return { kind: "value", value: decodeUtf8(bytes) };
  const declared = contentType === undefined ? options.contentType === "lax" : isJson(contentType);
  if (!declared) {
    if (options.unsupportedMediaType === 415) throw unsupported(contentType);
    return { kind: "value", value: decodeUtf8(bytes) };
  }
  const parsed = parseJson(decodeUtf8(bytes), options.jsonCoercion === "lax");
  if ("error" in parsed) return { kind: "invalid", ...parsed.error };
  return parsed.value === undefined ? ABSENT_BODY : { kind: "value", value: parsed.value };
}

async function readForm(request: HttpRequest, options: BodyReading): Promise<ParsedBody> {
  const contentType = request.headers.get("content-type") ?? "";
  const type = parseMediaType(contentType)?.essence;
  if (request.body.length === 0) return ABSENT_BODY;
  if (type === "multipart/form-data") {
    const { maxTotalSize = DEFAULT_MAX_TOTAL_SIZE } = options.multipart;
    // Before the client is told to send it.
    if ((request.body.length ?? 0) > maxTotalSize) throw formTooLarge(maxTotalSize);
    const fields = await parseMultipart(request.body.stream(), contentType, options.multipart);
    // Behind what the handler will add: its background tasks may still read the files.
    request.after(() => request.after(() => fields.dispose()));
    return { kind: "form", fields };
  }
  if (type === "application/x-www-form-urlencoded") {
    const bytes = await request.body.peek(options.maxBodySize);
    return { kind: "form", fields: parseUrlEncodedForm(bytes, options.multipart) };
  }
  if (options.unsupportedMediaType === 415 && !request.body.isEmpty) throw unsupported(contentType);
  return ABSENT_BODY;
}

function unsupported(contentType: string | undefined): HTTPException {
  return new HTTPException(
    415,
    contentType ? `Unsupported media type: ${contentType}` : "Content-Type is missing",
  );
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(bytes: Uint8Array): string {
  // Node's Buffer decodes short text several times faster than TextDecoder; only text with a replacement
  // character in it has to be looked at again.
  if (typeof Buffer !== "undefined") {
    const buffer =
      bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const text = buffer.toString("utf8");
    if (!text.includes("\uFFFD")) return text;
  }
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HTTPException(400, "There was an error parsing the body");
  }
}
