import { allParams, type Graph, type SecurityScheme, securityOf } from "../dependencies/index.ts";
import { SalukiError } from "../errors.ts";
import { type Operation, type OperationList, openapiPath } from "../routing/index.ts";
import { SchemaComponents } from "./components.ts";
import { functionName, operationIdFromPath, title } from "./operation-id.ts";
import { describeParameters, describeRequestBody } from "./request.ts";
import { describeResponses, type ValidationErrorsShape } from "./responses.ts";
import type { DocumentInfo, OpenApiDocument, OperationObject, PathItemObject, Server } from "./types.ts";

/** What the document is made from. */
export interface DocumentSource {
  readonly info: DocumentInfo;
  readonly operations: readonly Operation[];
  readonly webhooks: readonly Operation[];
  readonly validationErrors: ValidationErrorsShape;
  /** The dependencies of an operation, as they are declared. */
  readonly graphOf: (operation: Operation) => Graph;
  /** The operations of something that `callbacks` names. */
  readonly listCallbacks: (source: { readonly routes: readonly unknown[] }) => OperationList;
}

/** The methods that a path item has a member for (OpenAPI 3.1 §4.8.9). */
const DOCUMENTED = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * Makes the OpenAPI document of an application.
 *
 * @throws SalukiError `UNREPRESENTABLE_SCHEMA`, `DUPLICATE_SCHEMA_ID`, `DUPLICATE_OPERATION_ID`
 */
export function buildDocument(source: DocumentSource): OpenApiDocument {
  const { info } = source;
  const builder = new Builder(source);
  const paths = builder.pathItems(source.operations, true);
  const webhooks = builder.pathItems(source.webhooks, true);
  const components = builder.components();
  const document: OpenApiDocument = {
    openapi: info.openapiVersion ?? "3.1.0",
    info: withoutUndefined({
      title: info.title ?? "Saluki",
      summary: info.summary,
      description: info.description,
      termsOfService: info.termsOfService,
      contact: info.contact,
      license: info.license,
      version: info.version ?? "0.1.0",
    }),
    ...(info.servers !== undefined && { servers: info.servers as Server[] }),
    paths,
    ...(Object.keys(webhooks).length > 0 && { webhooks }),
    ...(Object.keys(components).length > 0 && { components }),
    ...(info.openapiTags !== undefined && { tags: [...info.openapiTags] }),
    ...(info.externalDocs !== undefined && { externalDocs: info.externalDocs }),
  };
  return info.openapi?.(document) ?? document;
}

/** The `operationId` of an operation and method. */
export function operationIdOf(operation: Operation, method: string, info: DocumentInfo): string {
  const { options, route, template, methods } = operation;
  if (options.operationId !== undefined)
    return methods.length > 1 ? `${options.operationId}_${method.toLowerCase()}` : options.operationId;
  const name = functionName(route.handler);
  const path = openapiPath(template);
  if (info.generateOperationId !== undefined) {
    return info.generateOperationId({ method, path, name, tags: options.tags ?? [] });
  }
  if (name === "" || operation.sharesHandler) return operationIdFromPath(method, path);
  return methods.length > 1 ? `${name}_${method.toLowerCase()}` : name;
}

class Builder {
  readonly #source: DocumentSource;
  readonly #schemas: SchemaComponents;
  readonly #schemes = new Map<string, SecurityScheme>();
  readonly #ids = new Map<string, string>();

  constructor(source: DocumentSource) {
    this.#source = source;
    this.#schemas = new SchemaComponents(source.info.separateInputOutputSchemas ?? true);
  }

