import type { HttpRequest, HttpResponse } from "../http/index.ts";
import { HTTPException } from "../http/index.ts";
import { type JsonObject, type OpenApiDocument, redoc, swaggerUI } from "../openapi/index.ts";
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
): BuiltInRoute[] {
  const { openapiUrl = "/openapi.json", docsUrl = "/docs", redocUrl = "/redoc" } = options;
  const { title = "Saluki" } = options;
  if (openapiUrl === null) return [];
  const routes: BuiltInRoute[] = [{ path: openapiUrl, endpoint: (request) => json(documentFor(request)) }];
  const connectSources = (options.servers ?? []).flatMap(({ url }) =>
    URL.canParse(url) ? [new URL(url).origin] : [],
  );

  if (docsUrl !== null) {
    const redirectUrl =
      options.swaggerUIOAuth2RedirectUrl === undefined
        ? `${docsUrl}/oauth2-redirect`
        : options.swaggerUIOAuth2RedirectUrl;
    const site = swaggerUI({
      openapiUrl,
      title,
      oauth2RedirectUrl: redirectUrl ?? undefined,
      parameters: options.swaggerUIParameters as JsonObject | undefined,
      initOAuth: options.swaggerUIInitOAuth as JsonObject | undefined,
      connectSources,
    });
    routes.push(
      { path: docsUrl, endpoint: (request) => site.page(request) },
      assetRoute(docsUrl, site.asset),
    );
    if (redirectUrl !== null) routes.push({ path: redirectUrl, endpoint: () => site.oauth2Redirect() });
  }
  if (redocUrl !== null) {
    const site = redoc({ openapiUrl, title });
    routes.push(
      { path: redocUrl, endpoint: (request) => site.page(request) },
      assetRoute(redocUrl, site.asset),
    );
  }
  return routes;
}

function assetRoute(
  pageUrl: string,
  asset: (name: string, request: HttpRequest) => Promise<HttpResponse | undefined>,
): BuiltInRoute {
  return {
    path: `${pageUrl}/assets/{name}`,
    endpoint: async (request, [name]) => {
      const found = await asset(name!, request);
      if (found === undefined) throw new HTTPException(404);
      return found;
    },
  };
}
