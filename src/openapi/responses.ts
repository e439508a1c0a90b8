import { isBodyless, isJson, reasonPhrase } from "../http/index.ts";
import {
  type DetailedResponse,
  isStreamResponse,
  type Operation,
  type ResponseSpec,
} from "../routing/index.ts";
import { compileSchema, isStandardSchema, type JsonSchema } from "../schema/index.ts";
import type { SchemaComponents } from "./components.ts";
import type { MediaTypeObject, ResponseObject } from "./types.ts";

/** The shape of the answer to a request that is not valid. */
export interface ValidationErrorsShape {
  readonly status: number;
  readonly mediaType: string;
  readonly name: string;
  readonly schema: JsonSchema;
  readonly components: Readonly<Record<string, JsonSchema>>;
}

/** The answers of an operation, the successful one first. */
export function describeResponses(
  operation: Operation,
  takesInput: boolean,
  errors: ValidationErrorsShape,
  components: SchemaComponents,
  itemSchemas: boolean,
): Record<string, ResponseObject> {
  const { options, where } = operation;
  const described: Record<string, ResponseObject> = {};
  const status = options.status ?? 200;
  described[status] = describeSuccess(operation, status, components, itemSchemas);
  for (const [key, spec] of Object.entries(options.responses ?? {})) {
    const known = described[key];
    const more = describeSpec(key, spec, otherMediaType(options.responseMediaType), components, where);
    described[key] = known === undefined ? more : merge(known, more, spec);
  }
  const invalid = String(errors.status);
  const covered = [invalid, `${invalid[0]}XX`, "default"].some((key) => key in described);
  if (takesInput && !covered) {
    for (const [name, schema] of Object.entries(errors.components)) components.ensure(name, schema);
    described[invalid] = {
      description: "Validation Error",
      content: { [errors.mediaType]: { schema: components.ensure(errors.name, errors.schema) } },
    };
  }
  return described;
}

function describeSuccess(
  operation: Operation,
  status: number,
  components: SchemaComponents,
  itemSchemas: boolean,
): ResponseObject {
  const { options, where } = operation;
  const description = options.responseDescription ?? "Successful Response";
  if (isBodyless(status)) return { description };
  const { response, responseMediaType: mediaType = "application/json" } = options;
  if (isStreamResponse(response)) {
    const item =
      response.schema && components.use(compileSchema(response.schema), "output", `${where}, response`);
    return {
      description,
      content: { [STREAM_TYPES[response["~stream"]]]: streamContent(response["~stream"], item, itemSchemas) },
    };
  }
  if (response !== undefined) {
    const schema = components.use(compileSchema(response), "output", `${where}, response`);
    return { description, content: { [mediaType ?? "application/json"]: { schema } } };
  }
  if (mediaType === null || (status >= 300 && status < 400)) return { description };
  const schema: JsonSchema = isJson(mediaType) ? {} : { type: "string" };
  return { description, content: { [mediaType]: { schema } } };
}

const STREAM_TYPES = { events: "text/event-stream", lines: "application/jsonl" } as const;

function streamContent(
  kind: "events" | "lines",
  item: JsonSchema | undefined,
  itemSchemas: boolean,
): MediaTypeObject {
  const json: JsonSchema =
    item === undefined ? {} : { contentSchema: item, contentMediaType: "application/json" };
  if (!itemSchemas) {
    const description = item === undefined ? "A stream." : "A stream. One item:";
    return { schema: { type: "string", description, ...json } };
  }
  if (kind === "lines") return { itemSchema: item ?? {} };
  return {
    itemSchema: {
      type: "object",
      properties: {
        data: { type: "string", ...json },
        event: { type: "string" },
        id: { type: "string" },
        retry: { type: "integer", minimum: 0 },
      },
      ...(item !== undefined && { required: ["data"] }),
    },
  };
}

/** Replies are JSON, whatever the first answer is. */
function otherMediaType(mediaType: string | null | undefined): string {
  return mediaType != null && isJson(mediaType) ? mediaType : "application/json";
}

function describeSpec(
  status: string,
  spec: ResponseSpec,
  mediaType: string,
  components: SchemaComponents,
  where: string,
): ResponseObject {
  const detailed: DetailedResponse = isStandardSchema(spec) ? { schema: spec } : spec;
  const { schema, description = phrase(status), content = {}, headers, links } = detailed;
  const described = { ...structuredClone(content) } as Record<string, MediaTypeObject>;
  if (schema !== undefined) {
    const own = components.use(compileSchema(schema), "output", `${where}, response ${status}`);
    described[mediaType] = { ...described[mediaType], schema: own };
  }
  return {
    description,
    ...(headers !== undefined && { headers }),
    ...(Object.keys(described).length > 0 && { content: described }),
    ...(links !== undefined && { links }),
  };
}

function merge(known: ResponseObject, more: ResponseObject, spec: ResponseSpec): ResponseObject {
  const says = isStandardSchema(spec) ? undefined : spec.description;
  return {
    ...known,
    ...more,
    description: says ?? known.description,
    content: mergeContent(known.content, more.content),
  };
}

/** What is said of a media type twice is said together: the schema here, an example there. */
function mergeContent(
  known: ResponseObject["content"] = {},
  more: ResponseObject["content"] = {},
): NonNullable<ResponseObject["content"]> {
  const both = Object.entries(more).map(([type, said]) => [type, { ...known[type], ...said }] as const);
  return { ...known, ...Object.fromEntries(both) };
}

function phrase(status: string): string {
  if (status === "default") return "Default Response";
  const range: Record<string, string> = {
    "1XX": "Information",
    "2XX": "Success",
    "3XX": "Redirection",
    "4XX": "Client Error",
    "5XX": "Server Error",
  };
  return range[status.toUpperCase()] ?? reasonPhrase(Number(status));
}
