import { closest } from "./closest.ts";
import { COMMANDS } from "./commands.ts";
import { describeError } from "./describe-error.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/**
 * Does what a command line asks for.
 *
 * @returns the exit code: 0, 1 for what went wrong, 2 for a command line that cannot be understood; `undefined` while
 *   a server runs
 */
export async function runCommandLine(args: readonly string[]): Promise<number | undefined> {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-v") return print(`${version()}\n`);
  if (first === "--help" || first === "-h") return print(generalHelp(COMMANDS));
  if (first === undefined) {
    process.stderr.write(generalHelp(COMMANDS));
    return 2;
  }
  try {
    const command = await entryOf(first).load();
    const result = await command.run(rest);
    return result === "help" ? print(commandHelp(command)) : result;
  } catch (error) {
    if (error instanceof UsageError) return refuse(error, Object.hasOwn(COMMANDS, first) ? first : undefined);
    process.stderr.write(`saluki: ${describeError(error)}\n`);
    return 1;
  }
}

function entryOf(name: string) {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry !== undefined) return entry;
  const meant = closest(name, Object.keys(COMMANDS));
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw new UsageError(`there is no ${name.startsWith("-") ? "option" : "command"} ${name}${hint}`);
}

function refuse(error: UsageError, command: string | undefined): number {
  const help = command === undefined ? "saluki --help" : `saluki ${command} --help`;
  process.stderr.write(`saluki: ${error.message} (${help} tells more)\n`);
  return 2;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
