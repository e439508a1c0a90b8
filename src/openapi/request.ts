import { readsBody } from "../dependencies/index.ts";
import type { ParamOptions, ResolvedParam } from "../params/index.ts";
import { isEmbedded } from "../routing/index.ts";
import type { CompiledSchema, JsonSchema } from "../schema/index.ts";
import type { SchemaComponents } from "./components.ts";
import { pascal } from "./operation-id.ts";
import type { MediaTypeObject, OperationObject, ParameterObject } from "./types.ts";

const IN_ORDER = ["path", "query", "header", "cookie"] as const;

/** The parameters of an operation: of the path, query, headers and cookies, each once. */
export function describeParameters(
  params: readonly ResolvedParam[],
  components: SchemaComponents,
  where: string,
): ParameterObject[] {
  const described = new Map<string, ParameterObject>();
  for (const source of IN_ORDER) {
    for (const param of params) {
      if (param.source !== source || param.options.includeInSchema === false) continue;
      for (const { wire, schema, required, options } of flatten(param)) {
        const key = `${source} ${wire}`;
        if (described.has(key)) continue;
        described.set(
          key,
          describeParameter(source, wire, schema, source === "path" || required, options, components, where),
        );
      }
    }
  }
  return [...described.values()];
}

interface FlatParam {
  wire: string;
  schema: CompiledSchema;
  required: boolean;
  options: ParamOptions;
}

function flatten({ group, wire, schema, options }: ResolvedParam): FlatParam[] {
  if (group !== undefined) return group.map((member) => ({ ...member, options: {} }));
  return [{ wire, schema: schema!, required: !schema!.optional, options }];
}

function describeParameter(
  source: ParameterObject["in"],
  name: string,
  schema: CompiledSchema,
  required: boolean,
  options: ParamOptions,
  components: SchemaComponents,
  where: string,
): ParameterObject {
  const shape = annotate(components.use(schema, "input", `${where}, ${source} parameter ${name}`), options);
  const description = options.description ?? shape.description;
  return {
    name,
    in: source,
    required,
    schema: shape,
    ...(typeof description === "string" && { description }),
    ...examplesOf(options),
    ...((options.deprecated ?? shape.deprecated) === true && { deprecated: true }),
  };
}

/** The request body of an operation, `undefined` for one without. */
export function describeRequestBody(
  params: readonly ResolvedParam[],
  operationId: string,
  components: SchemaComponents,
  where: string,
): OperationObject["requestBody"] {
  const all = params.filter(({ source }) => readsBody(source));
  const body = all.filter(({ options }) => options.includeInSchema !== false);
  if (body.length === 0) return undefined;
  const isForm = all.some(({ source }) => source !== "body");
  // A parameter that is not shown is sent all the same: it is one of the keys of the object that the others are in.
  const embedded = isForm ? !isWholeForm(all) : isEmbedded(all);
  const mediaType = isForm
    ? body.some((param) => param.source === "file" || holdsFile(param))
      ? "multipart/form-data"
      : "application/x-www-form-urlencoded"
    : (body[0]!.options.mediaType ?? "application/json");
  if (!embedded) {
    const { schema, options } = body[0]!;
    const content: MediaTypeObject = {
      schema: annotate(components.use(schema!, "input", `${where}, body`), options),
      ...examplesOf(options),
    };
    const required = !schema!.optional;
    return {
      content: { [mediaType]: content },
      ...(required && { required }),
      ...(options.description !== undefined && { description: options.description }),
    };
  }
  const schema = composite(body, components, where);
  const reference = components.add(`${pascal(operationId)}Body`, {
    title: `${pascal(operationId)}Body`,
    ...schema,
  });
  return {
    content: { [mediaType]: { schema: reference } },
    ...((schema.required?.length ?? 0) > 0 && { required: true }),
  };
}

/** Whether the form is one schema of its own, and not made of fields. */
function isWholeForm(body: readonly ResolvedParam[]): boolean {
  return body.length === 1 && body[0]!.group !== undefined;
}

function holdsFile({ schema }: ResolvedParam): boolean {
  return (
    schema !== undefined && JSON.stringify(schema.jsonSchema("input")).includes('"application/octet-stream"')
  );
}

function composite(body: readonly ResolvedParam[], components: SchemaComponents, where: string): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const param of body) {
    if (param.source === "file" && param.schema === undefined) {
      if (Object.hasOwn(properties, param.wire)) continue;
      properties[param.wire] = annotate(
        param.options.many ? { type: "array", items: FILE } : { ...FILE },
        param.options,
      );
      if (!param.options.optional) required.push(param.wire);
      continue;
    }
    const members =
      param.source === "form"
        ? flatten(param)
        : [
            {
              wire: param.wire,
              schema: param.schema!,
              required: !param.schema!.optional,
              options: param.options,
            },
          ];
    for (const { wire, schema, required: isRequired, options } of members) {
      if (Object.hasOwn(properties, wire)) continue;
      properties[wire] = annotate(components.use(schema, "input", `${where}, body field ${wire}`), options);
      if (isRequired) required.push(wire);
    }
  }
  return { type: "object", properties, ...(required.length > 0 && { required }) };
}

const FILE: JsonSchema = { type: "string", contentMediaType: "application/octet-stream" };

/** Puts what a marker says into the schema, in place. */
function annotate(
  schema: JsonSchema,
  { title, description, deprecated, examples }: ParamOptions,
): JsonSchema {
  if (title !== undefined) schema.title = title;
  if (description !== undefined) schema.description = description;
  if (deprecated) schema.deprecated = true;
  if (Array.isArray(examples)) schema.examples = [...examples];
  return schema;
}

function examplesOf({ example, examples }: ParamOptions): { example?: unknown; examples?: unknown } {
  return {
    ...(example !== undefined && { example }),
    ...(examples !== undefined && !Array.isArray(examples) && { examples }),
  };
}
