#!/usr/bin/env node
import { surviveClosedOutput } from "./closed-output.ts";
import { runCommandLine } from "./command-line.ts";

surviveClosedOutput();

const status = await runCommandLine(process.argv.slice(2));
// What was loaded may hold connections and timers, which would keep the process. The text that is still on its way to a
// pipe has to arrive first.
if (status !== undefined) process.stdout.write("", () => process.exit(status));
