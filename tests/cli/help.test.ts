import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { commandHelp, generalHelp } from "../../src/cli/help.ts";
import { ROOT } from "./project.ts";

const docs = readFileSync(join(ROOT, "docs", "cli.md"), "utf8");
const commands = await Promise.all(
  Object.entries(COMMANDS).map(async ([name, { load }]) => ({ name, command: await load() })),
);

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
