import type { $ZodType } from "zod/v4/core";
import { lazyInner } from "./zod-member.ts";

/** A function that an author put into a schema, and what is known of its answers: a promise is remembered for good. */
export interface AuthorFunction {
  answers: "unknown" | "values" | "promises";
}

/** What a schema has of functions whose answers Zod waits for. */
export interface AuthorFunctions {
  readonly all: readonly AuthorFunction[];
  /** A transformed key of a record: Zod refuses it in its asynchronous mode, whatever the function does. */
  readonly onlySynchronous: boolean;
}

type Run = (payload: unknown, context: { readonly async?: boolean | undefined }) => unknown;
type Callable = (...args: never[]) => unknown;

const found = new WeakMap<$ZodType, AuthorFunctions>();
const guards = new WeakMap<Callable, AuthorFunction>();
const guardedRuns = new WeakSet<Callable>();
/** Payloads that a check has answered a promise for. */
const awaited = new WeakSet<object>();

/**
 * Finds the functions of refinements and transforms in a schema, and puts a guard around each.
 *
 * Whether a function is asynchronous often shows only in what it answers, and Zod drops the promises that it has when it
 * comes upon one in its synchronous mode, or upon a throw: one of them that rejects later would end the process. The
 * guards change nothing of what a schema does; they make dropped promises harmless and take note of promises.
 *
 * Lazy schemas are asked, so this has to wait until a value is there.
 */
export function authorFunctions(schema: $ZodType): AuthorFunctions {
  let functions = found.get(schema);
  if (functions === undefined) {
    functions = new Search(true).of(schema);
    found.set(schema, functions);
  }
  return functions;
}

/** Guards the functions of a schema before what its lazy parts stand for is there. */
export function authorFunctionsSoFar(schema: $ZodType): AuthorFunctions {
  return found.get(schema) ?? new Search(false).of(schema);
}

/** Whether a function is known to answer promises. */
export function isAsynchronous({ all }: AuthorFunctions): boolean {
  return all.some(({ answers }) => answers === "promises");
}

/** Whether every function has answered, and none of them ever a promise. */
export function isSynchronous({ all }: AuthorFunctions): boolean {
  return all.every(({ answers }) => answers === "values");
}

interface Def {
  readonly type?: string;
  readonly check?: string;
  readonly fn?: Callable;
  readonly transform?: Callable;
  readonly checks?: readonly Part[];
  readonly shape?: Readonly<Record<PropertyKey, Part>>;
  readonly [key: string]: unknown;
}

interface Part {
  readonly _zod: {
    readonly def: Def;
    readonly run?: Run;
    readonly parse?: Run;
    readonly bag?: { readonly Class?: unknown };
  };
}

/** Where a definition has its parts, whatever its type is. Keys of records are looked at on their own. */
const PARTS = [
  "innerType",
  "element",
  "valueType",
  "catchall",
  "rest",
  "left",
  "right",
  "in",
  "out",
  "schema",
];
const LISTS = ["options", "items"];

class Search {
  readonly #followsLazy: boolean;
  readonly #functions = new Set<AuthorFunction>();
  readonly #seen = new Set<unknown>();
  #transforms = 0;
  #transformsKeys = false;

  constructor(followsLazy: boolean) {
    this.#followsLazy = followsLazy;
  }

