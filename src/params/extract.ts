import { BodyParam } from "./body-param.ts";
import type { ResolvedParam } from "./classify.ts";
import type { CompiledParam, ExtractOptions } from "./compiled-param.ts";
import { FileParam } from "./file-param.ts";
import { GroupParam } from "./group-param.ts";
import type { ErrorSink } from "./report.ts";
import type { RequestValues } from "./request-values.ts";
import { TextParam } from "./text-param.ts";

/** What is read of the body stays in the order of declaration. */
const SOURCE_ORDER = { path: 0, query: 1, header: 2, cookie: 3, body: 4, form: 4, file: 4 } as const;

/**
 * Reads, coerces and validates the parameters of one function. Made once, at start. Parameters are taken in the order
 * of their sources: path, query, header, cookie, body; so are their errors.
 */
export class Extractor {
  readonly #params: readonly CompiledParam[];

  constructor(params: readonly ResolvedParam[], options: ExtractOptions) {
    this.#params = [...params]
      .sort((a, b) => SOURCE_ORDER[a.source] - SOURCE_ORDER[b.source])
      .map((param) => compileParam(param, options));
  }

  /** Whether there is nothing to extract. */
  get isEmpty(): boolean {
    return this.#params.length === 0;
  }

  /**
   * Puts the values into `into` and what is wrong into `errors`. Returns a promise only when a schema is asynchronous.
   */
  extract(
    values: RequestValues,
    into: Record<string, unknown>,
    errors: ErrorSink,
  ): undefined | Promise<void> {
    let pending: Promise<void>[] | undefined;
    const params = this.#params;
    try {
      for (let i = 0; i < params.length; i++) {
        const outcome = params[i]!.extract(values, into, errors);
        if (outcome === "done") continue;
        pending ??= [];
        pending.push(outcome);
      }
    } catch (error) {
      // Nobody waits for these any more; one that rejects would end the process.
      for (const outcome of pending ?? []) outcome.catch(() => undefined);
      throw error;
    }
    return pending === undefined ? undefined : Promise.all(pending).then(() => undefined);
  }
}

function compileParam(param: ResolvedParam, options: ExtractOptions): CompiledParam {
  if (param.source === "body") return new BodyParam(param, options);
  if (param.source === "file" && param.schema === undefined) return new FileParam(param);
  if (param.group !== undefined) return new GroupParam(param, param.group, options);
  return new TextParam(param, options);
}
