import { fileURLToPath, pathToFileURL } from "node:url";
import { SalukiError } from "saluki";
import { describe, expect, it } from "vitest";
import { CommandError } from "../../src/cli/command-error.ts";
import { describeError, UserCodeError } from "../../src/cli/describe-error.ts";

const SOURCE = fileURLToPath(new URL("../../src/", import.meta.url));
const CWD = process.cwd();

/** An error with these frames. */
function thrown(message: string, frames: readonly string[], cause?: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.stack = [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

describe("an error on the terminal", () => {
  it.each<[string, unknown, string]>([
    ["is one sentence of a command", new CommandError("no folder"), "no folder"],
    [
      "is what Saluki has to say, and what to do",
      missing("a port is taken", "Use another"),
      "a port is taken [ADDRESS_IN_USE]. Use another.",
    ],
    [
      "keeps the full stop that is there",
      missing("a port is taken", "Another one?"),
      "a port is taken [ADDRESS_IN_USE]. Another one?",
    ],
    ["may have nothing that can be done", missing("a port is taken"), "a port is taken [ADDRESS_IN_USE]"],
    ["may be no error", 5, "thrown: 5"],
    [
      "tells what was done, and then its cause",
      new UserCodeError("main.ts could not be loaded", { cause: new CommandError("why") }),
      "main.ts could not be loaded\n\nwhy",
    ],
  ])("%s", (_, error, text) => {
    expect(describeError(error)).toBe(text);
  });

  it("has the frames of the user only, as URLs or paths, from the working directory on", () => {
    const error = thrown("boom", [
      `connect (${pathToFileURL(CWD).href}/shop/db.ts:3:9)`,
      `${CWD}/main.ts:1:1`,
      `async file:///elsewhere/lib.ts:1:1`,
      `query (${CWD}/node_modules/pg/lib/query.js:1:1)`,
      "Array.map (<anonymous>)",
      `Saluki.handle (${SOURCE}app/app.ts:1:1)`,
      `load (${pathToFileURL(SOURCE).href}cli/load-app.ts:1:1)`,
      "async ModuleJob.run (node:internal/modules/esm/module_job:1:1)",
    ]);
    expect(describeError(error).split("\n")).toEqual([
      "Error: boom",
      "    at connect (shop/db.ts:3:9)",
      "    at main.ts:1:1",
      "    at async file:///elsewhere/lib.ts:1:1",
    ]);
  });

  it("has the frames of Saluki where there are no others: it is a mistake in there", () => {
    const error = thrown("boom", [
      `Saluki.handle (${SOURCE}app/app.ts:1:1)`,
      `load (${SOURCE}cli/load-app.ts:1:1)`,
    ]);
    expect(describeError(error)).toMatch(/^Error: boom\n {4}at Saluki\.handle \(.*app\.ts:1:1\)$/);
  });

  it("ends where causes go in a circle", () => {
    const first = thrown("first", []);
    const second = thrown("second", [], first);
    first.cause = second;
    expect(describeError(first)).toBe("Error: first\ncaused by: Error: second");
  });

  it("may have no stack", () => {
    const error = new TypeError("boom");
    delete (error as { stack?: string }).stack;
    expect(describeError(error)).toBe("TypeError: boom");
  });
});

function missing(what: string, fix?: string): SalukiError {
  return new SalukiError("ADDRESS_IN_USE", { what, fix });
}
