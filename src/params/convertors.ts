/** What a name of a path template may be told to look like: `{id:int}`. `path` takes slashes too. */
export type Convertor = "str" | "int" | "float" | "uuid" | "path";

/** What text each convertor takes. The signs are ours: Starlette knows only digits. */
export const CONVERTOR_PATTERNS: Readonly<Record<Convertor, string>> = {
  str: "[^/]+",
  int: "-?[0-9]+",
  float: "-?[0-9]+(?:\\.[0-9]+)?",
  uuid: "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
  path: ".*",
};

/** How a value that its convertor does not take is reported. */
export interface ConvertorCheck {
  readonly pattern: RegExp;
  readonly type: string;
  readonly msg: string;
}

const whole = (convertor: Convertor) => new RegExp(`^${CONVERTOR_PATTERNS[convertor]}$`);

/**
 * The checks of convertors that not every text passes. A path whose text a convertor refuses still leads to its route
 * when no other route takes it; the client then reads what was wrong instead of a 404.
 */
export const CONVERTOR_CHECKS: Readonly<Partial<Record<Convertor, ConvertorCheck>>> = {
  int: {
    pattern: whole("int"),
    type: "int_parsing",
    msg: "Input should be a valid integer, unable to parse string as an integer",
  },
  float: {
    pattern: whole("float"),
    type: "float_parsing",
    msg: "Input should be a valid number, unable to parse string as a number",
  },
  uuid: { pattern: whole("uuid"), type: "uuid_parsing", msg: "Input should be a valid UUID" },
};
