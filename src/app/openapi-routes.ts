import { HeaderList, HTTPException, type HttpRequest, HttpResponse } from "../http/index.ts";
import { connectSourcesOf, type OpenApiDocument, redoc, swaggerUI } from "../openapi/index.ts";
import { encodeJson } from "../responses/index.ts";
import type { Endpoint } from "../routing/index.ts";
import type { SalukiOptions } from "./options.ts";

/** A route that Saluki itself serves: the document and its pages. */
export interface BuiltInRoute {
  readonly path: string;
  readonly endpoint: Endpoint;
}

/** Makes the routes of the OpenAPI document, Swagger UI and ReDoc. */
export function openapiRoutes(
  options: SalukiOptions,
  documentFor: (request: HttpRequest) => OpenApiDocument,
  document: () => OpenApiDocument,
): BuiltInRoute[] {
  const { openapiUrl = "/openapi.json", docsUrl = "/docs", redocUrl = "/redoc", title = "Saluki" } = options;
  if (openapiUrl === null) return [];
  const routes: BuiltInRoute[] = [
    { path: openapiUrl, endpoint: (request) => documentResponse(documentFor(request)) },
  ];
  // The page may talk to the servers and token URLs that the document names.
  const connectSources = () => connectSourcesOf(document());

  if (docsUrl !== null) {
    const { swaggerUIOAuth2RedirectUrl: redirectUrl = below(docsUrl, "oauth2-redirect") } = options;
    const site = swaggerUI({
      openapiUrl,
      title,
      oauth2RedirectUrl: redirectUrl,
      parameters: options.swaggerUIParameters,
      initOAuth: options.swaggerUIInitOAuth,
      connectSources,
    });
    routes.push(
      { path: docsUrl, endpoint: (request) => site.page(request) },
      assetRoute(docsUrl, site.asset),
    );
    if (redirectUrl !== null) routes.push({ path: redirectUrl, endpoint: () => site.oauth2Redirect() });
  }
  if (redocUrl !== null) {
    const site = redoc({ openapiUrl, title, connectSources });
    routes.push(
      { path: redocUrl, endpoint: (request) => site.page(request) },
      assetRoute(redocUrl, site.asset),
    );
  }
  return routes;
}

const JSON_HEADERS = HeaderList.fromFlat(["content-type", "application/json"]);
const texts = new WeakMap<OpenApiDocument, string>();

/** A document does not change once it is made: it is written out for the first who asks. */
function documentResponse(document: OpenApiDocument): HttpResponse {
  let text = texts.get(document);
  if (text === undefined) {
    text = encodeJson(document);
    texts.set(document, text);
  }
  return new HttpResponse(text, { headers: JSON_HEADERS.share() });
}

function below(pageUrl: string, name: string): string {
  return `${pageUrl.replace(/\/$/, "")}/${name}`;
}

function assetRoute(
  pageUrl: string,
  asset: (name: string, request: HttpRequest) => Promise<HttpResponse | undefined>,
): BuiltInRoute {
  return {
    path: below(pageUrl, "assets/{name}"),
    endpoint: async (request, [name]) => {
      const found = await asset(name!, request);
      if (found === undefined) throw new HTTPException(404);
      return found;
    },
  };
}
