/** The outcome of {@link parseJson}. */
export type ParsedJson = { readonly value: unknown } | { readonly error: JsonSyntaxError };

/** Where and why a text is no JSON, in the words of Python's `json`, which clients of FastAPI know. */
export interface JsonSyntaxError {
  /** The character that could not be read, in Unicode characters from 0. */
  readonly position: number;
  readonly msg: string;
}

/**
 * Parses JSON (RFC 8259). A byte order mark before it is skipped. A key `__proto__` becomes a property like any other.
 *
 * `JSON.parse` does the work; what it refuses is read again, slowly, to say where and why.
 *
 * @param lax takes `NaN`, `Infinity` and `-Infinity` too, as Python does
 *
 * @example
 * ```ts
 * parseJson('{"a": 1}'); // { value: { a: 1 } }
 * parseJson('{"a" 1}'); // { error: { position: 5, msg: "Expecting ':' delimiter" } }
 * ```
 */
export function parseJson(text: string, lax = false): ParsedJson {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const scanner = new Scanner(text.startsWith("\uFEFF") ? text.slice(1) : text, lax);
    return scanner.parse();
  }
}

/** An array or object that is still being read. */
type Open = { readonly array: unknown[] } | { readonly object: Record<string, unknown>; key: string };

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEX = /[0-9a-fA-F]{4}/y;

const WORDS: readonly (readonly [word: string, value: unknown])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
];
const LAX_WORDS: typeof WORDS = [
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

class Mistake extends Error {
  readonly position: number;

  constructor(msg: string, position: number) {
    super(msg);
    this.position = position;
  }
}

/**
 * Reads JSON in the order in which Python's decoder does, so that it stops at the same place. Open containers are
 * kept in an array, not on the call stack: no depth of nesting can overflow it.
 */
class Scanner {
  readonly #text: string;
  readonly #words: typeof WORDS;
  #position = 0;

  constructor(text: string, lax: boolean) {
    this.#text = text;
    this.#words = lax ? [...WORDS, ...LAX_WORDS] : WORDS;
  }

  parse(): ParsedJson {
    try {
      this.#skipSpace();
      const value = this.#read();
      if (this.#position < this.#text.length) throw new Mistake("Extra data", this.#position);
      return { value };
    } catch (error) {
      if (!(error instanceof Mistake)) throw error;
      return { error: { position: characters(this.#text, error.position), msg: error.message } };
    }
  }

  #read(): unknown {
    const open: Open[] = [];
    for (;;) {
      const opened = this.#open();
      if (opened !== undefined) {
        open.push(opened);
        continue;
      }
      let value = this.#value();
      this.#skipSpace();
      // The value may be the last one of several containers.
      for (;;) {
        const container = open.at(-1);
        if (container === undefined) return value;
        const closed = this.#add(container, value);
        if (closed === undefined) break;
        value = closed;
        open.pop();
      }
    }
  }

  /** Enters a container that is not empty, up to its first value. */
  #open(): Open | undefined {
    const start = this.#text[this.#position];
    if (start !== "{" && start !== "[") return undefined;
    const before = this.#position++;
    this.#skipSpace();
    if (this.#text[this.#position] === (start === "{" ? "}" : "]")) {
      this.#position = before;
      return undefined;
    }
    return start === "[" ? { array: [] } : { object: {}, key: this.#key() };
  }

  /** Adds a value; gives the container when it ends there, and else goes on to its next value. */
  #add(container: Open, value: unknown): unknown {
    const isArray = "array" in container;
    if (isArray) container.array.push(value);
    else define(container.object, container.key, value);
    const next = this.#text[this.#position];
    if (next === (isArray ? "]" : "}")) {
      this.#position++;
      this.#skipSpace();
      return isArray ? container.array : container.object;
    }
    if (next !== ",") throw new Mistake("Expecting ',' delimiter", this.#position);
    this.#position++;
    this.#skipSpace();
    if (!isArray) container.key = this.#key();
    return undefined;
  }

  #key(): string {
    if (this.#text[this.#position] !== '"') {
      throw new Mistake("Expecting property name enclosed in double quotes", this.#position);
    }
    const key = this.#string();
    this.#skipSpace();
    if (this.#text[this.#position] !== ":") throw new Mistake("Expecting ':' delimiter", this.#position);
    this.#position++;
    this.#skipSpace();
    return key;
  }

  /** A value that holds no other: text, number, word, or an empty container. */
  #value(): unknown {
    const start = this.#text[this.#position];
    if (start === '"') return this.#string();
    if (start === "{" || start === "[") {
      this.#position++;
      this.#skipSpace();
      this.#position++;
      return start === "{" ? {} : [];
    }
    for (const [word, value] of this.#words) {
      if (!this.#text.startsWith(word, this.#position)) continue;
      this.#position += word.length;
      return value;
    }
    const number = this.#skip(NUMBER);
    if (number === "") throw new Mistake("Expecting value", this.#position);
    return Number(number);
  }

  #string(): string {
    const start = this.#position++;
    for (;;) {
      let code = this.#text.charCodeAt(this.#position);
      // A quote, a backslash, a control character or the end: NaN is not more than anything.
      while (code >= 0x20 && code !== 0x22 && code !== 0x5c) code = this.#text.charCodeAt(++this.#position);
      const stop = this.#text[this.#position];
      if (stop === undefined) throw new Mistake("Unterminated string starting at", start);
      if (stop === '"') {
        this.#position++;
        return JSON.parse(this.#text.slice(start, this.#position)) as string;
      }
      if (stop !== "\\") throw new Mistake("Invalid control character at", this.#position);
      this.#escape(start);
    }
  }

  #escape(start: number): void {
    const backslash = this.#position;
    const escaped = this.#text[backslash + 1];
    if (escaped === undefined) throw new Mistake("Unterminated string starting at", start);
    this.#position += 2;
    if (escaped !== "u") {
      if (!'"\\/bfnrt'.includes(escaped)) throw new Mistake("Invalid \\escape", backslash);
    } else if (this.#skip(HEX) === "" || this.#position === this.#text.length) {
      throw new Mistake("Invalid \\uXXXX escape", backslash + 1);
    }
  }

  /** Moves behind what the pattern takes here, and gives it. */
  #skip(pattern: RegExp): string {
    const start = this.#position;
    pattern.lastIndex = start;
    if (!pattern.test(this.#text)) return "";
    this.#position = pattern.lastIndex;
    return this.#text.slice(start, this.#position);
  }

  #skipSpace(): void {
    let code = this.#text.charCodeAt(this.#position);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      code = this.#text.charCodeAt(++this.#position);
    }
  }
}

/** As `object[key] = value`, but for `__proto__`, which would set the prototype. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Code units to characters: Python counts a character beyond the Basic Multilingual Plane once. */
function characters(text: string, units: number): number {
  let pairs = 0;
  for (let index = 0; index < units - 1; index++) {
    if ((text.codePointAt(index) as number) > 0xffff) {
      pairs++;
      index++;
    }
  }
  return units - pairs;
}
