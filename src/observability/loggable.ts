/** What is left of a value once it has been made safe to log: JSON can carry it, and it is of bounded size. */
export type Loggable = string | number | boolean | null | Loggable[] | { [key: string]: Loggable };

// One careless `logger.info({ app })` must neither block the process nor fill the disk.
const MAX_DEPTH = 6;
const MAX_ENTRIES = 100;
const MAX_VALUES = 2_000;
const MAX_TEXT = 16_384;

const CUT = "[...]";
const UNREADABLE = "[unreadable]";

/** How far one call has come: how many values it may still visit, and the objects it is inside of. */
interface Walk {
  left: number;
  readonly above: object[];
}

/**
 * A copy of any value that `JSON.stringify` is sure to take: circles, BigInts, getters and proxies that throw,
 * functions and symbols become text; errors keep their stack and causes; what is too deep or too long is cut.
 * Never throws.
 */
export function loggable(value: unknown): Loggable {
  return visit(value, { left: MAX_VALUES, above: [] });
}

/** What {@link loggable} makes of an `Error`. */
export interface LoggedError {
  readonly [key: string]: Loggable;
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

export function isLoggedError(value: Loggable | undefined): value is Loggable & LoggedError {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { type, message, stack } = value;
  return typeof type === "string" && typeof message === "string" && typeof stack === "string";
}

function visit(value: unknown, walk: Walk): Loggable {
  switch (typeof value) {
    case "string":
      return clip(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
    case "symbol":
      return clip(String(value));
    case "undefined":
      return null;
    case "function":
      return "[function]";
    default:
      return value === null ? null : visitObject(value as object, walk);
  }
}

function visitObject(value: object, walk: Walk): Loggable {
  if (walk.above.includes(value)) return "[circular]";
  if (walk.above.length >= MAX_DEPTH || walk.left <= 0) return CUT;
  walk.left--;
  walk.above.push(value);
  try {
    return copy(value, walk);
  } catch {
    return UNREADABLE;
  } finally {
    walk.above.pop();
  }
}

function copy(value: object, walk: Walk): Loggable {
  if (isError(value)) return copyError(value, walk);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ("toJSON" in value && typeof value.toJSON === "function") return visit(value.toJSON(), walk);
  if (Array.isArray(value)) return copyList(value, value.length, walk);
  if (value instanceof Set) return copyList(value, value.size, walk);
  if (value instanceof Map) return copyMap(value, walk);
  return copyFields(value, {}, walk);
}

function copyList(values: Iterable<unknown>, length: number, walk: Walk): Loggable[] {
  const list: Loggable[] = [];
  for (const value of values) {
    if (list.length >= MAX_ENTRIES || walk.left-- <= 0) {
      list.push(`[... ${length - list.length} more]`);
      break;
    }
    list.push(visit(value, walk));
  }
  return list;
}

function copyMap(map: Map<unknown, unknown>, walk: Walk): Loggable {
  const copied: { [key: string]: Loggable } = {};
  let count = 0;
  for (const [key, value] of map) {
    if (count++ >= MAX_ENTRIES || walk.left-- <= 0) {
      put(copied, "...", `${map.size - count + 1} more`);
      break;
    }
    put(copied, clip(String(key)), visit(value, walk));
  }
  return copied;
}

function copyFields(
  value: object,
  copied: { [key: string]: Loggable },
  walk: Walk,
): { [key: string]: Loggable } {
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i++) {
    if (i >= MAX_ENTRIES || walk.left-- <= 0) {
      put(copied, "...", `${keys.length - i} more`);
      break;
    }
    const key = keys[i]!;
    if (Object.hasOwn(copied, key)) continue;
    const field = read(value, key);
    if (field !== undefined) put(copied, key, visit(field, walk));
  }
  return copied;
}

/** Type, message, stack and causes first, then what the program put on the error (`code`, `errno` ...). */
function copyError(error: object, walk: Walk): Loggable {
  const type = textOf(error, "name", "Error");
  const message = textOf(error, "message", "");
  const copied: { [key: string]: Loggable } = {
    type,
    message,
    stack: textOf(error, "stack", `${type}: ${message}`),
  };
  for (const key of ["cause", "errors"]) {
    const value = read(error, key);
    if (value !== undefined) copied[key] = visit(value, walk);
  }
  return copyFields(error, copied, walk);
}

function textOf(error: object, key: string, otherwise: string): string {
  const value = read(error, key);
  return typeof value === "string" ? clip(value) : otherwise;
}

function isError(value: object): boolean {
  // The tag tells errors of another realm, for which instanceof is false.
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function read(object: object, key: string): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch {
    return UNREADABLE;
  }
}

/** Sets a field of any name, `__proto__` included. */
function put(target: { [key: string]: Loggable }, key: string, value: Loggable): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

function clip(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}[... ${text.length - MAX_TEXT} more]`;
}
