// Type-checks the TypeScript of README.md and docs/ with both compilers. CONTRIBUTING.md tells how blocks are written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, runNode, tool } from "./command.mjs";
import { snippetsOf } from "./snippets.mjs";

const FOLDER = join(ROOT, ".snippets");

function markdownFiles() {
  const docs = existsSync(join(ROOT, "docs")) ? readdirSync(join(ROOT, "docs"), { recursive: true }) : [];
  return ["README.md", ...docs.map((file) => join("docs", file)).sort()].filter(
    (file) => file.endsWith(".md") && existsSync(join(ROOT, file)),
  );
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
let count = 0;
for (const file of markdownFiles()) {
  for (const { line, code } of snippetsOf(readFileSync(join(ROOT, file), "utf8"))) {
    // docs/routing.md's block in line 12 is .snippets/docs/routing.md-12.ts
    const path = join(FOLDER, `${file}-${line}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
    count += 1;
  }
}

const config = {
  extends: "../tsconfig.json",
  // A snippet shows a part; the rest of the program may use what it declares.
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ["**/*.ts"],
  exclude: [],
};
writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(config));

let failed = false;
if (count > 0) {
  for (const compiler of ["typescript", "typescript-5.9"]) {
    failed = (await runNode([tool(compiler, "tsc"), "--project", ".snippets"])) !== 0 || failed;
  }
}
console.log(
  `${count} blocks of TypeScript in the documentation ${failed ? "were checked: see above" : "are right"}.`,
);
if (failed) process.exitCode = 1;
else rmSync(FOLDER, { recursive: true });
