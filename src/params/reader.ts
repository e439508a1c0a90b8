import type { FormFields, UploadFile } from "../http/index.ts";
import type { CompiledSchema } from "../schema/index.ts";
import type { ParamSource } from "./declare.ts";
import type { RequestValues } from "./request-values.ts";

/** Gives the raw value of a parameter, `undefined` where the request has none. */
export type Reader = (values: RequestValues) => unknown;

/** Makes the reader of a value of the path, query, headers, cookies or form. */
export function reader(
  source: ParamSource,
  wire: string,
  schema: CompiledSchema,
  pathIndex: ReadonlyMap<string, number>,
): Reader {
  const many = schema.kind === "array";
  switch (source) {
    case "path": {
      const index = pathIndex.get(wire)!;
      return (values) => values.path[index];
    }
    case "query":
      if (many) return (values) => orAbsent(values.query.getAll(wire));
      return (values) => values.query.get(wire);
    case "header":
      if (many) return (values) => orAbsent(values.request.headers.getAll(wire));
      return (values) => values.request.headers.get(wire);
    case "cookie":
      if (many) return (values) => (values.cookies[wire] === undefined ? undefined : [values.cookies[wire]]);
      return (values) => values.cookies[wire];
    default:
      if (many) return (values) => orAbsent(formValues(values, wire));
      return (values) => formValue(values, wire);
  }
}

function orAbsent<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** A form's values of one name. */
export function formValues({ body }: RequestValues, name: string): readonly (string | UploadFile)[] {
  return body.kind === "form" ? body.fields.getAll(name) : [];
}

/** The last of a form's values of one name. Empty text counts as absent: browsers send it for a field left blank. */
export function formValue(values: RequestValues, name: string): string | UploadFile | undefined {
  return formValues(values, name).at(-1) || undefined;
}

/** Every name of a source that has names of the client's choice, with its values. */
export function* everything(
  source: ParamSource,
  values: RequestValues,
): Generator<[string, readonly unknown[]]> {
  if (source === "query") for (const key of values.query.keys()) yield [key, values.query.getAll(key)];
  else if (source === "header") {
    const names = new Set([...values.request.headers].map(([name]) => name));
    for (const name of names) yield [name, values.request.headers.getAll(name)];
  } else if (source === "cookie")
    for (const [name, value] of Object.entries(values.cookies)) yield [name, [value]];
  else if (source === "form" && values.body.kind === "form") {
    const fields: FormFields = values.body.fields;
    for (const key of fields.keys()) yield [key, fields.getAll(key)];
  }
}

/** The first part of the `loc` of errors. */
export function locationOf(source: ParamSource): string {
  return source === "form" || source === "file" ? "body" : source;
}
