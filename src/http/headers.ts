import { knownAcrossCopies } from "./across-copies.ts";

/** Names and values to start a {@link HeaderList} from. `undefined` values are left out. */
export type HeadersInit =
  | HeaderList
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | number | readonly string[] | undefined>>;

// RFC 9110 §5.6.2: token. RFC 9110 §5.5: field-value without CR, LF, NUL and the other controls.
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
const FIELD_VALUE = /^[^\x00-\x08\x0a-\x1f\x7f\u0100-\uffff]*$/;

/**
 * An ordered list of header fields (RFC 9110 §5). Names are kept in lower case and compared so; a name may
 * stand more than once. Setting a name or value that could not be sent safely throws a `TypeError`, so that
 * nothing an application puts here can split a response.
 *
 * @example
 * ```ts
 * const headers = new HeaderList({ "Content-Type": "text/plain" });
 * headers.append("Vary", "Origin");
 * headers.get("vary"); // "Origin"
 * ```
 */
export class HeaderList implements Iterable<[name: string, value: string]> {
  // name, value, name, value ...: one array to make, walk and hand over, with no pair objects.
  #flat: string[];
  #shared: boolean;
  #lowerCase: boolean;

  constructor(init?: HeadersInit) {
    this.#flat = [];
    this.#shared = false;
    this.#lowerCase = true;
    if (init !== undefined) this.#fill(init);
  }

  /**
   * Takes over a flat `[name, value, name, value ...]` array that a parser has already checked.
   * With `lowerCase: false` the names are brought to lower case at the first look.
   */
  static fromFlat(flat: string[], lowerCase = true): HeaderList {
    const list = new HeaderList();
    list.#flat = flat;
    list.#lowerCase = lowerCase;
    return list;
  }

  /** A list that starts with the same fields and copies them only when it is changed. */
  share(): HeaderList {
    const list = new HeaderList();
    list.#flat = this.flat;
    list.#shared = true;
    this.#shared = true;
    return list;
  }

  /** The fields as `[name, value, name, value ...]`. Not to be changed: it may be shared. */
  get flat(): string[] {
    if (!this.#lowerCase) {
      const flat = this.#flat;
      for (let i = 0; i < flat.length; i += 2) flat[i] = flat[i]!.toLowerCase();
      this.#lowerCase = true;
    }
    return this.#flat;
  }

  /** The number of fields. */
  get size(): number {
    return this.#flat.length / 2;
  }

  /** The first value of the field, or `undefined`. */
  get(name: string): string | undefined {
    const flat = this.flat;
    const key = name.toLowerCase();
    for (let i = 0; i < flat.length; i += 2) if (flat[i] === key) return flat[i + 1];
    return undefined;
  }

  /** Every value of the field, in order. `getAll("accept").join(", ")` is its combined value (RFC 9110 §5.2). */
  getAll(name: string): string[] {
    const flat = this.flat;
    const key = name.toLowerCase();
    const values: string[] = [];
    for (let i = 0; i < flat.length; i += 2) if (flat[i] === key) values.push(flat[i + 1]!);
    return values;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Makes the field have this one value, in the place where it stood first. */
  set(name: string, value: string | number): void {
    const key = fieldName(name);
    const text = fieldValue(key, value);
    const flat = this.#own();
    let kept = false;
    let write = 0;
    for (let i = 0; i < flat.length; i += 2) {
      if (flat[i] === key) {
        if (kept) continue;
        kept = true;
        flat[i + 1] = text;
      }
      flat[write] = flat[i]!;
      flat[write + 1] = flat[i + 1]!;
      write += 2;
    }
    flat.length = write;
    if (!kept) flat.push(key, text);
  }

  /** Adds a further field of this name. */
  append(name: string, value: string | number): void {
    const key = fieldName(name);
    const text = fieldValue(key, value);
    this.#own().push(key, text);
  }

  /** Removes every field of this name. */
  delete(name: string): void {
    const key = name.toLowerCase();
    const flat = this.#own();
    let write = 0;
    for (let i = 0; i < flat.length; i += 2) {
      if (flat[i] === key) continue;
      flat[write] = flat[i]!;
      flat[write + 1] = flat[i + 1]!;
      write += 2;
    }
    flat.length = write;
  }

  /** Adds `token` to a comma-separated field such as `Vary`, unless it is there already. */
  appendToken(name: string, token: string): void {
    const wanted = token.toLowerCase();
    const present = this.getAll(name)
      .join(",")
      .split(",")
      .map((part) => part.trim());
    if (present.some((part) => part.toLowerCase() === wanted)) return;
    this.set(name, [...present.filter((part) => part !== ""), token].join(", "));
  }

  *[Symbol.iterator](): Generator<[name: string, value: string]> {
    const flat = this.flat;
    for (let i = 0; i < flat.length; i += 2) yield [flat[i]!, flat[i + 1]!];
  }

  #own(): string[] {
    const flat = this.flat;
    if (!this.#shared) return flat;
    this.#shared = false;
    this.#flat = flat.slice();
    return this.#flat;
  }

  #fill(init: HeadersInit): void {
    if (init instanceof HeaderList) {
      this.#flat = init.flat.slice();
    } else if (Symbol.iterator in init) {
      for (const [name, value] of init as Iterable<readonly [string, string]>) this.append(name, value);
    } else {
      for (const name of Object.keys(init)) {
        const value = init[name];
        if (value === undefined) continue;
        if (typeof value === "object") for (const one of value) this.append(name, one);
        else this.append(name, value);
      }
    }
  }
}

function fieldName(name: string): string {
  if (!FIELD_NAME.test(name))
    throw new TypeError(`${JSON.stringify(name)} is not a header field name (RFC 9110 §5.1)`);
  return name.toLowerCase();
}

function fieldValue(name: string, value: string | number): string {
  const text = String(value);
  if (!FIELD_VALUE.test(text)) {
    throw new TypeError(
      `the value of header ${name} holds a character that cannot be sent in a header (RFC 9110 §5.5): ${JSON.stringify(text)}`,
    );
  }
  return text;
}

knownAcrossCopies(HeaderList, "HeaderList");
