import { dayFromText, timeFromText, uuidFromText } from "./canonical-text.ts";
import { dateFromText } from "./date-text.ts";
import { bare, kindOf, type Shape, type UnionOption } from "./shape.ts";
import { bigintFromText, booleanFromText, integerFromText, numberFromText } from "./text.ts";

/** Text as it was read: one value, or the values of a repeated key. */
export type RawText = string | readonly string[];

/** Gives the coerced value, or the raw text where it cannot be coerced. */
export type TextCoercer = (raw: RawText) => unknown;

const asIs: TextCoercer = (raw) => raw;

/** Compiles the coercion of text to what the shape takes. */
export function textCoercer(shape: Shape): TextCoercer {
  switch (shape.type) {
    case "integer":
      return scalar(integerFromText);
    case "number":
      return scalar(numberFromText);
    case "boolean":
      return scalar(booleanFromText);
    case "bigint":
      return scalar(bigintFromText);
    case "date":
      return scalar(dateFromText);
    case "day":
      return scalar(dayFromText);
    case "time":
      return scalar(timeFromText);
    case "uuid":
      return scalar(uuidFromText);
    case "literal":
      return literal(shape.values);
    case "nullable":
      return textCoercer(shape.inner);
    case "lazy":
      return lazily(shape.get);
    case "array":
      return list(textCoercer(shape.element));
    case "set":
      return set(list(textCoercer(shape.element)));
    case "tuple":
      return tuple(shape.items.map(textCoercer), shape.rest === undefined ? asIs : textCoercer(shape.rest));
    case "union":
      return union(shape.options);
    case "intersection":
      return textCoercer(shape.parts[0] ?? { type: "any" });
    default:
      return asIs;
  }
}

function scalar(fromText: (text: string) => unknown): TextCoercer {
  return (raw) => (typeof raw === "string" ? (fromText(raw) ?? raw) : raw);
}

function list(element: TextCoercer): TextCoercer {
  if (element === asIs) return (raw) => (typeof raw === "string" ? [raw] : raw);
  return (raw) => (typeof raw === "string" ? [element(raw)] : raw.map((text) => element(text)));
}

function set(elements: TextCoercer): TextCoercer {
  return (raw) => new Set(elements(raw) as unknown[]);
}

function tuple(items: readonly TextCoercer[], rest: TextCoercer): TextCoercer {
  return (raw) => (typeof raw === "string" ? [raw] : raw).map((text, index) => (items[index] ?? rest)(text));
}

/** Members that are numbers, booleans or bigints are found by their text; a string member is itself. */
function literal(values: readonly unknown[]): TextCoercer {
  const words = new Set(values.filter((value) => typeof value === "string"));
  const others = values.filter((value) => typeof value !== "string");
  if (others.length === 0) return asIs;
  const readers: ((text: string) => unknown)[] = [];
  const types = new Set(others.map((value) => typeof value));
  if (types.has("number")) readers.push(numberReader(others));
  if (types.has("boolean")) readers.push(booleanFromText);
  if (types.has("bigint")) readers.push(bigintFromText);
  return (raw) => {
    if (typeof raw !== "string" || words.has(raw)) return raw;
    for (const reader of readers) {
      const value = reader(raw);
      if (value !== undefined && others.includes(value)) return value;
    }
    return raw;
  };
}

/** Integers are read as integers are: `1.` is none. */
function numberReader(values: readonly unknown[]): (text: string) => number | undefined {
  const numbers = values.filter((value) => typeof value === "number");
  return numbers.every(Number.isInteger) ? integerFromText : numberFromText;
}

function lazily(get: () => Shape): TextCoercer {
  let coercer: TextCoercer | undefined;
  return (raw) => {
    coercer ??= textCoercer(get());
    return coercer(raw);
  };
}

/**
 * pydantic's smart mode for text: an option that takes the text as it is wins over one that needs coercion; among
 * the others the first that takes what it was coerced to.
 */
function union(options: readonly UnionOption[]): TextCoercer {
  const lists: Candidate[] = [];
  const scalars: Candidate[] = [];
  const exact: UnionOption[] = [];
  for (const option of options) {
    const coerce = textCoercer(option.shape);
    const takesLists = kindOf(option.shape) === "array";
    if (takesLists) lists.push({ option, coerce });
    // A union in the union may take both.
    if (takesLists && bare(option.shape).type !== "union") continue;
    exact.push(option);
    if (coerce !== asIs) scalars.push({ option, coerce });
  }
  if (scalars.length + lists.length === 0) return asIs;
  return (raw) => {
    if (typeof raw !== "string") return firstTaken(lists, raw);
    for (const option of exact) if (option.accepts(raw)) return raw;
    const value = firstTaken(scalars, raw);
    return value === raw ? firstTaken(lists, raw) : value;
  };
}

interface Candidate {
  readonly option: UnionOption;
  readonly coerce: TextCoercer;
}

function firstTaken(candidates: readonly Candidate[], raw: RawText): unknown {
  for (const { option, coerce } of candidates) {
    const value = coerce(raw);
    if (value !== raw && option.accepts(value)) return value;
    // A list of strings is taken as it is.
    if (value === raw && typeof raw !== "string" && option.accepts(raw)) return raw;
  }
  return raw;
}
