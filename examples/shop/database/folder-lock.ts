import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";

/**
 * Keeps a folder for this process: two databases that write the same files destroy them. A lock whose process is gone
 * counts for nothing.
 *
 * @returns a function that gives the folder free
 * @throws Error when another process has the folder
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "lock");
  const file = await open(path, "wx").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
    const owner = Number(await readFile(path, "utf8"));
    if (isRunning(owner)) {
      throw new Error(
        `${resolve(folder)} is in use by process ${owner}: stop it, or set DATA_DIR to another folder`,
      );
    }
    return open(path, "w");
  });
  await file.writeFile(String(process.pid));
  await file.close();
  return () => rm(path, { force: true });
}

function isRunning(pid: number): boolean {
  // In a container every process that ever was here had the number that this one has.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
