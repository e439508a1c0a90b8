import {
  contentLength,
  type HeaderList,
  type HttpRequest,
  HttpResponse,
  isBodyless,
  type Middleware,
  type ResponseBody,
} from "../http/index.ts";
import { CompressedBody, type FlushPolicy } from "./compressed-body.ts";
import { isCompressible } from "./compressible.ts";
import { codingChooser } from "./content-coding.ts";
import {
  type CompressionLevels,
  type ContentCoding,
  type Encoder,
  encoderOf,
  isAvailable,
  LEVELS,
} from "./encoders.ts";
import { onResponse } from "./on-response.ts";
import { invalidOption } from "./option-error.ts";
import { vary } from "./vary.ts";

/** Options of {@link compress}. */
export interface CompressOptions {
  /** Bytes below which a body is sent as it is. @default 500 */
  readonly minimumSize?: number | undefined;
  /**
   * The codings on offer; the first is taken where the client likes several the same. One that the run-time lacks
   * (`zstd` before Node 22.15) is left out.
   * @default ["zstd", "br", "gzip"]
   */
  readonly encodings?: readonly ContentCoding[] | undefined;
  /** How hard each coding tries. @default { gzip: 6, br: 4, zstd: 3 } */
  readonly level?: CompressionLevels | undefined;
  /**
   * When the pieces of a stream are sent on: `"pause"` as soon as the stream has nothing more to give at once,
   * `"piece"` after each piece. `text/event-stream` is always sent piece by piece.
   * @default "pause"
   */
  readonly flush?: FlushPolicy | undefined;
  /** Which media types (`type/subtype`, lower case) to compress. @default text, JSON, XML, JavaScript, fonts ... */
  readonly compressible?: ((mediaType: string) => boolean) | undefined;
  /**
   * Bytes from which a whole body is compressed in the thread pool, where it does not keep other requests waiting;
   * below, that would cost more than it spares.
   * @default 16_384
   */
  readonly threadMinimumSize?: number | undefined;
}

/**
 * Compresses responses with what the client accepts. Streams are compressed piece by piece as they are sent.
 *
 * Left as they are: bodies that are small, of a type that is compressed already, encoded, ranges (206), digested, or
 * marked `Cache-Control: no-transform`. A strong `ETag` becomes weak (RFC 9110 §8.8.3.3). The answer to `HEAD`
 * has the fields that the one to `GET` would have, except the length.
 *
 * A page that shows a secret next to text that a stranger chose can leak the secret through its compressed length
 * (BREACH): exclude such answers with `Cache-Control: no-transform`.
 *
 * @throws SalukiError `INVALID_OPTION` for an unknown coding, a level off its scale, a negative size
 *
 * @example
 * ```ts
 * app.use(compress({ encodings: ["br", "gzip"], level: { br: 5 } }));
 * ```
 */
export function compress(options: CompressOptions = {}): Middleware {
  const {
    minimumSize = 500,
    threadMinimumSize = 16_384,
    flush = "pause",
    compressible = isCompressible,
  } = options;
  checkSize("minimumSize", minimumSize);
  checkSize("threadMinimumSize", threadMinimumSize);
  if (flush !== "pause" && flush !== "piece") {
    throw invalidOption("compress({ flush })", `is ${JSON.stringify(flush)}`, 'Use "pause" or "piece".');
  }
  const encoders = encodersOf(options);
  const choose = codingChooser([...encoders.keys()]);

  function apply(response: HttpResponse, request: HttpRequest): HttpResponse | Promise<HttpResponse> {
    const { status, headers, body } = response;
    if (status === 101) return response;
    // Also where nothing is compressed this time: a cache must ask again for the next client.
    vary(headers, "Accept-Encoding");
    const choice = choose(acceptEncoding(request));
    if (choice.coding === undefined) return response;
    if (status === 304) {
      // RFC 9110 §15.4.5: the ETag that the 200 would have.
      weakenETag(headers);
      return response;
    }
    if (status === 206 || isBodyless(status)) return response;
    const type = transformableType(headers);
    if (type === undefined || !compressible(type)) return response;
    const size = contentLength(response, request.method);
    // The answer to HEAD may stand for a body by its length alone.
    if (body === null && (size === undefined || size === 0)) return response;
    const identityRefused = choice.identity === "refused";
    if (size !== undefined && size < minimumSize && !identityRefused) return response;

    const encoder = encoders.get(choice.coding)!;
    if (isStream(body)) {
      const policy = type === "text/event-stream" ? "piece" : flush;
      return encoded(response, new CompressedBody(body, encoder, policy), encoder);
    }
    if (body === null || request.method === "HEAD") return encoded(response, null, encoder);
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const replace = (compressed: Uint8Array): HttpResponse =>
      compressed.length < bytes.length || identityRefused ? encoded(response, compressed, encoder) : response;
    if (bytes.length < threadMinimumSize) return replace(encoder.compressSync(bytes));
    return encoder.compress(bytes).then(replace);
  }

  return (request, next) => onResponse(next(request), apply, request);
}

