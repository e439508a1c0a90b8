// Reads the values of options; what is wrong with one is said with its name and what it takes.

/** The ones with these names, in the order of the list; all of them when none is named. */
export function named<T extends { name: string }>(
  option: string,
  text: string | undefined,
  all: readonly T[],
): T[] {
  if (text === undefined) return [...all];
  const names = text.split(",");
  const unknown = names.find((name) => all.every((one) => one.name !== name));
  if (unknown !== undefined) {
    throw new Error(
      `${option} does not know "${unknown}": it takes ${all.map(({ name }) => name).join(", ")}`,
    );
  }
  return all.filter(({ name }) => names.includes(name));
}

/** A whole number above 0. */
export function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${option} takes a whole number above 0, not "${text}"`);
  }
  return value;
}

/** Several of them: `64,1000`. */
export function wholes(option: string, text: string): number[] {
  return text.split(",").map((one) => whole(option, one));
}
