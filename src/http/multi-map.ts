/**
 * Names with one or more values each, in the order in which they were sent: the shape of a query and of a form.
 * Where one value is wanted of a name that was sent several times, the last one counts.
 *
 * No name is special: `__proto__` and `constructor` are names like any other.
 */
export class MultiMap<Value> implements Iterable<[name: string, value: Value]> {
  // Two arrays and a scan: queries and forms have few names, and a Map of arrays costs more to make than to search.
  readonly #names: string[] = [];
  readonly #values: Value[] = [];

  /** The number of name and value pairs. */
  get size(): number {
    return this.#names.length;
  }

  /** The last value of `name`, or `undefined`. */
  get(name: string): Value | undefined {
    const names = this.#names;
    for (let i = names.length - 1; i >= 0; i--) if (names[i] === name) return this.#values[i];
    return undefined;
  }

  /** Every value of `name`, in order. */
  getAll(name: string): Value[] {
    const names = this.#names;
    const found: Value[] = [];
    for (let i = 0; i < names.length; i++) if (names[i] === name) found.push(this.#values[i]!);
    return found;
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  /** The distinct names, in the order in which they first occur. */
  keys(): IterableIterator<string> {
    return new Set(this.#names).values();
  }

  append(name: string, value: Value): void {
    this.#names.push(name);
    this.#values.push(value);
  }

  *[Symbol.iterator](): Generator<[name: string, value: Value]> {
    for (let i = 0; i < this.#names.length; i++) yield [this.#names[i]!, this.#values[i]!];
  }
}
