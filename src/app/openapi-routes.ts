import type { HttpRequest, HttpResponse } from "../http/index.ts";
import { HTTPException } from "../http/index.ts";
import { connectSourcesOf, type OpenApiDocument, redoc, swaggerUI } from "../openapi/index.ts";
import { json } from "../responses/index.ts";
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
  const routes: BuiltInRoute[] = [{ path: openapiUrl, endpoint: (request) => json(documentFor(request)) }];
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
