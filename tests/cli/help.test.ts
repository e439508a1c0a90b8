import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { commandHelp, generalHelp } from "../../src/cli/help.ts";
import { flagName } from "../../src/cli/options.ts";
import { run } from "../../src/cli/run.ts";
import { ROOT } from "./project.ts";

const docs = readFileSync(join(ROOT, "docs", "cli.md"), "utf8");
const commands = await Promise.all(
  Object.entries(COMMANDS).map(async ([name, { load }]) => ({ name, command: await load() })),
);

describe("the flags of saluki run", () => {
  const page = readFileSync(join(ROOT, "docs", "server.md"), "utf8");

  it.each(Object.keys(run.options))("%s is an option on the page of the server, or told there", (name) => {
    const [, member] = /^websocket([A-Z]\w*)$/.exec(name) ?? [];
    const option = member === undefined ? name : member.replace(/^./, (letter) => letter.toLowerCase());
    expect(page).toMatch(new RegExp(`\`(?:${option}|--${flagName(name)})(?: [^\`]+)?\``));
  });

  it("of which --server is told to be the option engine", () => {
    expect(page).toContain("| `engine` | `--server` |");
  });
});

describe("the help", () => {
  it("stands in docs/cli.md as the command prints it", () => {
    expect(docs).toContain(`\n\`\`\`text\n${generalHelp(COMMANDS)}\`\`\`\n`);
  });

  it.each(commands)("of $name stands in docs/cli.md as the command prints it", ({ command }) => {
    expect(docs).toContain(`\n\`\`\`text\n${commandHelp(command)}\`\`\`\n`);
  });

  it.each(commands)(
    "of $name calls it by the name that it is found by, in lines of 100 at most",
    ({ name, command }) => {
      expect(command.name).toBe(name);
      const lines = commandHelp(command).split("\n");
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
    },
  );
});
