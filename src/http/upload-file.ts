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
 * after the request. Its content can be read any number of times until then.
 *
 * @example
 * ```ts
 * app.post("/photos", { photo: File() }, async ({ photo }) => {
 *   await pipeline(photo.stream(), createWriteStream(join("photos", randomUUID())));
 *   return { name: photo.filename, size: photo.size };
 * });
 * ```
 */
export class UploadFile {
  /** The name that the client gave, without directories. Text from outside: never a path to write to. */
  readonly filename: string;
  /** What the client says it is. @default "application/octet-stream" */
  readonly contentType: string;
  /** The header fields of the file's part (RFC 7578 §4.8). */
  readonly headers: HeaderList;
  /** In bytes. */
  readonly size: number;
  #bytes: Uint8Array | undefined;
  #path: string | undefined;

  constructor(init: UploadFileInit) {
    this.filename = init.filename;
    this.contentType = init.contentType ?? "application/octet-stream";
    this.headers = init.headers ?? new HeaderList();
    const { content } = init;
    if (content instanceof Uint8Array) {
      this.#bytes = content;
      this.#path = undefined;
      this.size = content.length;
    } else {
      this.#bytes = undefined;
      this.#path = content.path;
      this.size = content.size;
    }
  }

  /** The temporary file, for code that takes a path; `undefined` while the content is in memory. */
  get path(): string | undefined {
    return this.#path;
  }

  /** The whole content. Of a file in memory these are its bytes, not a copy. */
  async bytes(): Promise<Uint8Array> {
    if (this.#bytes !== undefined) return this.#bytes;
    return readFile(this.#existingPath());
  }

  /** The whole content as UTF-8 text, without a byte order mark. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** A copy of the whole content. */
  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer;
  }

  /** The content piece by piece, read as it is asked for. */
  async *stream(): AsyncGenerator<Uint8Array, void, undefined> {
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