/** The codings on offer that this run-time has, with their encoders. */
function encodersOf(options: CompressOptions): ReadonlyMap<ContentCoding, Encoder> {
  const { encodings = ["zstd", "br", "gzip"], level = {} } = options;
  if (encodings.length === 0) {
    throw invalidOption(
      "compress({ encodings })",
      "is empty",
      "Name at least one, or don't use the middleware.",
    );
  }
  for (const coding of [...encodings, ...(Object.keys(level) as ContentCoding[])]) {
    if (Object.hasOwn(LEVELS, coding)) continue;
    throw invalidOption(
      "compress({ encodings, level })",
      `names ${JSON.stringify(coding)}`,
      `Use ${Object.keys(LEVELS).join(", ")}.`,
    );
  }
  const encoders = new Map<ContentCoding, Encoder>();
  for (const coding of encodings) {
    const [least, most, usual] = LEVELS[coding];
    const chosen = level[coding] ?? usual;
    if (!Number.isInteger(chosen) || chosen < least || chosen > most) {
      throw invalidOption(
        `compress({ level: { ${coding} } })`,
        `is ${String(chosen)}`,
        `Give a whole number from ${least} to ${most}.`,
      );
    }
    if (isAvailable(coding)) encoders.set(coding, encoderOf(coding, chosen));
  }
  return encoders;
}

function checkSize(option: string, size: number): void {
  if (Number.isSafeInteger(size) && size >= 0) return;
  throw invalidOption(
    `compress({ ${option} })`,
    `is ${String(size)}`,
    "Give a whole number of bytes, 0 or more.",
  );
}

function acceptEncoding(request: HttpRequest): string | undefined {
  const values = request.headers.getAll("accept-encoding");
  return values.length > 1 ? values.join(",") : values[0];
}

/** The media type of content that may be compressed; `undefined` where it has none or has to stay as it is. */
function transformableType(headers: HeaderList): string | undefined {
  let type: string | undefined;
  const { flat } = headers;
  for (let i = 0; i < flat.length; i += 2) {
    switch (flat[i]) {
      case "content-type":
        type = flat[i + 1]!.split(";", 1)[0]!.trim().toLowerCase();
        break;
      case "cache-control":
        if (/(?:^|[\s,])no-transform\s*(?:,|$)/i.test(flat[i + 1]!)) return undefined;
        break;
      case "content-encoding":
      // RFC 9530 and its forerunners: computed over the very bytes that were to be sent.
      case "content-digest":
      case "repr-digest":
      case "digest":
      case "content-md5":
        return undefined;
    }
  }
  return type;
}

type Stream = Exclude<ResponseBody, string | Uint8Array | null>;

function isStream(body: ResponseBody): body is Stream {
  return typeof body === "object" && body !== null && !(body instanceof Uint8Array);
}

/** A new response, so that one which a handler keeps to answer with again stays as it was. */
function encoded(response: HttpResponse, body: Uint8Array | Stream | null, encoder: Encoder): HttpResponse {
  const headers = response.headers.share();
  headers.set("content-encoding", encoder.coding);
  if (!(body instanceof Uint8Array)) headers.delete("content-length");
  else if (headers.has("content-length")) headers.set("content-length", body.length);
  // Ranges would be cut from the content as it is, and not fit to what was sent.
  headers.delete("accept-ranges");
  weakenETag(headers);
  return new HttpResponse(body, { status: response.status, headers });
}

/** RFC 9110 §8.8.1: a strong ETag stands for the same bytes, a weak one for the same content. */
function weakenETag(headers: HeaderList): void {
  const etag = headers.get("etag");
  if (etag?.startsWith('"')) headers.set("etag", `W/${etag}`);
}
