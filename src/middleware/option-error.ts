import { SalukiError } from "../errors.ts";

/** The mistake in an option of a middleware: `invalidOption("cors({ maxAge })", "is negative", "...")`. */
export function invalidOption(option: string, problem: string, fix: string): SalukiError {
  return new SalukiError("INVALID_OPTION", { what: `${option} ${problem}`, fix });
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Throws unless every name is a token (RFC 9110 §5.6.2), as methods and field names are. */
export function checkTokens(option: string, names: readonly string[]): void {
  for (const name of names) {
    if (typeof name !== "string" || !TOKEN.test(name)) {
      throw invalidOption(
        option,
        `holds ${JSON.stringify(name)}`,
        "Give names made of letters, digits and -.",
      );
    }
  }
}
