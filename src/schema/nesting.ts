/** How deep a value of JSON may be nested before that is taken for the reason of an overflow of the stack. */
const DEEP = 1000;

/**
 * Whether the error says that the stack overflowed because the value is nested too deeply: the client's fault. An
 * endless recursion in a function of the schema's author looks the same, but happens with shallow values too.
 */
export function overflowed(error: unknown, value: unknown): boolean {
  if (!(error instanceof RangeError) || !/call stack|recursion/i.test(error.message)) return false;
  let level: unknown[] = [value];
  for (let depth = 0; depth < DEEP; depth++) {
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
    if (level.length === 0) return false;
  }
  return true;
}
