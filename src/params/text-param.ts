import type { CompiledSchema, Validation } from "../schema/index.ts";
import type { ResolvedParam } from "./classify.ts";
import type { CompiledParam, ExtractOptions, Outcome } from "./compiled-param.ts";
import { CONVERTOR_CHECKS, type ConvertorCheck } from "./convertors.ts";
import { locationOf, type Reader, reader } from "./reader.ts";
import { type ErrorSink, explain, failed, missing, report } from "./report.ts";
import type { RequestValues } from "./request-values.ts";
import type { Location } from "./validation-error.ts";

/** One value of the path, query, headers, cookies or form: text that is coerced by its schema's type. */
export class TextParam implements CompiledParam {
  readonly #name: string;
  readonly #maxErrors: number;
  readonly #schema: CompiledSchema;
  readonly #read: Reader;
  readonly #loc: Location;
  readonly #coerces: boolean;
  readonly #convertor: ConvertorCheck | undefined;

  constructor(param: ResolvedParam, options: ExtractOptions) {
    this.#name = param.name;
    this.#maxErrors = options.maxErrors;
    const convertor = param.source === "path" ? options.convertors.get(param.wire) : undefined;
    this.#convertor = convertor && CONVERTOR_CHECKS[convertor];
    this.#schema = param.schema!;
    this.#loc = [locationOf(param.source), param.wire];
    this.#coerces = param.source !== "file";
    this.#read = reader(param.source, param.wire, param.schema!, options.pathIndex);
  }

  extract(values: RequestValues, into: Record<string, unknown>, errors: ErrorSink): Outcome {
    const raw = this.#read(values);
    if (this.#convertor?.pattern.test(raw as string) === false) {
      const { type, msg } = this.#convertor;
      errors.push({ type, loc: this.#loc, msg, input: raw });
      return "done";
    }
    const schema = this.#schema;
    // Not left to the schema: one that takes anything, z.unknown(), would take nothing as well.
    if (raw === undefined && !schema.optional) {
      errors.push(missing(this.#loc, null));
      return "done";
    }
    const value =
      raw === undefined ? undefined : this.#coerces ? schema.fromText(raw as string | string[]) : raw;
    const validation = schema.run(value);
    if (validation instanceof Promise) {
      return validation.then((settled) => this.#settle(settled, raw, into, errors));
    }
    this.#settle(validation, raw, into, errors);
    return "done";
  }

  #settle(validation: Validation, raw: unknown, into: Record<string, unknown>, errors: ErrorSink): void {
    if (!failed(validation)) into[this.#name] = validation.value;
    else if (raw === undefined) errors.push(missing(this.#loc, null));
    else report(errors, this.#loc, explain(this.#schema, validation, raw, "text", this.#maxErrors));
  }
}
