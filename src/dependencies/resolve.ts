import {
  type ExtractOptions,
  Extractor,
  invalidRequest,
  type RequestValues,
  type ValidationErrorDetail,
} from "../params/index.ts";
import type { AppScope } from "./app-scope.ts";
import { cleanUp, isGenerator, neverYielded, type Suspended, unwind } from "./cleanup.ts";
import type { Context } from "./context.ts";
import { isGeneratorFunction } from "./depends.ts";
import type { DependencyNode, Graph, Inputs } from "./graph.ts";

/** The value of a slot whose dependency could not be called, because something it needs was not valid. */
const FAILED: unique symbol = Symbol("failed");

/** One step of a plan. Returns a promise only when something in it is asynchronous. */
type Step = (run: Run) => void | Promise<void>;

/** What a plan needs besides its graph. */
export interface PlanOptions extends ExtractOptions {
  readonly appScope: AppScope;
  /** Reads the body into `run.values.body`; absent for an operation without one. */
  readonly readBody: ((values: RequestValues) => void | Promise<void>) | undefined;
}

/** The state of one request on its way through a plan. */
export class Run {
  readonly values: RequestValues;
  readonly context: Context;
  /** The value of each dependency, by its slot. */
  readonly slots: unknown[] = [];
  #errors: { rank: number; detail: ValidationErrorDetail }[] | undefined = undefined;
  #rank = 0;
  #forFunction: Suspended[] | undefined = undefined;
  #forRequest: Suspended[] | undefined = undefined;

  constructor(values: RequestValues, context: Context) {
    this.values = values;
    this.context = context;
  }

  /** Takes a validation error; extractors write to a run as they would to an array. */
  push(detail: ValidationErrorDetail): void {
    this.#errors ??= [];
    this.#errors.push({ rank: this.#rank, detail });
  }

  get errorCount(): number {
    return this.#errors === undefined ? 0 : this.#errors.length;
  }

  /** Errors that follow belong to this place in the order of declaration. */
  rank(rank: number): void {
    this.#rank = rank;
  }

