export { connectSourcesOf } from "./connect-sources.ts";
export { type RedocOptions, redoc } from "./redoc.ts";
export type { ConnectSources, DocsSite, JsonObject, JsonValue } from "./site.ts";
export { type SwaggerUIOptions, type SwaggerUISite, swaggerUI } from "./swagger-ui.ts";
