import { open } from "node:fs/promises";
import type { ByteRange } from "../http/index.ts";

const PIECE = 64 * 1024;

/**
 * The bytes of a file, or a range of them, read as they are asked for. The file is opened by the first piece asked
 * for and closed by the last, so a body that nobody reads holds nothing open.
 */
export class FileBody implements AsyncIterable<Uint8Array> {
  readonly #path: string;
  readonly #range: ByteRange | undefined;

  constructor(path: string, range?: ByteRange) {
    this.#path = path;
    this.#range = range;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const { start = 0, end = Number.POSITIVE_INFINITY } = this.#range ?? {};
    const handle = await open(this.#path);
    try {
      let at = start;
      while (at <= end) {
        const wanted = Math.min(PIECE, end - at + 1);
        // A piece may wait in the socket's queue while the next is read, so none shares its memory with another.
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, at);
        if (bytesRead === 0) {
          if (this.#range === undefined) return;
          throw new Error(`${this.#path} became shorter while it was being sent`);
        }
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }
}
