/** An option that is either there or not. */
interface Flag {
  readonly kind: "flag";
}

/** An option with a whole number from 0 on. */
interface Count {
  readonly kind: "count";
  /** @default no bound */
  readonly most?: number;
}

/** An option with a text, or, where it may be repeated, several. */
interface Text {
  readonly kind: "text" | "texts";
}

/** An option with one of a few words. */
interface Choice {
  readonly kind: "choice";
  readonly choices: readonly string[];
}

/** An option of a command. */
export type Option = (Flag | Count | Text | Choice) & {
  /** What the help calls the value: `PORT`. Flags have none. */
  readonly placeholder?: string;
  readonly summary: string;
  /** What the help says is taken where the option is not given. */
  readonly fallback?: string;
};

/** The options of a command by their names in code: `reloadDir` is `--reload-dir` on the command line. */
export type OptionTable = Readonly<Record<string, Option>>;

type OptionValue<T extends Option> = T extends Flag
  ? boolean
  : T extends { kind: "count" }
    ? number | undefined
    : T extends { kind: "texts" }
      ? readonly string[]
      : T extends { choices: readonly (infer C)[] }
        ? C | undefined
        : string | undefined;

/** What was given for each option. A flag that is not there is `false`, a repeatable option an empty list. */
export type OptionValues<O extends OptionTable> = { readonly [K in keyof O]: OptionValue<O[K]> };

/** `reload-dir` for `reloadDir`. */
export function flagName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