  pathItems(operations: readonly Operation[], checkIds: boolean): Record<string, PathItemObject> {
    const paths: Record<string, PathItemObject> = {};
    for (const operation of operations) {
      if (operation.options.includeInSchema === false) continue;
      const path = openapiPath(operation.template);
      for (const method of operation.methods) {
        const documented = DOCUMENTED.has(method) || (method === "QUERY" && this.#is32);
        if (!documented) continue;
        paths[path] ??= {};
        paths[path][method.toLowerCase()] = this.#operation(operation, method, checkIds);
      }
    }
    return paths;
  }

  components(): NonNullable<OpenApiDocument["components"]> {
    const schemas = this.#schemas.finish();
    const securitySchemes = Object.fromEntries(
      [...this.#schemes].map(([name, { definition }]) => [name, definition]),
    );
    return {
      ...(Object.keys(schemas).length > 0 && { schemas }),
      ...(this.#schemes.size > 0 && { securitySchemes }),
    };
  }

  get #is32(): boolean {
    return this.#source.info.openapiVersion === "3.2.0";
  }

  #operation(operation: Operation, method: string, checkIds: boolean): OperationObject {
    const { options, route, where } = operation;
    const { info } = this.#source;
    const operationId = operationIdOf(operation, method, info);
    if (checkIds) this.#claim(operationId, where);
    const graph = this.#source.graphOf(operation);
    const params = allParams(graph);
    const parameters = describeParameters(params, this.#schemas, where);
    const requestBody = describeRequestBody(params, operationId, this.#schemas, where);
    const security = this.#security(graph);
    const name = functionName(route.handler);
    const described: OperationObject = {
      ...(options.tags !== undefined && options.tags.length > 0 && { tags: [...options.tags] }),
      summary:
        options.summary ??
        title(name === "" ? operationIdFromPath(method, openapiPath(operation.template)) : name),
      ...(options.description !== undefined && { description: options.description }),
      operationId,
      ...(parameters.length > 0 && { parameters }),
      ...(requestBody !== undefined && { requestBody }),
      responses: describeResponses(
        operation,
        params.length > 0,
        this.#source.validationErrors,
        this.#schemas,
        this.#is32,
      ),
      ...this.#callbacks(operation),
      ...(options.deprecated === true && { deprecated: true }),
      ...(security.length > 0 && { security }),
    };
    return options.openapi === undefined
      ? described
      : (mergeDeep(described, options.openapi) as OperationObject);
  }

  #claim(operationId: string, where: string): void {
    const taken = this.#ids.get(operationId);
    if (taken !== undefined) {
      throw new SalukiError("DUPLICATE_OPERATION_ID", {
        what: `two operations have the operationId ${JSON.stringify(operationId)}`,
        where: [taken, where],
        fix: "Name the handlers differently, or set operationId in the options of one",
      });
    }
    this.#ids.set(operationId, where);
  }

  /**
   * Schemes that are all enforced stand in one object, which means "and"; those that only look (`autoError: false`) are
   * alternatives, one object each, which means "or".
   */
  #security(graph: Graph): Record<string, string[]>[] {
    const required: Record<string, string[]> = {};
    const optional: Record<string, string[]> = {};
    for (const { scheme, scopes } of securityOf(graph)) {
      this.#define(scheme);
      const into = scheme.optional ? optional : required;
      into[scheme.name] = [
        ...new Set([...(into[scheme.name] ?? []), ...(takesScopes(scheme) ? scopes : [])]),
      ];
    }
    const alternatives = Object.entries(optional).filter(([name]) => !(name in required));
    if (alternatives.length > 0)
      return alternatives.map(([name, scopes]) => ({ ...required, [name]: scopes }));
    return Object.keys(required).length > 0 ? [required] : [];
  }

  #define(scheme: SecurityScheme): void {
    const known = this.#schemes.get(scheme.name);
    if (known !== undefined && JSON.stringify(known.definition) !== JSON.stringify(scheme.definition)) {
      throw new SalukiError("INVALID_DEPENDENCY", {
        what: `two different security schemes have the name ${JSON.stringify(scheme.name)}`,
        fix: "Give one of them another schemeName",
      });
    }
    this.#schemes.set(scheme.name, scheme);
  }

  #callbacks(operation: Operation): { callbacks?: OperationObject["callbacks"] } {
    const entries = Object.entries(operation.callbacks);
    if (entries.length === 0) return {};
    const callbacks = Object.fromEntries(
      entries.map(([name, source]) => [
        name,
        this.pathItems(this.#source.listCallbacks(source).operations, false),
      ]),
    );
    return { callbacks };
  }
}

function takesScopes({ definition }: SecurityScheme): boolean {
  return definition.type === "oauth2" || definition.type === "openIdConnect";
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/** Objects are merged, arrays are joined, anything else is replaced: as FastAPI merges `openapi_extra`. */
function mergeDeep(base: unknown, extra: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(extra)) return [...base, ...extra];
  if (!isRecord(base) || !isRecord(extra)) return extra;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(extra))
    merged[key] = key in base ? mergeDeep(base[key], value) : value;
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
