/**
 * Runs the HTTP/1.1 conformance suite against Saluki's server: `npm run conformance -- [--server
 * saluki|node]`. Everything else is handed to the suite: `--category C`, `--id ID`, `--fuzz SECONDS --seed S`
 * ...
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startConformanceServer } from "./start.ts";

const SUITE = fileURLToPath(new URL("../../../shared/http1/run.mjs", import.meta.url));
if (!existsSync(SUITE)) {
  console.error(`the conformance suite is not there: it is looked for at ${SUITE}`);
  process.exit(1);
}

const rest = process.argv.slice(2);
let engine = "saluki";
const at = rest.indexOf("--server");
if (at >= 0) engine = rest.splice(at, 2)[1] ?? "";

const server = await startConformanceServer(0, engine);
// In a process of its own: the suite measures how long answers take.
const suite = spawn(process.execPath, [SUITE, "--port", String(server.port), ...rest], { stdio: "inherit" });
const [code] = (await once(suite, "exit")) as [number | null];
await server.close({ deadline: 0 });
process.exitCode = code ?? 1;
