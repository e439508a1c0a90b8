import type { JsonSchema } from "../schema/index.ts";

/** Facts about the API that stand at the top of the document (OpenAPI 3.1 §4.8.1 and §4.8.2). */
export interface DocumentInfo {
  /** @default "Saluki" */
  title?: string;
  /** The version of the API, not of OpenAPI. @default "0.1.0" */
  version?: string;
  summary?: string;
  /** CommonMark. */
  description?: string;
  termsOfService?: string;
  contact?: { name?: string; url?: string; email?: string };
  license?: { name: string; identifier?: string; url?: string };
  servers?: readonly Server[];
  /** Descriptions of the tags that operations use, in the order they are shown in. */
  openapiTags?: readonly { name: string; description?: string; externalDocs?: ExternalDocs }[];
  externalDocs?: ExternalDocs;
  /** `"3.2.0"` documents the items of streams by `itemSchema`. @default "3.1.0" */
  openapiVersion?: "3.1.0" | "3.1.1" | "3.2.0";
  /** Makes the `operationId` of operations that have none. @default the handler's name, else method and path */
  generateOperationId?: (operation: {
    method: string;
    path: string;
    name: string;
    tags: readonly string[];
  }) => string;
  /** `false` never splits a schema into `-Input` and `-Output`: the input side is shown for both. @default true */
  separateInputOutputSchemas?: boolean;
  /** Changes the finished document, or makes another one of it. */
  openapi?: (document: OpenApiDocument) => OpenApiDocument | void;
}

/** A server object (OpenAPI 3.1 §4.8.5). */
export interface Server {
  url: string;
  description?: string;
  variables?: Readonly<Record<string, { enum?: readonly string[]; default: string; description?: string }>>;
}

export interface ExternalDocs {
  url: string;
  description?: string;
}

/** A parameter object (OpenAPI 3.1 §4.8.12). */
export interface ParameterObject {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required: boolean;
  schema: JsonSchema;
  description?: string;
  example?: unknown;
  examples?: unknown;
  deprecated?: boolean;
}

/** A media type object (OpenAPI 3.1 §4.8.14). */
export interface MediaTypeObject {
  schema?: JsonSchema;
  itemSchema?: JsonSchema;
  example?: unknown;
  examples?: unknown;
}

/** A response object (OpenAPI 3.1 §4.8.17). */
export interface ResponseObject {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, MediaTypeObject>;
  links?: Record<string, unknown>;
}

/** An operation object (OpenAPI 3.1 §4.8.10). */
export interface OperationObject {
  tags?: string[];
  summary?: string;
  description?: string;
  operationId?: string;
  parameters?: ParameterObject[];
  requestBody?: { content: Record<string, MediaTypeObject>; required?: boolean; description?: string };
  responses: Record<string, ResponseObject>;
  callbacks?: Record<string, Record<string, PathItemObject>>;
  deprecated?: boolean;
  security?: Record<string, string[]>[];
  servers?: Server[];
  [extension: string]: unknown;
}

export type PathItemObject = Record<string, OperationObject>;

/** An OpenAPI document (OpenAPI 3.1 §4.8.1). */
export interface OpenApiDocument {
  openapi: string;
  info: Record<string, unknown>;
  servers?: Server[];
  paths: Record<string, PathItemObject>;
  webhooks?: Record<string, PathItemObject>;
  components?: {
    schemas?: Record<string, JsonSchema>;
    securitySchemes?: Record<string, unknown>;
    [kind: string]: unknown;
  };
  tags?: unknown[];
  externalDocs?: ExternalDocs;
  security?: Record<string, string[]>[];
  [extension: string]: unknown;
}
