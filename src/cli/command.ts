import type { OptionTable, OptionValues } from "./options.ts";

/** What was asked of a command, by arguments that are known to be good. */
export interface Invocation<O extends OptionTable> {
  /** The application: `FILE` or `FILE:NAME`. */
  readonly target: string;
  readonly values: OptionValues<O>;
}

/** One command of `saluki`. It takes one `FILE`, and its options. */
export interface Command<O extends OptionTable = OptionTable> {
  readonly name: string;
  /** What it does, as paragraphs of its help. */
  readonly description: string;
  readonly options: O;
  /**
   * @returns the exit code, or `undefined` when it goes on until a signal ends it
   * @throws UsageError for arguments that do not fit together, anything else for what went wrong
   */
  readonly run: (invocation: Invocation<O>) => Promise<number | undefined>;
}

/** Infers the options of a command from its table. */
export function defineCommand<const O extends OptionTable>(command: Command<O>): Command<O> {
  return command;
}
