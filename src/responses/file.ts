import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { SalukiError } from "../errors.ts";
import {
  type ByteRange,
  type ContentDisposition,
  contentRange,
  evaluatePreconditions,
  formatContentDisposition,
  formatHttpDate,
  HeaderList,
  HTTPException,
  type HttpRequest,
  HttpResponse,
  parseHttpDate,
  parseRange,
  type ResponseInit,
  rangeApplies,
  unsatisfiedRange,
  type Validators,
} from "../http/index.ts";
import { multipartRanges } from "./byteranges.ts";
import { contentTypeOf } from "./content-type.ts";
import { FileBody } from "./file-body.ts";

/** Settings of {@link file}. */
export interface FileInit extends ResponseInit {
  /** @default by the extension of the file */
  contentType?: string | undefined;
  /** The name under which the client saves the file. */
  filename?: string | undefined;
  /** Whether the client shows the file or saves it. @default "attachment" with a `filename`, else not said */
  contentDisposition?: ContentDisposition | undefined;
}

/** Up to this size a file is read at once: for so few bytes, pulling pieces costs more than it saves. */
const READ_AT_ONCE = 64 * 1024;

/**
 * A response of a file, with `ETag` and `Last-Modified`. A client that has it already gets 304; `Range` is answered
 * with the parts asked for (RFC 9110 §14), so that downloads can be resumed and films be wound on.
 *
 * @param path never text from outside: use `StaticFiles` to serve what clients name
 * @example
 * ```ts
 * app.get("/report", () => file("reports/2024.pdf", { filename: "report.pdf" }));
 * ```
 */
export function file(path: string | URL, init: FileInit = {}): FileResponse {
  return new FileResponse(path, init);
}

/**
 * What {@link file} gives. Its file has not been looked at: that takes the request, by {@link resolve}, which the
 * router calls. Sent without, it is the whole file, with no validators and no length.
 */
export class FileResponse extends HttpResponse {
  readonly path: string;

  constructor(path: string | URL, init: FileInit = {}) {
    const local = typeof path === "string" ? path : fileURLToPath(path);
    super(new FileBody(local), { status: init.status, headers: new HeaderList(init.headers) });
    this.path = local;
    const { contentType, filename } = init;
    const { contentDisposition = filename === undefined ? undefined : "attachment" } = init;
    if (contentType !== undefined) this.headers.set("content-type", contentType);
    else if (!this.headers.has("content-type")) this.headers.set("content-type", contentTypeOf(local));
    if (contentDisposition !== undefined) {
      this.headers.set("content-disposition", formatContentDisposition(contentDisposition, filename));
    }
  }

  /**
   * The response that answers this request: whole, a part, 304, or to `HEAD` without reading the file.
   *
   * @throws HTTPException 412 or 416
   * @throws SalukiError INVALID_RESPONSE when there is no such file, or it is a directory
   */
  async resolve(request: HttpRequest): Promise<HttpResponse> {
    let stats: Stats;
    try {
      stats = await stat(this.path);
    } catch (cause) {
      throw unsendable(`the file ${this.path} cannot be read`, cause);
    }
    if (!stats.isFile()) throw unsendable(`${this.path} is not a file`);
    return this.resolveWith(stats, request);
  }

  /** {@link resolve} for a caller that knows the file's `stats` already. */
  async resolveWith(stats: Stats, request: HttpRequest): Promise<HttpResponse> {
    const { method } = request;
    // A copy: the same FileResponse may be returned again and again.
    const headers = this.headers.share();
    // An answer to another method, or of another status, is not what is at this URL: nothing to compare or to resume.
    if ((method !== "GET" && method !== "HEAD") || this.status !== 200)
      return this.#whole(stats, method, headers);

    const validators = setValidators(headers, stats);
    const precondition = evaluatePreconditions(method, request.headers, validators);
    if (precondition === "failed") throw new HTTPException(412);
    if (precondition === "not-modified") {
      headers.delete("content-type");
      headers.delete("content-disposition");
      return new HttpResponse(null, { status: 304, headers });
    }

    headers.set("accept-ranges", "bytes");
    const ranges = method === "GET" ? requestedRanges(request.headers, validators, stats.size) : undefined;
    if (ranges === undefined) return this.#whole(stats, method, headers);
    if (ranges.length > 1) return multipartRanges(this.path, ranges, stats.size, headers);
    return this.#part(ranges[0]!, stats.size, headers);
  }

  async #whole(stats: Stats, method: string, headers: HeaderList): Promise<HttpResponse> {
    const { path, status } = this;
    const { size } = stats;
    if (method !== "HEAD" && size <= READ_AT_ONCE) {
      return new HttpResponse(await readFile(path), { status, headers });
    }
    headers.set("content-length", size);
    const body = method === "HEAD" ? null : new FileBody(path, { start: 0, end: size - 1 });
    return new HttpResponse(body, { status, headers });
  }

  #part(range: ByteRange, size: number, headers: HeaderList): HttpResponse {
    headers.set("content-range", contentRange(range, size));
    headers.set("content-length", range.end - range.start + 1);
    return new HttpResponse(new FileBody(this.path, range), { status: 206, headers });
  }
}

/** @returns `undefined` where the whole is to be sent */
function requestedRanges(
  requested: HeaderList,
  validators: Validators,
  size: number,
): readonly ByteRange[] | undefined {
  const range = requested.get("range");
  if (range === undefined || !rangeApplies(requested, validators)) return undefined;
  const ranges = parseRange(range, size);
  if (ranges !== "unsatisfiable") return ranges;
  throw new HTTPException(416, undefined, { headers: { "content-range": unsatisfiedRange(size) } });
}

/** Adds `ETag` and `Last-Modified` where the application has not set its own. */
function setValidators(headers: HeaderList, stats: Stats): Validators {
  let etag = headers.get("etag");
  if (etag === undefined) {
    // In microseconds, as finely as a number can: two writes soon after one another have to give two tags.
    etag = `"${Math.round(stats.mtimeMs * 1000).toString(36)}-${stats.size.toString(36)}"`;
    headers.set("etag", etag);
  }
  const declared = headers.get("last-modified");
  if (declared !== undefined) return { etag, lastModified: parseHttpDate(declared) };
  headers.set("last-modified", formatHttpDate(stats.mtime));
  return { etag, lastModified: stats.mtime };
}

function unsendable(what: string, cause?: unknown): SalukiError {
  return new SalukiError("INVALID_RESPONSE", {
    what,
    fix: "Check the path before it is given to file(), or answer 404.",
    cause,
  });
}
