/** The value as JSON would carry it: dates as text, bigints as numbers. `undefined` for what it cannot carry at all. */
export function jsonOf(value: unknown): unknown {
  try {
    const text = JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === "bigint") return Number(part);
      return part instanceof Set ? [...part] : part instanceof Map ? Object.fromEntries(part) : part;
    });
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Whether two values of JSON are the same; the order of keys counts for nothing. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && sameJson(left[name], right[name]));
}
