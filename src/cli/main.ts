#!/usr/bin/env node
import { runCommandLine } from "./command-line.ts";

// Whoever read along is gone: `saluki routes app.ts | head` has what it wanted, and a server goes on serving.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const status = await runCommandLine(process.argv.slice(2));
// What was loaded may hold connections and timers, which would keep the process. The text that is still on its way to a
// pipe has to arrive first.
if (status !== undefined) process.stdout.write("", () => process.exit(status));
