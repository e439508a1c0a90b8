export {
  connectSourcesOf,
  type DocsSite,
  type JsonObject,
  redoc,
  type SwaggerUISite,
  swaggerUI,
} from "./docs/index.ts";
export { buildDocument, type DocumentSource, operationIdOf } from "./document.ts";
export type {
  DocumentInfo,
  OpenApiDocument,
  OperationObject,
  ParameterObject,
  PathItemObject,
  Server,
} from "./types.ts";
