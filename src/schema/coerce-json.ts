import { dayFromNumber, dayFromText, timeFromNumber, timeFromText, uuidFromText } from "./canonical-text.ts";
import { dateFromNumber, dateFromText } from "./date-text.ts";
import { overflowed } from "./nesting.ts";
import type { Shape, UnionOption } from "./shape.ts";
import { bigintFromText, booleanFromText, integerFromText, numberFromText } from "./text.ts";

/** Gives the coerced value, or the value itself where there is nothing to coerce. The value is never changed. */
export type JsonCoercer = (value: unknown) => unknown;

type Mode = "lax" | "revive";

const asIs: JsonCoercer = (value) => value;

/** pydantic's habit: `"5"` for an integer, 1 for true, a date from its text. Strings are never made of other values. */
export function laxJsonCoercer(shape: Shape): JsonCoercer {
  return guarded(new Compiler("lax").compile(shape));
}

/** Only what JSON has no words for: dates, bigints, sets and maps. `undefined` when there is nothing of the sort. */
export function reviver(shape: Shape): JsonCoercer | undefined {
  const coercer = new Compiler("revive").compile(shape);
  return coercer === asIs ? undefined : guarded(coercer);
}

/** A value nested so deeply that the stack overflows is left to the schema, which reports it. */
function guarded(coercer: JsonCoercer): JsonCoercer {
  if (coercer === asIs) return asIs;
  return (value) => {
    try {
      return coercer(value);
    } catch (error) {
      if (!overflowed(error, value)) throw error;
      return value;
    }
  };
}

class Compiler {
  readonly #mode: Mode;
  // A recursive shape comes back to itself: by then its coercer is on its way.
  readonly #known = new Map<Shape, { coercer?: JsonCoercer }>();

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  compile(shape: Shape): JsonCoercer {
    const known = this.#known.get(shape);
    if (known !== undefined) return known.coercer ?? ((value) => known.coercer!(value));
    const entry: { coercer?: JsonCoercer } = {};
    this.#known.set(shape, entry);
    entry.coercer = this.#make(shape);
    return entry.coercer;
  }

  #make(shape: Shape): JsonCoercer {
    const lax = this.#mode === "lax";
    switch (shape.type) {
      case "integer":
        return lax ? (value) => integer(value) : asIs;
      case "number":
        return lax ? (value) => number(value) : asIs;
      case "boolean":
        return lax ? (value) => boolean(value) : asIs;
      case "bigint":
        return lax ? laxBigint : bigint;
      case "date":
        return lax ? laxDate : date;
      case "day":
        return lax ? day : asIs;
      case "time":
        return lax ? time : asIs;
      case "uuid":
        return lax ? uuid : asIs;
      case "literal":
        return lax && shape.enumerated ? enumeration(shape.values) : asIs;
      case "nullable":
        return this.compile(shape.inner);
      case "lazy":
        return this.#lazily(shape.get);
      case "array":
        return array(this.compile(shape.element));
      case "set":
        return set(this.compile(shape.element));
      case "tuple":
        return this.#tuple(shape.items, shape.rest);
      case "record":
        return record(lax ? keyCoercer(shape.key) : undefined, this.compile(shape.value));
      case "map":
        return map(this.compile(shape.key), this.compile(shape.value));
      case "object":
        return this.#object(shape.fields, shape.rest);
      case "union":
        return this.#union(shape.options);
      case "intersection":
        return chain(shape.parts.map((part) => this.compile(part)));
      default:
        return asIs;
    }
  }

  #lazily(get: () => Shape): JsonCoercer {
    let coercer: JsonCoercer | undefined;
    return (value) => {
      coercer ??= this.compile(get());
      return coercer(value);
    };
  }

  #tuple(items: readonly Shape[], rest: Shape | undefined): JsonCoercer {
    const coercers = items.map((item) => this.compile(item));
    const restCoercer = rest === undefined ? asIs : this.compile(rest);
    if (coercers.every((coercer) => coercer === asIs) && restCoercer === asIs) return asIs;
    return (value) =>
      Array.isArray(value)
        ? mapChanged(value, (item, index) => (coercers[index] ?? restCoercer)(item))
        : value;
  }

  #object(fields: ReadonlyMap<string, Shape>, rest: Shape | undefined): JsonCoercer {
    const coercers: [string, JsonCoercer][] = [];
    for (const [name, shape] of fields) {
      const coercer = this.compile(shape);
      if (coercer !== asIs) coercers.push([name, coercer]);
    }
    const restCoercer = rest === undefined ? asIs : this.compile(rest);
    if (coercers.length === 0 && restCoercer === asIs) return asIs;
    return (value) => {
      if (!isObject(value)) return value;
      let copy: Record<string, unknown> | undefined;
      for (const [name, coercer] of coercers) {
        if (!Object.hasOwn(value, name)) continue;
        const coerced = coercer(value[name]);
        if (Object.is(coerced, value[name])) continue;
        copy ??= { ...value };
        copy[name] = coerced;
      }
      if (restCoercer === asIs) return copy ?? value;
      return recordExcept(copy ?? value, restCoercer, fields);
    };
  }

  /** An option that takes the value as it stands wins; else the first that takes what it makes of the value. */
  #union(options: readonly UnionOption[]): JsonCoercer {
    const candidates = options.map(({ shape, accepts }) => ({ accepts, coerce: this.compile(shape) }));
    if (candidates.every(({ coerce }) => coerce === asIs)) return asIs;
    const choose: JsonCoercer = (value) => {
      if (options.some((option) => option.accepts(value))) return value;
      for (const { accepts, coerce } of candidates) {
        const coerced = coerce(value);
        if (!Object.is(coerced, value) && accepts(coerced)) return coerced;
      }
      return value;
    };
    return onceForEach(choose);
  }
}

