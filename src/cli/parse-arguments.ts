import { type ParseArgsConfig, parseArgs } from "node:util";
import { closest } from "./closest.ts";
import { flagName, type Option, type OptionTable, type OptionValues } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** What was asked of a command, by arguments that are known to be good. */
export interface Invocation<O extends OptionTable> {
  /** The application: `FILE` or `FILE:NAME`. */
  readonly target: string;
  readonly values: OptionValues<O>;
}

type ParserOptions = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads what follows the name of a command.
 *
 * @returns `"help"` where `--help` is among it
 * @throws UsageError
 */
export function parseArguments<O extends OptionTable>(
  command: { readonly name: string; readonly options: O },
  args: readonly string[],
): Invocation<O> | "help" {
  const { values, positionals } = parse(args, parserOptions(command.options));
  if (values["help"] === true) return "help";
  const [target, ...others] = positionals;
  if (target === undefined || target === "") {
    throw new UsageError(`${command.name} needs the FILE that exports the application`);
  }
  if (others.length > 0) {
    throw new UsageError(`${command.name} takes one FILE, and there is also ${JSON.stringify(others[0])}`);
  }
  const read = Object.entries(command.options).map(([name, option]) => [
    name,
    optionValue(flagName(name), option, values[flagName(name)]),
  ]);
  return { target, values: Object.fromEntries(read) as OptionValues<O> };
}

function parserOptions(table: OptionTable): ParserOptions {
  const options: ParserOptions = { help: { type: "boolean", short: "h" } };
  for (const [name, { kind }] of Object.entries(table)) {
    options[flagName(name)] = {
      type: kind === "flag" ? "boolean" : "string",
      multiple: kind === "texts",
    };
  }
  return options;
}

function parse(args: readonly string[], options: ParserOptions) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(unknownOption(args, options) ?? complaintOf(error as Error));
  }
}

function complaintOf({ message }: Error): string {
  const [, flag] = /'(--?[\w-]+)[^']*' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  return flag === undefined ? message.split(/\.\s/)[0]! : `${flag} needs a value`;
}

/** The complaint about the first option that the command does not have. */
function unknownOption(args: readonly string[], options: ParserOptions): string | undefined {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option" || Object.hasOwn(options, token.name)) continue;
    const meant = closest(token.name, Object.keys(options));
    return `there is no option ${token.rawName}${meant === undefined ? "" : `; did you mean --${meant}?`}`;
  }
  return undefined;
}

function optionValue(flag: string, option: Option, given: unknown): unknown {
  switch (option.kind) {
    case "flag":
      return given === true;
    case "texts":
      return given ?? [];
    case "text":
      return given;
    case "count":
      return given === undefined ? undefined : countOf(`--${flag}`, String(given), option.most);
    case "choice":
      if (given !== undefined && !option.choices.includes(String(given))) {
        throw new UsageError(`--${flag} is ${option.choices.join(" or ")}, and not ${JSON.stringify(given)}`);
      }
      return given;
  }
}

/**
 * A whole number in decimal digits.
 *
 * @throws UsageError that calls it `name`
 */
export function countOf(name: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? "" : ` from 0 to ${most}`;
  throw new UsageError(`${name} is a whole number${range}, and not ${JSON.stringify(text)}`);
}
