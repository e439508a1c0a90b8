import type { Convertor } from "./convertors.ts";
import type { ErrorSink } from "./report.ts";
import type { RequestValues } from "./request-values.ts";

/** How JSON bodies are read: as they stand, or with pydantic's habit of turning `"5"` into 5. */
export type JsonCoercion = "strict" | "lax";

/** What the extraction of one parameter needs to know of the whole operation. */
export interface ExtractOptions {
  /** The position of each name in the path template. */
  readonly pathIndex: ReadonlyMap<string, number>;
  /** The convertor of each name, as in `{id:int}`: text that is none of its kind is refused. */
  readonly convertors: ReadonlyMap<string, Convertor>;
  /** Whether the body's parameters are keys of one object, or the one parameter is the whole body. */
  readonly embedBody: boolean;
  readonly jsonCoercion: JsonCoercion;
  /** Most errors that are told of one parameter. */
  readonly maxErrors: number;
}

/** Whether a parameter is done, or waits for an asynchronous schema. */
export type Outcome = "done" | Promise<void>;

/** One parameter, compiled: it reads, coerces and validates its value. */
export interface CompiledParam {
  /** Puts the value into `into`, or what is wrong with it into `errors`. */
  extract(values: RequestValues, into: Record<string, unknown>, errors: ErrorSink): Outcome;
}
