import type { OptionTable } from "./options.ts";
import { type Invocation, parseArguments } from "./parse-arguments.ts";

/** One command of `saluki`. It takes one `FILE`, and its options. */
export interface Command {
  readonly name: string;
  /** What it does, as its help says it. */
  readonly description: string;
  readonly options: OptionTable;
  /**
   * Does what the arguments ask for.
   *
   * @returns the exit code; `undefined` when it goes on until a signal ends it; `"help"` when that was asked for
   * @throws UsageError for arguments that cannot be understood, anything else for what went wrong
   */
  readonly run: (args: readonly string[]) => Promise<number | undefined | "help">;
}

/** A command as its file writes it: what it does with arguments that are known to be good. */
interface CommandDefinition<O extends OptionTable> {
  readonly name: string;
  readonly description: string;
  readonly options: O;
  readonly run: (invocation: Invocation<O>) => Promise<number | undefined>;
}

/** Makes a command that reads its arguments by the table of its options. */
export function defineCommand<const O extends OptionTable>(definition: CommandDefinition<O>): Command {
  return {
    ...definition,
    run: async (args) => {
      const invocation = parseArguments(definition, args);
      return invocation === "help" ? "help" : definition.run(invocation);
    },
  };
}