  /** All errors in the order of declaration, whatever the order of the steps was. */
  get errors(): ValidationErrorDetail[] {
    return [...(this.#errors ?? [])].sort((a, b) => a.rank - b.rank).map(({ detail }) => detail);
  }

  fill(slot: number, value: unknown): void {
    this.slots[slot] = value;
  }

  suspend(generator: Suspended, scope: "function" | "request"): void {
    if (scope === "function") {
      this.#forFunction ??= [];
      this.#forFunction.push(generator);
    } else {
      this.#forRequest ??= [];
      this.#forRequest.push(generator);
    }
  }

  get hasFunctionCleanup(): boolean {
    return this.#forFunction !== undefined;
  }

  get hasRequestCleanup(): boolean {
    return this.#forRequest !== undefined;
  }

  /** Cleans up what lives as long as the handler runs. @throws what a clean-up throws */
  async endFunction(): Promise<void> {
    if (this.#forFunction !== undefined) await cleanUp(this.#forFunction);
  }

  /** Cleans up what lives as long as the request. @throws what a clean-up throws */
  async endRequest(): Promise<void> {
    if (this.#forRequest !== undefined) await cleanUp(this.#forRequest);
  }

  /** Throws `error` into everything that is suspended. @returns the error that came out last */
  async fail(error: unknown): Promise<unknown> {
    const inner = this.#forFunction === undefined ? error : await unwind(this.#forFunction, error);
    return this.#forRequest === undefined ? inner : unwind(this.#forRequest, inner);
  }
}

/** The compiled way from a request to the values of a handler. Made once; a request only runs it. */
export class Plan {
  readonly #steps: readonly Step[];
  readonly #handler: Assembler;
  readonly #handlerRank: number;

  constructor(graph: Graph, options: PlanOptions) {
    const nodes = graph.nodes.map((node, slot) => ({
      slot,
      node,
      step: dependencyStep(node, slot, options),
    }));
    // What needs no body runs before the body is read: an unauthenticated client cannot make the server read one.
    const isEarly = earlyNodes(graph.nodes);
    const early = nodes.filter(({ slot }) => isEarly[slot]).map(({ step }) => step);
    const late = nodes.filter(({ slot }) => !isEarly[slot]).map(({ step }) => step);
    const { readBody } = options;
    const body: Step[] =
      readBody === undefined
        ? []
        : [
            (run) => {
              run.rank(graph.nodes.length);
              return readBody(run.values);
            },
            (run) => {
              const { body } = run.values;
              if (body.kind === "invalid") run.push(invalidJson(body.position, body.msg));
            },
          ];
    this.#steps = [...early, ...body, ...late];
    this.#handler = new Assembler(graph.handler, options);
    this.#handlerRank = graph.nodes.length;
  }

  /**
   * The values of the handler: at once when nothing on the way is asynchronous.
   *
   * @throws RequestValidationError with the errors of all sources, and whatever a dependency throws
   */
  resolve(run: Run): Record<string, unknown> | Promise<Record<string, unknown>> {
    const steps = this.#steps;
    for (let i = 0; i < steps.length; i++) {
      const pending = steps[i]!(run);
      if (pending !== undefined) return this.#resume(run, pending, i + 1);
    }
    return this.#assemble(run);
  }

  async #resume(run: Run, pending: Promise<void>, next: number): Promise<Record<string, unknown>> {
    await pending;
    const steps = this.#steps;
    for (let i = next; i < steps.length; i++) {
      const more = steps[i]!(run);
      if (more !== undefined) await more;
    }
    return this.#assemble(run);
  }

  #assemble(run: Run): Record<string, unknown> | Promise<Record<string, unknown>> {
    run.rank(this.#handlerRank);
    const into: Record<string, unknown> = {};
    const pending = this.#handler.assemble(run, into);
    if (pending instanceof Promise) return pending.then(() => checked(run, into));
    return checked(run, into);
  }
}

/**
 * Which dependencies run before the body is read: all but those that need it, and those that live as long as the handler
 * runs. Begun any earlier, a transaction would hold its connection while a slow client sends its body. One that an
 * early dependency needs is early too.
 */
function earlyNodes(nodes: readonly DependencyNode[]): boolean[] {
  const isEarly = nodes.map(({ needsBody, dependency }) => !needsBody && !isOpenedForHandler(dependency));
  // Depth first: what a node needs stands before it.
  for (let slot = nodes.length - 1; slot >= 0; slot--) {
    if (isEarly[slot]) for (const input of nodes[slot]!.slots) isEarly[input.slot] = true;
  }
  return isEarly;
}

function isOpenedForHandler({ scope, call }: DependencyNode["dependency"]): boolean {
  return scope === "function" && isGeneratorFunction(call);
}

function checked(run: Run, values: Record<string, unknown>): Record<string, unknown> {
  if (run.errorCount === 0) return values;
  const { body } = run.values;
  throw invalidRequest(run.errors, { body: body.kind === "value" ? body.value : undefined });
}

/** Puts the values of one function together: constants, slots, and its own parameters. */
class Assembler {
  readonly #inputs: Inputs;
  readonly #extractor: Extractor | undefined;

  constructor(inputs: Inputs, options: ExtractOptions) {
    this.#inputs = inputs;
    const extractor = new Extractor(inputs.params, options);
    this.#extractor = extractor.isEmpty ? undefined : extractor;
  }

  /** @returns whether every dependency that it needs could be called */
  assemble(run: Run, into: Record<string, unknown>): boolean | Promise<boolean> {
    const { slots, constants } = this.#inputs;
    let complete = true;
    for (let i = 0; i < constants.length; i++) into[constants[i]!.name] = constants[i]!.value;
    for (let i = 0; i < slots.length; i++) {
      const value = run.slots[slots[i]!.slot];
      if (value === FAILED) complete = false;
      else into[slots[i]!.name] = value;
    }
    const before = run.errorCount;
    const pending = this.#extractor?.extract(run.values, into, run);
    if (pending !== undefined) return pending.then(() => complete && run.errorCount === before);
    return complete && run.errorCount === before;
  }
}

function dependencyStep(node: DependencyNode, slot: number, options: PlanOptions): Step {
  const { dependency } = node;
  const { scope } = dependency;
  if (scope === "app") {
    return (run) => {
      const value = options.appScope.get(dependency);
      if (value instanceof Promise) return value.then((opened) => run.fill(slot, opened));
      run.fill(slot, value);
    };
  }

  const assembler = new Assembler(node, options);
  const call = dependency.call as (params: unknown, context: Context) => unknown;

  const invoke = (run: Run, ready: boolean, values: Record<string, unknown>): void | Promise<void> => {
    if (!ready) {
      run.fill(slot, FAILED);
      return;
    }
    const result = call(values, run.context);
    if (isGenerator(result)) return start(run, result, scope, slot);
    if (result instanceof Promise) return result.then((value) => run.fill(slot, value));
    if (isThenable(result)) return Promise.resolve(result).then((value) => run.fill(slot, value));
    run.fill(slot, result);
  };

  return (run) => {
    run.rank(slot);
    const values: Record<string, unknown> = {};
    const ready = assembler.assemble(run, values);
    if (ready instanceof Promise) return ready.then((settled) => invoke(run, settled, values));
    return invoke(run, ready, values);
  };
}

function start(
  run: Run,
  generator: Suspended,
  scope: "function" | "request",
  slot: number,
): void | Promise<void> {
  const first = generator.next();
  if (first instanceof Promise) return first.then((result) => begin(run, generator, result, scope, slot));
  begin(run, generator, first as IteratorResult<unknown>, scope, slot);
}

function begin(
  run: Run,
  generator: Suspended,
  first: IteratorResult<unknown>,
  scope: "function" | "request",
  slot: number,
): void {
  if (first.done) throw neverYielded();
  run.suspend(generator, scope);
  run.fill(slot, first.value);
}

/** Whether a value has to be awaited though it is no promise, such as the query of a query builder. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as PromiseLike<unknown>).then === "function"
  );
}

function invalidJson(position: number, error: string): ValidationErrorDetail {
  return {
    type: "json_invalid",
    loc: ["body", position],
    msg: "JSON decode error",
    input: {},
    ctx: { error },
  };
}
