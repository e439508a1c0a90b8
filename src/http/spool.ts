import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes that arrive: kept in memory until {@link spill} moves them, and all that follow, to a temporary file. */
export class Spool {
  /** How many bytes have been pushed. */
  size = 0;
  /** The temporary file, set as soon as {@link spill} starts to make it. */
  path: string | undefined = undefined;
  #pieces: Uint8Array[] = [];
  #handle: FileHandle | undefined = undefined;

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.size += piece.length;
  }

  /** Writes what is in memory to the temporary file, which only this user can read, and which is made if need be. */
  async spill(directory: string = tmpdir()): Promise<void> {
    if (this.#handle === undefined) {
      this.path = join(directory, `saluki-${crypto.randomUUID()}`);
      this.#handle = await open(this.path, "wx", 0o600);
    }
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) await this.#handle.writeFile(piece);
  }

  /** Closes the temporary file; it stays until {@link discard}. */
  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** What is in memory, as one array of its own. */
  take(): Uint8Array {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [bytes];
    return bytes;
  }

  /** Forgets everything and removes the temporary file. */
  async discard(): Promise<void> {
    this.#pieces = [];
    try {
      await this.close();
    } finally {
      if (this.path !== undefined) await rm(this.path, { force: true });
    }
  }
}
