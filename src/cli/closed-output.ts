/**
 * Goes on when nothing more can be written to standard output: whoever read along is gone (`saluki routes app.ts | head`
 * has what it wanted), or the disk behind it is full. A server goes on serving; any other command ends with 1, unless its
 * reader has left.
 */
export function surviveClosedOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exitCode = 1;
  });
  // There is no better place to tell of it.
  process.stderr.on("error", () => {});
}
