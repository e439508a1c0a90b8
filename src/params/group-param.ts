import type { CompiledSchema, Validation } from "../schema/index.ts";
import type { GroupMember, ResolvedParam } from "./classify.ts";
import type { CompiledParam, ExtractOptions, Outcome } from "./compiled-param.ts";
import type { ParamSource } from "./declare.ts";
import { everything, locationOf, type Reader, reader } from "./reader.ts";
import { type ErrorSink, explain, failed, report } from "./report.ts";
import type { RequestValues } from "./request-values.ts";

/** A group: the members of one object schema, each read as a parameter of its own. */
export class GroupParam implements CompiledParam {
  readonly #name: string;
  readonly #maxErrors: number;
  readonly #schema: CompiledSchema;
  readonly #members: readonly { member: GroupMember; read: Reader }[];
  readonly #wires: ReadonlyMap<string, string>;
  readonly #known: ReadonlySet<string>;
  readonly #source: ParamSource;
  readonly #takesExtra: boolean;
  readonly #rest: CompiledSchema | undefined;

  constructor(param: ResolvedParam, group: readonly GroupMember[], options: ExtractOptions) {
    this.#name = param.name;
    this.#maxErrors = options.maxErrors;
    this.#schema = param.schema!;
    this.#source = param.source;
    this.#members = group.map((member) => ({
      member,
      read: reader(param.source, member.wire, member.schema, options.pathIndex),
    }));
    this.#wires = new Map(group.map((member) => [member.key, member.wire]));
    this.#known = new Set(group.map((member) => member.wire));
    this.#takesExtra = param.schema!.extra !== "ignore";
    this.#rest = param.schema!.rest;
  }

  extract(values: RequestValues, into: Record<string, unknown>, errors: ErrorSink): Outcome {
    const raw: Record<string, unknown> = {};
    const value: Record<string, unknown> = {};
    for (const { member, read } of this.#members) {
      const text = read(values);
      if (text === undefined) continue;
      raw[member.key] = text;
      value[member.key] = isText(text) ? member.schema.fromText(text) : text;
    }
    if (this.#takesExtra) {
      const rest = this.#rest;
      for (const [key, extra] of this.#extra(values)) {
        put(value, key, rest !== undefined && isText(extra) ? rest.fromText(extra) : extra);
      }
    }
    const validation = this.#schema.run(value);
    if (validation instanceof Promise) {
      return validation.then((settled) => this.#settle(settled, raw, values, into, errors));
    }
    this.#settle(validation, raw, values, into, errors);
    return "done";
  }

  /** What was sent under names that are none of the group's. */
  *#extra(values: RequestValues): Generator<[string, unknown]> {
    for (const [key, all] of everything(this.#source, values)) {
      // `save_data` is not the header of a member `save_data`, and must not take its place: that one is `save-data`.
      if (!this.#known.has(key) && !this.#wires.has(key)) yield [key, this.#extraValue(all)];
    }
  }

  /** Of a key that was sent more than once: all for a list, the last for one value, as for declared parameters. */
  #extraValue(all: readonly unknown[]): unknown {
    const kind = this.#rest?.kind;
    if (kind === "array") return all;
    if (kind === "scalar") return this.#source === "header" ? all[0] : all.at(-1);
    return all.length === 1 ? all[0] : all;
  }

  #settle(
    validation: Validation,
    raw: Record<string, unknown>,
    values: RequestValues,
    into: Record<string, unknown>,
    errors: ErrorSink,
  ): void {
    if (!failed(validation)) {
      into[this.#name] = validation.value;
      return;
    }
    // The errors show the whole group as it was sent; but headers that are none of the group's stay hidden, as a proxy
    // may have put secrets there.
    if (this.#takesExtra || this.#source !== "header") {
      for (const [key, extra] of this.#extra(values)) put(raw, key, extra);
    }
    const issues = explain(this.#schema, validation, raw, "text", this.#maxErrors).map((issue) => {
      const [head, ...rest] = issue.path;
      const wire = head === undefined ? undefined : this.#wires.get(String(head));
      return wire === undefined ? issue : { ...issue, path: [wire, ...rest] };
    });
    report(errors, [locationOf(this.#source)], issues);
  }
}

/** Sets a property of any name: `__proto__` has to become one like any other. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function isText(value: unknown): value is string | readonly string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string"));
}