  of(schema: $ZodType): AuthorFunctions {
    this.#visit(schema as unknown as Part);
    const all = [...this.#functions];
    // Nothing is dropped where nothing is waited for: such a schema stays as it is.
    if (all.length > 0) for (const part of this.#seen) guardRun(part as Part);
    return { all, onlySynchronous: this.#transformsKeys };
  }

  #visit(part: Part): void {
    if (this.#seen.has(part)) return;
    this.#seen.add(part);
    const { def } = part._zod;
    // z.promise: there is no synchronous way through it.
    if (def.type === "promise") this.#functions.add({ answers: "promises" });
    if (typeof def.transform === "function") {
      if (def.type === "transform") this.#transforms++;
      this.#functions.add(guard(def, "transform", def.transform));
    }
    this.#visitCheck(part);
    for (const check of def.checks ?? []) this.#visit(check);
    for (const name of PARTS) this.#visitAny(def[name]);
    for (const name of LISTS)
      for (const item of (def[name] as Part[] | undefined) ?? []) this.#visitAny(item);
    if (def.shape !== undefined) for (const key of Reflect.ownKeys(def.shape)) this.#visitAny(def.shape[key]);
    if (def.keyType !== undefined) this.#visitKey(def.keyType as Part, def.type === "record");
    if (def.type === "lazy" && this.#followsLazy) this.#visitAny(lazyInner(part as unknown as $ZodType));
  }

  #visitAny(part: unknown): void {
    if (typeof part === "object" && part !== null && "_zod" in part) this.#visit(part as Part);
  }

  #visitKey(key: Part, ofRecord: boolean): void {
    const before = this.#transforms;
    this.#visitAny(key);
    if (ofRecord && this.#transforms > before) this.#transformsKeys = true;
  }

  /** All other kinds of checks are Zod's own and wait for nothing. */
  #visitCheck({ _zod: internals }: Part): void {
    const { def, bag } = internals;
    if (!(["custom", "property", "properties", "overwrite"] as unknown[]).includes(def.check)) return;
    // z.instanceof
    if (bag?.Class !== undefined) return;
    const holder = internals as unknown as { readonly check?: Callable };
    if (holder.check === undefined) return;
    const known = guard(internals, "check", holder.check);
    // Zod takes a promise of an overwrite for its value.
    if (def.check === "overwrite") return;
    if (isAsyncFunction(def.fn)) known.answers = "promises";
    this.#functions.add(known);
  }
}

function guard(holder: object, name: "check" | "transform", original: Callable): AuthorFunction {
  const known = guards.get(original);
  if (known !== undefined) return known;
  const author: AuthorFunction = { answers: isAsyncFunction(original) ? "promises" : "unknown" };
  const call = original as (...args: unknown[]) => unknown;
  const guarded = function (this: unknown, ...args: unknown[]): unknown {
    const payload = args[name === "check" ? 0 : 1] as { readonly value: unknown };
    let answer: unknown;
    try {
      answer = call.apply(this, args);
    } catch (error) {
      // Another check of the value is under way, and a throw would make Zod forget it.
      if (awaited.has(payload)) return quiet(Promise.reject(error));
      throw error;
    }
    if (answer instanceof Promise) {
      author.answers = "promises";
      awaited.add(payload);
      return quiet(answer);
    }
    quiet(payload.value);
    if (author.answers === "unknown") author.answers = "values";
    return answer;
  };
  // So that it is still seen to be asynchronous.
  Object.setPrototypeOf(guarded, Object.getPrototypeOf(original) as object);
  if (Reflect.set(holder, name, guarded)) guards.set(guarded, author);
  return author;
}

/** In the asynchronous mode a throw becomes a rejection, so that what runs beside it is still waited for. */
function guardRun({ _zod: internals }: Part): void {
  const { run: original } = internals;
  if (original === undefined || guardedRuns.has(original)) return;
  // Without checks the one stands for the other, and Zod may still replace both by something faster.
  const run: Run =
    original === internals.parse ? (payload, context) => internals.parse!(payload, context) : original;
  const guarded: Run = (payload, context) => {
    if (context.async !== true) return quiet(run(payload, context));
    try {
      return quiet(run(payload, context));
    } catch (error) {
      return quiet(Promise.reject(error));
    }
  };
  if (Reflect.set(internals, "run", guarded)) guardedRuns.add(guarded);
}

/** Whoever waits for the promise gets its error; nobody has to. */
function quiet<T>(value: T): T {
  if (value instanceof Promise) value.catch(() => undefined);
  return value;
}

function isAsyncFunction(fn: Callable | undefined): boolean {
  return Object.prototype.toString.call(fn) === "[object AsyncFunction]";
}
