import type { FormFields, UploadFile } from "../http/index.ts";
import type { CompiledSchema, Origin, SchemaIssue, Validation } from "../schema/index.ts";
import type { GroupMember, ResolvedParam } from "./classify.ts";
import { CONVERTOR_CHECKS, type Convertor, type ConvertorCheck } from "./convertors.ts";
import type { RequestValues } from "./request-values.ts";
import type { Location, ValidationErrorDetail } from "./validation-error.ts";

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
}

/** What a parameter's schema is run on, and how to speak of it. `undefined` stands for absent. */
type Reader = (values: RequestValues) => unknown;

/** Takes validation errors; an array will do. */
export interface ErrorSink {
  push(detail: ValidationErrorDetail): unknown;
}

type Outcome = "done" | Promise<void>;

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
    for (let i = 0; i < params.length; i++) {
      const outcome = params[i]!.extract(values, into, errors);
      if (outcome === "done") continue;
      pending ??= [];
      pending.push(outcome);
    }
    return pending === undefined ? undefined : Promise.all(pending).then(() => undefined);
  }
}

interface CompiledParam {
  extract(values: RequestValues, into: Record<string, unknown>, errors: ErrorSink): Outcome;
}

function compileParam(param: ResolvedParam, options: ExtractOptions): CompiledParam {
  if (param.source === "body") return new BodyParam(param, options);
  if (param.source === "file" && param.schema === undefined) return new FileParam(param);
  if (param.group !== undefined) return new GroupParam(param, param.group, options);
  return new TextParam(param, options);
}

/** One value of the path, query, headers, cookies or form: text that is coerced by its schema's type. */
class TextParam implements CompiledParam {
  readonly #name: string;
  readonly #schema: CompiledSchema;
  readonly #read: Reader;
  readonly #loc: Location;
  readonly #coerces: boolean;
  readonly #convertor: ConvertorCheck | undefined;

  constructor(param: ResolvedParam, options: ExtractOptions) {
    this.#name = param.name;
    const convertor = param.source === "path" ? options.convertors.get(param.wire) : undefined;
    this.#convertor = convertor && CONVERTOR_CHECKS[convertor];
    this.#schema = param.schema!;
    this.#loc = [locationOf(param), param.wire];
    this.#coerces = param.source !== "file";
    this.#read = reader(param.source, param.wire, param.schema!, options);
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
    else report(errors, this.#loc, this.#schema.explain(validation, raw, "text"));
  }
}

/** A group: the members of one object schema, each read as a parameter of its own. */
class GroupParam implements CompiledParam {
  readonly #name: string;
  readonly #schema: CompiledSchema;
  readonly #members: readonly { member: GroupMember; read: Reader }[];
  readonly #wires: ReadonlyMap<string, string>;
  readonly #known: ReadonlySet<string>;
  readonly #source: ResolvedParam["source"];
  readonly #takesExtra: boolean;

  constructor(param: ResolvedParam, group: readonly GroupMember[], options: ExtractOptions) {
    this.#name = param.name;
    this.#schema = param.schema!;
    this.#source = param.source;
    this.#members = group.map((member) => ({
      member,
      read: reader(param.source, member.wire, member.schema, options),
    }));
    this.#wires = new Map(group.map((member) => [member.key, member.wire]));
    this.#known = new Set(group.map((member) => member.wire));
    this.#takesExtra = param.schema!.extra !== "ignore";
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
    if (this.#takesExtra) this.#addExtra(values, raw, value);
    const validation = this.#schema.run(value);
    if (validation instanceof Promise)
      return validation.then((settled) => this.#settle(settled, raw, into, errors));
    this.#settle(validation, raw, into, errors);
    return "done";
  }

  #addExtra(values: RequestValues, raw: Record<string, unknown>, value: Record<string, unknown>): void {
    for (const [key, all] of everything(this.#source, values)) {
      // `save_data` is not the header of a member `save_data`, and must not take its place: that one is `save-data`.
      if (this.#known.has(key) || this.#wires.has(key)) continue;
      const extra = all.length === 1 ? all[0] : all;
      // `__proto__` as a key has to become a property like any other.
      for (const target of [raw, value]) {
        Object.defineProperty(target, key, {
          value: extra,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
    }
  }

  #settle(validation: Validation, raw: unknown, into: Record<string, unknown>, errors: ErrorSink): void {
    if (!failed(validation)) {
      into[this.#name] = validation.value;
      return;
    }
    const issues = this.#schema.explain(validation, raw, "text").map((issue) => {
      const [head, ...rest] = issue.path;
      const wire = head === undefined ? undefined : this.#wires.get(String(head));
      return wire === undefined ? issue : { ...issue, path: [wire, ...rest] };
    });
    report(errors, [this.#source === "form" ? "body" : this.#source], issues);
  }
}

/** The body, or one key of it. */
class BodyParam implements CompiledParam {
  readonly #name: string;
  readonly #wire: string;
  readonly #schema: CompiledSchema;
  readonly #embed: boolean;
  readonly #origin: Origin;
  readonly #loc: Location;

  constructor(param: ResolvedParam, options: ExtractOptions) {
    this.#name = param.name;
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
    let validation = schema.run(absent && schema.optional ? undefined : this.#coerced(raw));
    if (validation instanceof Promise) {
      return validation.then((settled) => this.#settle(settled, raw, absent, into, errors));
    }
    if (absent && raw === null && schema.optional && failed(validation))
      validation = schema.run(null) as Validation;
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
    else report(errors, this.#loc, this.#schema.explain(validation, raw, this.#origin));
  }
}

/** A file without a schema: an upload, several, or none. */
class FileParam implements CompiledParam {
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

function reader(
  source: ResolvedParam["source"],
  wire: string,
  schema: CompiledSchema,
  options: ExtractOptions,
): Reader {
  const many = schema.kind === "array";
  switch (source) {
    case "path": {
      const index = options.pathIndex.get(wire)!;
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
function formValues({ body }: RequestValues, name: string): readonly (string | UploadFile)[] {
  return body.kind === "form" ? body.fields.getAll(name) : [];
}

/** The last of a form's values of one name. Empty text counts as absent: browsers send it for a field left blank. */
function formValue(values: RequestValues, name: string): string | UploadFile | undefined {
  return formValues(values, name).at(-1) || undefined;
}

function* everything(
  source: ResolvedParam["source"],
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

function member(whole: unknown, key: string): unknown {
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return undefined;
  return Object.hasOwn(whole, key) ? (whole as Record<string, unknown>)[key] : undefined;
}

function isText(value: unknown): value is string | readonly string[] {
  return typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string"));
}

function locationOf(param: ResolvedParam): string {
  return param.source === "form" || param.source === "file" ? "body" : param.source;
}

export function failed(validation: Validation): boolean {
  return validation.issues !== undefined && validation.issues.length > 0;
}

function missing(loc: Location, input: unknown): ValidationErrorDetail {
  return { type: "missing", loc, msg: "Field required", input };
}

function notAFile(loc: Location, input: string): ValidationErrorDetail {
  return {
    type: "value_error",
    loc,
    msg: "Value error, Expected UploadFile, received: a text field",
    input,
    ctx: { error: {} },
  };
}

/** Puts what is wrong with the value at a place into the errors. */
export function report(errors: ErrorSink, loc: Location, issues: readonly SchemaIssue[]): void {
  for (const { type, path, msg, input, ctx } of issues) {
    errors.push({
      type,
      loc: [...loc, ...path],
      msg,
      input: input === undefined ? null : input,
      ...(ctx && { ctx }),
    });
  }
}
