import type { CompiledSchema, Origin, Validation } from "../schema/index.ts";
import type { ResolvedParam } from "./classify.ts";
import type { CompiledParam, ExtractOptions, Outcome } from "./compiled-param.ts";
import { type ErrorSink, explain, failed, missing, report } from "./report.ts";
import type { RequestValues } from "./request-values.ts";
import type { Location } from "./validation-error.ts";

/** The body, or one key of it. */
export class BodyParam implements CompiledParam {
  readonly #name: string;
  readonly #maxErrors: number;
  readonly #wire: string;
  readonly #schema: CompiledSchema;
  readonly #embed: boolean;
  readonly #origin: Origin;
  readonly #loc: Location;

  constructor(param: ResolvedParam, options: ExtractOptions) {
    this.#name = param.name;
    this.#maxErrors = options.maxErrors;
    this.#wire = param.wire;
    this.#schema = param.schema!;
    this.#embed = options.embedBody;
    this.#origin = options.jsonCoercion === "lax" ? "lax" : "json";
    this.#loc = this.#embed ? ["body", param.wire] : ["body"];
  }

  extract(values: RequestValues, into: Record<string, unknown>, errors: ErrorSink): Outcome {
    const { body } = values;
    // Reported once, by the step that reads the body.
    if (body.kind === "invalid") return "done";
    const whole = body.kind === "value" ? body.value : undefined;
    const raw = this.#embed ? member(whole, this.#wire) : whole;
    const absent = raw === undefined || raw === null;
    const schema = this.#schema;
    // A list or text in the place of an object of parameters is no empty object: none may be left out of it.
    const isNoObject =
      this.#embed && (Array.isArray(whole) || (typeof whole !== "object" && whole !== undefined));
    if (raw === undefined && (isNoObject || !schema.optional)) {
      errors.push(missing(this.#loc, null));
      return "done";
    }
    // JSON null for a body is an absent one, unless the schema takes null.
    const validation = schema.run(absent && schema.optional ? undefined : this.#coerced(raw));
    if (validation instanceof Promise) {
      return validation.then((settled) => this.#settle(settled, raw, absent, into, errors));
    }
    if (absent && raw === null && schema.optional && failed(validation)) {
      const ofNull = schema.run(null);
      if (ofNull instanceof Promise) {
        return ofNull.then((settled) => this.#settle(settled, raw, absent, into, errors));
      }
      this.#settle(ofNull, raw, absent, into, errors);
      return "done";
    }
    this.#settle(validation, raw, absent, into, errors);
    return "done";
  }

  #coerced(raw: unknown): unknown {
    if (raw === undefined) return undefined;
    if (this.#origin === "lax") return this.#schema.fromJson(raw);
    const { revive } = this.#schema;
    return revive === undefined ? raw : revive(raw);
  }

  #settle(
    validation: Validation,
    raw: unknown,
    absent: boolean,
    into: Record<string, unknown>,
    errors: ErrorSink,
  ): void {
    if (!failed(validation)) into[this.#name] = validation.value;
    else if (absent) errors.push(missing(this.#loc, null));
    else report(errors, this.#loc, explain(this.#schema, validation, raw, this.#origin, this.#maxErrors));
  }
}

function member(whole: unknown, key: string): unknown {
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return undefined;
  return Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined;
}
