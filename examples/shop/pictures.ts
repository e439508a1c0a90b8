import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Depends } from "saluki";
import { CurrentSettings } from "./settings.ts";

/** In bytes. A form with more is refused while it arrives, with 413. */
export const LARGEST_PICTURE = 2 * 1024 * 1024;

/** What a picture begins with, by the extension that it is stored with. */
const SIGNATURES: readonly { extension: string; matches: (bytes: Buffer) => boolean }[] = [
  {
    extension: "png",
    matches: (bytes) => bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex")),
  },
  { extension: "jpg", matches: (bytes) => bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex")) },
  {
    extension: "webp",
    matches: (bytes) =>
      bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP",
  },
];

/** Pictures as files in a folder, under names of our own. */
export class PictureFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Keeps a picture. What it is told by its bytes: the name and type that a client sends are only words.
   *
   * @returns the name it got, `undefined` for what is no picture
   */
  async add(bytes: Uint8Array): Promise<string | undefined> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kind = SIGNATURES.find(({ matches }) => matches(buffer));
    if (kind === undefined) return undefined;
    const name = `${crypto.randomUUID()}.${kind.extension}`;
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.path(name), bytes);
    return name;
  }

  /** @param name one that {@link add} gave */
  path(name: string): string {
    return join(this.#folder, name);
  }

  async remove(name: string): Promise<void> {
    await rm(this.path(name), { force: true });
  }
}

export const Pictures = Depends(
  { settings: CurrentSettings },
  ({ settings }) => new PictureFolder(join(settings.dataDir, "pictures")),
  { scope: "app" },
);
