import { open, readFile, rm } from "node:fs/promises";
import { HeaderList } from "./headers.ts";

/** What an {@link UploadFile} is made from: bytes, or the path and size of a file that is removed with it. */
export interface UploadFileInit {
  filename: string;
  /** @default "application/octet-stream" */
  contentType?: string | undefined;
  headers?: HeaderList | undefined;
  content: Uint8Array | { readonly path: string; readonly size: number };
}

const PIECE = 64 * 1024;

/**
 * A file of a multipart form. A small one is in memory; a larger one lies in a temporary file, which is removed
 * after the request. Its content can be read any number of times until then. It is a Web `File` too, so that
 * schemas of files (`z.file().max(1000)`) take it.
 *
 * @example
 * ```ts
 * app.post("/photos", { photo: File() }, async ({ photo }) => {
 *   await pipeline(photo.stream(), createWriteStream(join("photos", randomUUID())));
 *   return { name: photo.filename, size: photo.size };
 * });
 * ```
 */
export class UploadFile extends File {
  /** The name that the client gave, without directories. Text from outside: never a path to write to. */
  readonly filename: string;
  /** What the client says it is. @default "application/octet-stream" */
  readonly contentType: string;
  /** The header fields of the file's part (RFC 7578 §4.8). */
  readonly headers: HeaderList;
  /** In bytes. */
  declare readonly size: number;
  #bytes: Uint8Array<ArrayBuffer> | undefined;
  #path: string | undefined;

  constructor(init: UploadFileInit) {
    super([], init.filename, { type: init.contentType ?? "application/octet-stream" });
    this.filename = init.filename;
    this.contentType = init.contentType ?? "application/octet-stream";
    this.headers = init.headers ?? new HeaderList();
    const { content } = init;
    if (content instanceof Uint8Array) {
      this.#bytes = content as Uint8Array<ArrayBuffer>;
      this.#path = undefined;
    } else {
      this.#bytes = undefined;
      this.#path = content.path;
    }
    // The content is not the Blob's own: it may be on disk.
    const size = content instanceof Uint8Array ? content.length : content.size;
    Object.defineProperty(this, "size", { value: size, enumerable: true });
  }

  /** The temporary file, for code that takes a path; `undefined` while the content is in memory. */
  get path(): string | undefined {
    return this.#path;
  }

  /** The whole content. Of a file in memory these are its bytes, not a copy. */
  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#bytes !== undefined) return this.#bytes;
    return readFile(this.#existingPath());
  }

  /** The whole content as UTF-8 text, without a byte order mark. */
  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** A copy of the whole content. */
  override async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer;
  }

  /** The content piece by piece, read as it is asked for: `for await (const piece of file.stream())`. */
  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return ReadableStream.from(this.#pieces());
  }

  async *#pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    if (this.#bytes !== undefined) {
      if (this.#bytes.length > 0) yield this.#bytes;
      return;
    }
    const handle = await open(this.#existingPath());
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(PIECE), 0, PIECE, null);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }

  /** A part of a file that is in memory. @throws TypeError for one that is on disk: read its `stream()` instead */
  override slice(start?: number, end?: number, contentType?: string): Blob {
    if (this.#bytes !== undefined) return new Blob([this.#bytes]).slice(start, end, contentType);
    throw new TypeError(
      `the uploaded file ${JSON.stringify(this.filename)} is on disk: read a part of its stream()`,
    );
  }

  /** Removes the temporary file and frees the memory; reading fails from then on. Can be called again. */
  async dispose(): Promise<void> {
    const path = this.#path;
    this.#bytes = undefined;
    this.#path = undefined;
    if (path !== undefined) await rm(path, { force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #existingPath(): string {
    if (this.#path !== undefined) return this.#path;
    throw new TypeError(
      `the uploaded file ${JSON.stringify(this.filename)} has been removed: read it before the request ends`,
    );
  }
}
