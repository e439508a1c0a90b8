import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A directory that is made for each test of the file and removed after it. */
export function temporaryDirectory(): { readonly path: string; files(): string[]; openFiles(): string[] } {
  let path = "";
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "saluki-test-"));
  });
  afterEach(() => rmSync(path, { recursive: true }));
  return {
    get path() {
      return path;
    },
    /** The names of what lies in the directory. */
    files: () => readdirSync(path),
    /** The files of the directory that this process has open; only Linux tells. */
    openFiles: () =>
      process.platform === "linux" ? openPaths().filter((name) => name.startsWith(path)) : [],
  };
}

function openPaths(): string[] {
  return readdirSync("/proc/self/fd").flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      return []; // The descriptor that reads the list is closed by now.
    }
  });
}
