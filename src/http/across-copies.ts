/**
 * Makes `instanceof` hold between two copies of this package in one process. A program that Node loads as CommonJS gets
 * one copy, and what it imports later gets another; a response that one has made is a response to the other.
 *
 * A class is known by a symbol of its prototype; classes that extend it are told apart as ever, unless they ask for a
 * symbol of their own.
 */
export function knownAcrossCopies(type: abstract new (...args: never[]) => object, name: string): void {
  const brand = Symbol.for(`saluki.${name}`);
  Object.defineProperty(type.prototype, brand, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this !== type) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === "object" && value !== null && brand in value;
    },
  });
}
