import { type FSWatcher, lstatSync, readdirSync, watch } from "node:fs";
import { basename, extname, join, sep } from "node:path";

const SKIPPED_FOLDERS = new Set(["node_modules", "dist"]);
const SOURCES = new Set([".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"]);
const MOST_FOLDERS = 10_000;

/** Who is told of what {@link watchTree} sees. */
export interface TreeListener {
  /** A file that a program may be made of was added, changed or removed. */
  readonly onChange: (path: string) => void;
  /** Not everything can be watched; told once. */
  readonly onTrouble: (reason: string) => void;
}

/**
 * Watches folders and those in them for changes of source files. Folders of packages, of build results and with a dot in
 * front are left out.
 *
 * `fs.watch` can watch recursively, but on Linux goes through everything to do so, `node_modules` included. Here each
 * folder has a watch of its own.
 *
 * @returns a function that ends it
 */
export function watchTree(folders: readonly string[], listener: TreeListener): () => void {
  const tree = new Tree(listener);
  for (const folder of folders) tree.add(folder);
  return () => tree.close();
}

/** Whether a program may be made of this file. */
export function isSource(path: string): boolean {
  const name = basename(path);
  return name.startsWith(".") ? /^\.env(\.|$)/.test(name) : SOURCES.has(extname(name));
}

function isSkipped(folder: string): boolean {
  return folder.startsWith(".") || SKIPPED_FOLDERS.has(folder);
}

/** What tells a folder from another that takes its name; `undefined` where there is none. */
function identityOf(folder: string): string | undefined {
  try {
    const stats = lstatSync(folder);
    // The number alone may be given again at once.
    return stats.isDirectory() ? `${stats.ino} ${stats.birthtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

interface Watch {
  readonly watcher: FSWatcher;
  readonly identity: string | undefined;
}

class Tree {
  readonly #listener: TreeListener;
  readonly #watches = new Map<string, Watch>();
  #troubled = false;

  constructor(listener: TreeListener) {
    this.#listener = listener;
  }

  /** @returns whether there are source files in it */
  add(folder: string): boolean {
    if (this.#watches.has(folder)) return false;
    if (this.#watches.size >= MOST_FOLDERS) {
      this.#trouble(`there are more than ${MOST_FOLDERS} folders`);
      return false;
    }
    try {
      const watcher = watch(folder, (_, name) => name !== null && this.#changed(folder, name));
      watcher.on("error", () => this.#remove(folder));
      this.#watches.set(folder, { watcher, identity: identityOf(folder) });
      let sources = false;
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (!entry.isDirectory()) sources ||= isSource(entry.name);
        else if (!isSkipped(entry.name)) sources = this.add(join(folder, entry.name)) || sources;
      }
      return sources;
    } catch (error) {
      this.#remove(folder);
      const { code, message } = error as NodeJS.ErrnoException;
      // It may be gone again.
      if (code !== "ENOENT") {
        this.#trouble(code === "ENOSPC" || code === "EMFILE" ? "the system allows no more watches" : message);
      }
      return false;
    }
  }

  close(): void {
    for (const { watcher } of this.#watches.values()) watcher.close();
    this.#watches.clear();
  }

  #changed(folder: string, name: string): void {
    const path = join(folder, name);
    const identity = identityOf(path);
    if (identity === undefined) {
      this.#remove(path);
      if (isSource(name)) this.#listener.onChange(path);
    } else if (!isSkipped(name) && this.#watches.get(path)?.identity !== identity) {
      // A new one, perhaps in the place of another.
      this.#remove(path);
      if (this.add(path)) this.#listener.onChange(path);
    }
  }

  #remove(folder: string): void {
    for (const [path, { watcher }] of this.#watches) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      this.#watches.delete(path);
    }
  }

  #trouble(reason: string): void {
    if (!this.#troubled) this.#listener.onTrouble(reason);
    this.#troubled = true;
  }
}
