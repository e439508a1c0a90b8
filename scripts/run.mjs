// `node scripts/run.mjs NAME [ARGUMENT...]`: installs what is missing, then runs one of the project's commands.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runNode, tool } from "./command.mjs";
import { ensureInstalled } from "./install.mjs";

// The condition makes `saluki` and its subpaths mean src/ instead of dist/.
const SOURCE = ["--conditions=saluki-source", "--import", "tsx"];
const script = (name) => ["scripts/" + name];
const vitest = (...args) => [tool("vitest"), "run", ...args];

/** Each command: what Node runs, and the file without which there is nothing to run yet. */
const COMMANDS = {
  start: { args: () => [...SOURCE, "examples/shop/main.ts"], needs: "examples/shop/main.ts" },
  test: { args: () => vitest() },
  "test:browser": { args: () => vitest("--config", "vitest.browser.config.ts") },
  "test:services": { args: () => vitest("--config", "vitest.services.config.ts"), needs: "tests/services" },
  "test:clients": { args: () => vitest("--config", "vitest.clients.config.ts"), needs: "tests/clients" },
  build: { args: () => script("build.mjs") },
  check: { args: () => script("check.mjs") },
  "pack:check": { args: () => script("pack-check.mjs") },
  "parity:live": { args: () => [...SOURCE, "tests/parity/live/run.ts"] },
  parity: { args: () => [...SOURCE, "tests/parity/run.ts"], needs: "tests/parity/run.ts" },
  "conformance:server": { args: () => [...SOURCE, "tests/conformance/server.ts"] },
  conformance: { args: () => [...SOURCE, "tests/conformance/run.ts"], needs: "tests/conformance/run.ts" },
  bench: { args: () => [...SOURCE, "bench/run.ts"], needs: "bench/run.ts" },
};

const [name, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name ?? "")) {
  console.error(
    `usage: node scripts/run.mjs NAME [ARGUMENT...]\n\nNAME is one of ${Object.keys(COMMANDS).join(", ")}.`,
  );
  process.exit(2);
}

const { args, needs } = COMMANDS[name];
if (needs !== undefined && !existsSync(join(ROOT, needs))) {
  console.error(`npm run ${name}: not there yet, it needs ${needs}.`);
  process.exit(1);
}
ensureInstalled();
process.exitCode = await runNode([...args(), ...rest]);
