import type { RequestContext } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import { fromWebResponse, HeaderList, HttpResponse, isBodyless, isWebResponse } from "../http/index.ts";
import { ResponseValidationError } from "../params/index.ts";
import {
  DeclaredEvent,
  encodeJson,
  events,
  FileResponse,
  type ServerSentEvent,
  stream,
} from "../responses/index.ts";
import { type CompiledSchema, compileSchema, isStandardSchema, type Validation } from "../schema/index.ts";
import { contentFormat, JSON_TYPE } from "./content-format.ts";
import { type FieldFilter, selectFields } from "./field-selection.ts";
import type { OperationOptions, ResponseSpec, ResponseSpecs } from "./operation.ts";
import { isReply, type Reply } from "./reply.ts";
import { isStreamResponse, type StreamResponse } from "./streams.ts";

/** Turns what a handler returned into a response. */
export type Responder = (result: unknown, context: RequestContext) => HttpResponse | Promise<HttpResponse>;

/** Turns a value into the JSON that is sent for it; a promise only when a schema is asynchronous. */
type Serialiser = (value: unknown) => string | Promise<string>;

const NO_HEADERS = new HeaderList();

/**
 * Compiles the way from a handler's result to a response: a response as it is, a reply by the schema of its status,
 * anything else by the route's `response` schema, as JSON or as what `responseMediaType` says.
 */
export function compileResponder(options: OperationOptions, where: string): Responder {
  const { response: declared, status = 200 } = options;
  const format = contentFormat(options.responseMediaType, where);
  const replies = compileReplies(
    options.responses ?? {},
    format.isJson ? format.contentType : JSON_TYPE,
    where,
  );
  if (isStreamResponse(declared)) return streamResponder(declared, status, replies, where);
  const schema = declared === undefined ? undefined : compileSchema(declared);
  const serialise = compileSerialiser(schema, filterOf(options, schema), where, format.encode);
  const { headers, isJson } = format;

  return (result, context) => {
    const made = readyMade(result, context, replies, where);
    if (made !== undefined) return made;
    const actual = context.draft?.status ?? status;
    if (isBodyless(actual)) return new HttpResponse(null, { status: actual, headers: NO_HEADERS.share() });
    if (!isJson && result instanceof Uint8Array) return contentResponse(result, actual, headers.share());
    const text = serialise(result);
    if (typeof text === "string") return contentResponse(text, actual, headers.share());
    return text.then((settled) => contentResponse(settled, actual, headers.share()));
  };
}

function contentResponse(content: string | Uint8Array, status: number, headers: HeaderList): HttpResponse {
  return new HttpResponse(content, { status, headers });
}

/** What the documented answers other than the first one are made with. */
interface Replies {
  readonly serialisers: ReadonlyMap<number, Serialiser>;
  readonly contentType: string;
}

/** Responses that the handler made itself; `undefined` for a plain value. */
function readyMade(
  result: unknown,
  context: RequestContext,
  replies: Replies,
  where: string,
): HttpResponse | Promise<HttpResponse> | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  if (result instanceof FileResponse) return result.resolve(context.request);
  if (result instanceof HttpResponse) return ownResponse(result);
  if (isReply(result)) return replyResponse(result, replies, where);
  if (isWebResponse(result)) return fromWebResponse(result);
  return undefined;
}

/** The response with headers of its own: a handler may return the same object again and again, and what is added for one
 * client is not for the next. */
function ownResponse(response: HttpResponse): HttpResponse {
  if (response.constructor !== HttpResponse) return response;
  return new HttpResponse(response.body, { status: response.status, headers: response.headers.share() });
}

function replyResponse(
  { "~reply": status, body, headers }: Reply,
  replies: Replies,
  where: string,
): HttpResponse | Promise<HttpResponse> {
  const serialise = replies.serialisers.get(status);
  if (serialise === undefined) {
    throw new SalukiError("INVALID_RESPONSE", {
      what: `reply(${status}, ...) is not one of the route's documented responses`,
      where,
      fix: `Add { responses: { ${status}: schema } } to the route's options`,
    });
  }
  const list = new HeaderList(headers);
  if (isBodyless(status)) return new HttpResponse(null, { status, headers: list });
  if (!list.has("content-type")) list.set("content-type", replies.contentType);
  const text = serialise(body);
  if (typeof text === "string") return contentResponse(text, status, list);
  return text.then((settled) => contentResponse(settled, status, list));
}

function compileReplies(specs: ResponseSpecs, contentType: string, where: string): Replies {
  const serialisers = new Map<number, Serialiser>();
  for (const [status, spec] of Object.entries(specs)) {
    if (!/^\d{3}$/.test(status)) continue;
    const schema = schemaOf(spec);
    serialisers.set(Number(status), compileSerialiser(schema, undefined, where));
  }
  return { serialisers, contentType };
}

function schemaOf(spec: ResponseSpec): CompiledSchema | undefined {
  if (isStandardSchema(spec)) return compileSchema(spec);
  return spec.schema === undefined ? undefined : compileSchema(spec.schema);
}

function compileSerialiser(
  schema: CompiledSchema | undefined,
  filter: FieldFilter | undefined,
  where: string,
  encodeAs?: (value: unknown) => string,
): Serialiser {
  if (schema === undefined) {
    const encode = encodeAs ?? encodeJson;
    return (value) => encode(value === undefined ? null : value);
  }
  const encode = encodeAs ?? (schema.plainOutput && filter === undefined ? JSON.stringify : encodeJson);

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
  replies: Replies,
  where: string,
): Responder {
  const schema = declared.schema && compileSchema(declared.schema);
  const serialise = compileSerialiser(schema, undefined, where);
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
    return declared["~stream"] === "events"
      ? events(asEvents(result, serialise), { status: actual })
      : stream(asLines(result, serialise), { status: actual, contentType: "application/jsonl" });
  };
}

async function* asLines(source: AnyIterable, serialise: Serialiser): AsyncGenerator<string> {
  for await (const item of source) yield `${await serialise(item)}\n`;
}

async function* asEvents(source: AnyIterable, serialise: Serialiser): AsyncGenerator<ServerSentEvent> {
  for await (const item of source) {
    if (!DeclaredEvent.is(item)) yield { data: await serialise(item) };
    else if (item.data === undefined || typeof item.data === "string") yield item;
    else yield { ...item, data: await serialise(item.data) };
  }
}

type AnyIterable = AsyncIterable<unknown> | Iterable<unknown>;

function isIterable(value: unknown): value is AnyIterable {
  return (
    typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}
