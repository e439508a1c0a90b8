// Builds dist/ anew from src/: plain tsc, one JavaScript and one declaration file for each source file.
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runNode, tool } from "./command.mjs";

const dist = join(ROOT, "dist");
rmSync(dist, { recursive: true, force: true });
const code = await runNode([tool("typescript", "tsc"), "--project", "tsconfig.build.json"]);
if (code !== 0) process.exit(code);

// npm sets the bit when it installs the package; this is for `npm link` and for running it in place.
const command = join(dist, "cli", "main.js");
if (existsSync(command)) chmodSync(command, 0o755);
