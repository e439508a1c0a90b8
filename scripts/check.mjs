// Everything that can be checked without running the tests. `--update-api` rewrites the reports in api/ first.
import { runNode, tool } from "./command.mjs";

const [...options] = process.argv.slice(2);
const unknown = options.filter((option) => option !== "--update-api");
if (unknown.length > 0) {
  console.error(`npm run check: unknown option ${unknown.join(", ")}; there is --update-api`);
  process.exit(2);
}

const architecture = [tool("vitest"), "run", "tests/architecture"];
if (options.includes("--update-api")) {
  const env = { ...process.env, UPDATE_API_REPORTS: "1" };
  const code = await runNode([...architecture, "--testNamePattern", "public API"], { env });
  if (code !== 0) process.exit(code);
}

const STEPS = [
  ["format and lint", [tool("@biomejs/biome", "biome"), "check", "--error-on-warnings", "."]],
  ["types, newest TypeScript", [tool("typescript", "tsc"), "--project", "tsconfig.json"]],
  ["types, TypeScript 5.9", [tool("typescript-5.9", "tsc"), "--project", "tsconfig.json"]],
  ["build", ["scripts/build.mjs"]],
  ["import directions, public API", architecture],
  ["code in the documentation", ["scripts/docs-snippets.mjs"]],
];

const failed = [];
for (const [name, args] of STEPS) {
  console.log(`\n--- ${name}`);
  if ((await runNode(args)) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join("; ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