/** In a recursive union each option asks for the same parts again, which would double the work with each level. */
function onceForEach(coerce: JsonCoercer): JsonCoercer {
  const known = new WeakMap<object, unknown>();
  return (value) => {
    if (typeof value !== "object" || value === null) return coerce(value);
    if (known.has(value)) return known.get(value);
    const coerced = coerce(value);
    known.set(value, coerced);
    return coerced;
  };
}

function integer(value: unknown): unknown {
  if (typeof value === "string") return integerFromText(value) ?? value;
  return typeof value === "boolean" ? Number(value) : value;
}

function number(value: unknown): unknown {
  if (typeof value === "string") return numberFromText(value) ?? value;
  return typeof value === "boolean" ? Number(value) : value;
}

function boolean(value: unknown): unknown {
  if (typeof value === "string") return booleanFromText(value) ?? value;
  return value === 1 ? true : value === 0 ? false : value;
}

function bigint(value: unknown): unknown {
  return Number.isSafeInteger(value) ? BigInt(value as number) : value;
}

function laxBigint(value: unknown): unknown {
  if (typeof value === "string") return bigintFromText(value) ?? value;
  return typeof value === "boolean" ? BigInt(value) : bigint(value);
}

function date(value: unknown): unknown {
  return typeof value === "string" ? (dateFromText(value) ?? value) : value;
}

function laxDate(value: unknown): unknown {
  return typeof value === "number" ? (dateFromNumber(value) ?? value) : date(value);
}

function day(value: unknown): unknown {
  if (typeof value === "string") return dayFromText(value) ?? value;
  return typeof value === "number" ? (dayFromNumber(value) ?? value) : value;
}

function time(value: unknown): unknown {
  if (typeof value === "string") return timeFromText(value) ?? value;
  return typeof value === "number" ? (timeFromNumber(value) ?? value) : value;
}

function uuid(value: unknown): unknown {
  return typeof value === "string" ? (uuidFromText(value) ?? value) : value;
}

/** An enumeration of integers is coerced as integers are, and no other one. */
function enumeration(values: readonly unknown[]): JsonCoercer {
  if (!values.every(Number.isInteger)) return asIs;
  return (value) => {
    const coerced = integer(value);
    return values.includes(coerced) ? coerced : value;
  };
}

/** Coerces the keys of a record, which JSON has as text only: `"+4"` to `"4"` where they are integers. */
export function keyCoercer(key: Shape): ((name: string) => string) | undefined {
  switch (key.type) {
    case "integer":
      return (name) => String(integerFromText(name) ?? name);
    case "number":
      return (name) => String(numberFromText(name) ?? name);
    case "day":
      return (name) => dayFromText(name) ?? name;
    case "uuid":
      return (name) => uuidFromText(name) ?? name;
    default:
      return undefined;
  }
}

function array(element: JsonCoercer): JsonCoercer {
  if (element === asIs) return asIs;
  return (value) => (Array.isArray(value) ? mapChanged(value, element) : value);
}

function set(element: JsonCoercer): JsonCoercer {
  return (value) => (Array.isArray(value) ? new Set(value.map((item) => element(item))) : value);
}

function map(key: JsonCoercer, value: JsonCoercer): JsonCoercer {
  return (input) => {
    if (!isObject(input)) return input;
    return new Map(Object.entries(input).map(([name, item]) => [key(name), value(item)]));
  };
}

function record(key: ((name: string) => string) | undefined, element: JsonCoercer): JsonCoercer {
  if (key !== undefined)
    return (value) => (isObject(value) ? withKeys(recordExcept(value, element), key) : value);
  if (element === asIs) return asIs;
  return (value) => (isObject(value) ? recordExcept(value, element) : value);
}

/** Of two keys that become the same the later counts, as of two that were the same. */
function withKeys(value: Record<string, unknown>, key: (name: string) => string): Record<string, unknown> {
  const names = Object.keys(value);
  if (names.every((name) => key(name) === name)) return value;
  return Object.fromEntries(names.map((name) => [key(name), value[name]]));
}

function recordExcept(
  value: Record<string, unknown>,
  element: JsonCoercer,
  except?: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    if (except?.has(name)) continue;
    const coerced = element(value[name]);
    if (Object.is(coerced, value[name])) continue;
    // A spread copies __proto__ as a property of its own, so that to write it does not change the prototype.
    copy ??= { ...value };
    copy[name] = coerced;
  }
  return copy ?? value;
}

function chain(coercers: readonly JsonCoercer[]): JsonCoercer {
  const active = coercers.filter((coercer) => coercer !== asIs);
  if (active.length === 0) return asIs;
  return (value) => active.reduce((current, coercer) => coercer(current), value);
}

function mapChanged(
  values: readonly unknown[],
  coerce: (value: unknown, index: number) => unknown,
): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const coerced = coerce(values[index], index);
    if (Object.is(coerced, values[index])) continue;
    copy ??= [...values];
    copy[index] = coerced;
  }
  return copy ?? values;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
