/**
 * Goes on when whoever read along is gone: `saluki routes app.ts | head` has what it wanted, and a server goes on
 * serving.
 */
export function surviveClosedOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
