import type { BodyStream, RequestBodySource } from "../http/index.ts";

/** A value of a form field or query parameter; `null` and `undefined` are left out. */
export type FieldValue = string | number | boolean | bigint | Date | null | undefined;

/** Fields by name, in pairs, or as the Web's own object. A list stands for a repeated name. */
export type FieldsInit =
  | URLSearchParams
  | Iterable<readonly [string, FieldValue]>
  | Readonly<Record<string, FieldValue | readonly FieldValue[]>>;

/** A file to upload: a Web `File` or `Blob`, or its parts. */
export type FileInit =
  | Blob
  | {
      /** @default the name of the field */
      readonly filename?: string | undefined;
      readonly content: string | Uint8Array | Blob;
      /** @default "application/octet-stream" */
      readonly contentType?: string | undefined;
    };

/** The ways to give a request a body. At most one of `json`, `body` and the pair `form` and `files`. */
export interface BodyOptions {
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`; with `files`, or as a `FormData`, as `multipart/form-data`. */
  readonly form?: FieldsInit | FormData | undefined;
  /** Uploads by field name, sent as `multipart/form-data`. */
  readonly files?: Readonly<Record<string, FileInit | readonly FileInit[]>> | undefined;
  /** Sent as it is, with no content type of its own; an async iterable as `Transfer-Encoding: chunked`. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array> | undefined;
}

/** A body and what its header fields say of it. */
export interface EncodedBody {
  readonly source: RequestBodySource;
  readonly contentType: string | undefined;
}

/** Turns what a test gives into bytes. @throws TypeError for two bodies at once */
export async function encodeBody(init: BodyOptions): Promise<EncodedBody> {
  const { json, form, files, body } = init;
  const given = [json, body, form ?? files].filter((one) => one !== undefined);
  if (given.length > 1) {
    throw new TypeError("a request has one body: give `json`, or `body`, or `form` with `files`");
  }
  if (json !== undefined) {
    return { source: UTF8.encode(JSON.stringify(json)), contentType: "application/json" };
  }
  if (form instanceof FormData || files !== undefined) return encodeMultipart(form, files ?? {});
  if (form !== undefined) {
    return {
      source: UTF8.encode(toSearchParams(form).toString()),
      contentType: "application/x-www-form-urlencoded",
    };
  }
  if (body === undefined) return { source: null, contentType: undefined };
  if (typeof body === "string") return { source: UTF8.encode(body), contentType: undefined };
  return { source: body instanceof Uint8Array ? body : inBytes(body), contentType: undefined };
}

/** Fields as the Web's own object. */
export function toSearchParams(fields: FieldsInit): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of pairsOf(fields)) params.append(name, value);
  return params;
}

const UTF8 = new TextEncoder();

async function encodeMultipart(
  form: FieldsInit | FormData | undefined,
  files: NonNullable<BodyOptions["files"]>,
): Promise<EncodedBody> {
  const data = new FormData();
  for (const [name, value] of form instanceof FormData ? form : pairsOf(form ?? {})) data.append(name, value);
  for (const [name, list] of Object.entries(files)) {
    for (const file of Array.isArray(list) ? list : [list]) appendFile(data, name, file);
  }
  const encoded = new Response(data);
  return {
    source: new Uint8Array(await encoded.arrayBuffer()),
    contentType: encoded.headers.get("content-type") ?? undefined,
  };
}

function appendFile(data: FormData, name: string, file: FileInit): void {
  if (file instanceof Blob) {
    data.append(name, file);
    return;
  }
  const { content, filename = name, contentType = "application/octet-stream" } = file;
  data.append(name, new Blob([content], { type: contentType }), filename);
}

function* pairsOf(fields: FieldsInit): Generator<[name: string, value: string]> {
  const entries: Iterable<readonly [string, FieldValue | readonly FieldValue[]]> =
    Symbol.iterator in fields ? fields : Object.entries(fields);
  for (const [name, list] of entries) {
    for (const value of Array.isArray(list) ? list : [list]) {
      if (value === undefined || value === null) continue;
      yield [name, value instanceof Date ? value.toISOString() : String(value)];
    }
  }
}

function inBytes(pieces: AsyncIterable<string | Uint8Array>): BodyStream {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const piece of pieces) yield typeof piece === "string" ? UTF8.encode(piece) : piece;
    },
  };
}
