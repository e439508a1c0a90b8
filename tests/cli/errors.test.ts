import { describe, expect, it, vi } from "vitest";
import { saluki } from "./command.ts";
import { project } from "./project.ts";

vi.setConfig({ testTimeout: 60_000 });

/** What `saluki routes main.mjs` prints on standard error. */
async function failure(files: Readonly<Record<string, string>>): Promise<string> {
  const { folder } = project(files);
  const { code, stdout, stderr } = await saluki(["routes", "main.mjs"], { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  return stderr;
}

describe("an error while the application is loaded", () => {
  it("is shown with the frames of the user's files only", async () => {
    const printed = await failure({
      "main.mjs": `import { connect } from "./db.mjs";\n\nconnect();`,
      "db.mjs": `import lib from "lib";\nexport function connect() {\n  lib(() => { throw new Error("no database"); });\n}`,
      "node_modules/lib/index.js": "module.exports = (fn) => fn();",
    });
    expect(printed.split("\n")).toEqual([
      "saluki: main.mjs could not be loaded",
      "",
      "Error: no database",
      expect.stringMatching(/^ {4}at .*db\.mjs:3:\d+\)?$/),
      expect.stringMatching(/^ {4}at .*connect \(db\.mjs:3:\d+\)$/),
      expect.stringMatching(/^ {4}at .*main\.mjs:3:\d+\)?$/),
      "",
    ]);
  });

  it("is shown with its causes", async () => {
    const printed = await failure({
      "main.mjs": `throw new AggregateError([new Error("one")], "all failed", { cause: new TypeError("two") });`,
    });
    expect(printed).toMatch(/AggregateError: all failed\n {4}at main.mjs.*\ncaused by: TypeError: two\n/);
    expect(printed).toMatch(/among them: Error: one\n/);
  });

  it("is shown as it is where something else than an error was thrown", async () => {
    expect(await failure({ "main.mjs": `throw { reason: "none" };` })).toBe(
      "saluki: main.mjs could not be loaded\n\nthrown: { reason: 'none' }\n",
    );
  });

  it("is shown with the place of a syntax error, in whichever file it is", async () => {
    const printed = await failure({
      "main.mjs": `import "./items.mjs";\nconsole.log("never runs");`,
      "items.mjs": "let a = 1;\nlet b = ;\n",
    });
    expect(printed).toBe(
      `saluki: main.mjs could not be loaded

items.mjs:2
let b = ;
        ^

SyntaxError: Unexpected token ';'
`,
    );
  });

  it("is shown with the importing file where a package is missing", async () => {
    expect(await failure({ "main.mjs": `import "not-there";` })).toMatch(
      /Cannot find package 'not-there' imported from main\.mjs\n$/,
    );
  });

  it("says where the declaration is that cannot work", async () => {
    const printed = await failure({
      "main.mjs": `import { Saluki } from "saluki";\nconst app = new Saluki();\napp.get("/{id}", () => 1);`,
    });
    expect(printed).toContain(
      "path parameter {id} is not declared [UNDECLARED_PATH_PARAMETER]\n  at GET /{id} (",
    );
    expect(printed).toContain("main.mjs:3:");
  });
});
