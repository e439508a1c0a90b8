import type { RequestContext } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import { HeaderList, HttpResponse, isBodyless } from "../http/index.ts";
import { ResponseValidationError } from "../params/index.ts";
import { encodeJson, events, FileResponse, stream } from "../responses/index.ts";
import { type CompiledSchema, compileSchema, isStandardSchema, type Validation } from "../schema/index.ts";
import { fromWebResponse } from "../server/from-fetch.ts";
import { type FieldFilter, selectFields } from "./field-selection.ts";
import type { OperationOptions, ResponseSpec, ResponseSpecs } from "./operation.ts";
import { isReply, type Reply } from "./reply.ts";
import { isStreamResponse, type StreamResponse } from "./streams.ts";

/** Turns what a handler returned into a response. */
export type Responder = (result: unknown, context: RequestContext) => HttpResponse | Promise<HttpResponse>;

/** Turns a value into the JSON that is sent for it; a promise only when a schema is asynchronous. */
type Serialiser = (value: unknown) => string | Promise<string>;

const JSON_HEADERS = HeaderList.fromFlat(["content-type", "application/json"]);
const NO_HEADERS = new HeaderList();

/**
 * Compiles the way from a handler's result to a response: a response as it is, a reply by the schema of its status,
 * anything else by the route's `response` schema, or as JSON.
 */
export function compileResponder(options: OperationOptions, where: string): Responder {
  const { response: declared, status = 200 } = options;
  const replies = compileReplies(options.responses ?? {}, where);
  if (isStreamResponse(declared)) return streamResponder(declared, status, replies, where);
  const schema = declared === undefined ? undefined : compileSchema(declared);
  const serialise = compileSerialiser(schema, filterOf(options, schema), where);

  return (result, context) => {
    const made = readyMade(result, context, replies, where);
    if (made !== undefined) return made;
    const actual = context.draft?.status ?? status;
    if (isBodyless(actual)) return new HttpResponse(null, { status: actual, headers: NO_HEADERS.share() });
    const text = serialise(result);
    if (typeof text === "string") return jsonResponse(text, actual);
    return text.then((settled) => jsonResponse(settled, actual));
  };
}

function jsonResponse(text: string, status: number, headers = JSON_HEADERS.share()): HttpResponse {
  return new HttpResponse(text, { status, headers });
}

/** Responses that the handler made itself; `undefined` for a plain value. */
function readyMade(
  result: unknown,
  context: RequestContext,
  replies: ReadonlyMap<number, Serialiser>,
  where: string,
): HttpResponse | Promise<HttpResponse> | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  if (result instanceof HttpResponse)
    return result instanceof FileResponse ? result.resolve(context.request) : result;
  if (isReply(result)) return replyResponse(result, replies, where);
  if (result instanceof Response) return fromWebResponse(result);
  return undefined;
}

function replyResponse(
  { "~reply": status, body, headers }: Reply,
  replies: ReadonlyMap<number, Serialiser>,
  where: string,
): HttpResponse | Promise<HttpResponse> {
  const serialise = replies.get(status);
  if (serialise === undefined) {
    throw new SalukiError("INVALID_RESPONSE", {
      what: `reply(${status}, ...) is not one of the route's documented responses`,
      where,
      fix: `Add { responses: { ${status}: schema } } to the route's options`,
    });
  }
  const list = new HeaderList(headers);
  if (isBodyless(status)) return new HttpResponse(null, { status, headers: list });
  if (!list.has("content-type")) list.set("content-type", "application/json");
  const text = serialise(body);
  if (typeof text === "string") return jsonResponse(text, status, list);
  return text.then((settled) => jsonResponse(settled, status, list));
}

function compileReplies(specs: ResponseSpecs, where: string): ReadonlyMap<number, Serialiser> {
  const replies = new Map<number, Serialiser>();
  for (const [status, spec] of Object.entries(specs)) {
    if (!/^\d{3}$/.test(status)) continue;
    const schema = schemaOf(spec);
    replies.set(Number(status), compileSerialiser(schema, undefined, where));
  }
  return replies;
}

function schemaOf(spec: ResponseSpec): CompiledSchema | undefined {
  if (isStandardSchema(spec)) return compileSchema(spec);
  return spec.schema === undefined ? undefined : compileSchema(spec.schema);
}

function compileSerialiser(
  schema: CompiledSchema | undefined,
  filter: FieldFilter | undefined,
  where: string,
): Serialiser {
  if (schema === undefined) return (value) => encodeJson(value === undefined ? null : value);
  const encode = schema.plainOutput && filter === undefined ? JSON.stringify : encodeJson;

  const settle = (validation: Validation, given: unknown): string => {
    if (validation.issues !== undefined && validation.issues.length > 0) {
      const errors = schema.explain(validation, given, "json");
      throw new ResponseValidationError(
        errors.map(({ type, path, msg, input, ctx }) => ({
          type,
          loc: ["response", ...path],
          msg,
          input,
          ...(ctx && { ctx }),
        })),
        where,
      );
    }
    const value = filter === undefined ? validation.value : selectFields(validation.value, given, filter);
    return encode(value === undefined ? null : value);
  };

  return (given) => {
    const validation = schema.run(given);
    if (validation instanceof Promise) return validation.then((settled) => settle(settled, given));
    return settle(validation, given);
  };
}

function filterOf(options: OperationOptions, schema: CompiledSchema | undefined): FieldFilter | undefined {
  const { responseInclude: include, responseExclude: exclude, responseSkip = [] } = options;
  const skip = new Set(typeof responseSkip === "string" ? [responseSkip] : responseSkip);
  if (schema === undefined || (include === undefined && exclude === undefined && skip.size === 0))
    return undefined;
  return { include, exclude, skip, schema: schema.jsonSchema("output") };
}

function streamResponder(
  declared: StreamResponse,
  status: number,
  replies: ReadonlyMap<number, Serialiser>,
  where: string,
): Responder {
  const serialise = compileSerialiser(compileSchema(declared.schema), undefined, where);
  return (result, context) => {
    const made = readyMade(result, context, replies, where);
    if (made !== undefined) return made;
    if (!isIterable(result)) {
      throw new SalukiError("INVALID_RESPONSE", {
        what: "a route with a stream as its response did not return an iterable",
        where,
        fix: "Write the handler as `async function*`, or return an (async) iterable",
      });
    }
    const actual = context.draft?.status ?? status;
    const items = serialised(result, serialise);
    return declared["~stream"] === "events"
      ? events(asEvents(items), { status: actual })
      : stream(asLines(items), { status: actual, contentType: "application/jsonl" });
  };
}

async function* serialised(
  source: AsyncIterable<unknown> | Iterable<unknown>,
  serialise: Serialiser,
): AsyncGenerator<string> {
  for await (const item of source) yield await serialise(item);
}

async function* asLines(items: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of items) yield `${line}\n`;
}

async function* asEvents(items: AsyncIterable<string>): AsyncGenerator<{ data: string }> {
  for await (const data of items) yield { data };
}

function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}
