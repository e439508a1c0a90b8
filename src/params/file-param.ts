import type { ResolvedParam } from "./classify.ts";
import type { CompiledParam, Outcome } from "./compiled-param.ts";
import { formValue, formValues } from "./reader.ts";
import { type ErrorSink, missing } from "./report.ts";
import type { RequestValues } from "./request-values.ts";
import type { Location, ValidationErrorDetail } from "./validation-error.ts";

/** A file without a schema: an upload, several, or none. */
export class FileParam implements CompiledParam {
  readonly #name: string;
  readonly #wire: string;
  readonly #many: boolean;
  readonly #optional: boolean;

  constructor(param: ResolvedParam) {
    this.#name = param.name;
    this.#wire = param.wire;
    this.#many = param.options.many ?? false;
    this.#optional = param.options.optional ?? false;
  }

  extract(values: RequestValues, into: Record<string, unknown>, errors: ErrorSink): Outcome {
    const last = formValue(values, this.#wire);
    const wanted = this.#many ? formValues(values, this.#wire) : last === undefined ? [] : [last];
    const loc: Location = ["body", this.#wire];
    if (wanted.length === 0) {
      if (this.#optional) into[this.#name] = undefined;
      else errors.push(missing(loc, null));
      return "done";
    }
    wanted.forEach((value, index) => {
      if (typeof value !== "string") return;
      errors.push(notAFile(this.#many ? [...loc, index] : loc, value));
    });
    into[this.#name] = this.#many ? wanted : wanted[0];
    return "done";
  }
}

function notAFile(loc: Location, input: string): ValidationErrorDetail {
  return {
    type: "value_error",
    loc,
    msg: "Value error, Expected UploadFile, received: <class 'str'>",
    input,
    ctx: { error: {} },
  };
}
