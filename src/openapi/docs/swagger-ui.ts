import type { HttpResponse } from "../../http/index.ts";
import { Assets } from "./assets.ts";
import { oauth2RedirectPage } from "./oauth2-redirect.ts";
import { relativeUrl, urlBelow } from "./relative-url.ts";
import { type ConnectSources, type DocsSite, docsSite, type JsonObject } from "./site.ts";

/** How the page of Swagger UI is made. */
export interface SwaggerUIOptions {
  /** Where the OpenAPI document is: a path from the application's root, or an absolute URL. */
  openapiUrl: string;
  /** The API's title; the page's is `{title} - Swagger UI`. */
  title: string;
  /**
   * Where an OAuth2 provider sends the browser back to: a path from the application's root, or an absolute URL;
   * `null` where there is no such page.
   * @default `oauth2-redirect` below the page
   */
  oauth2RedirectUrl?: string | null | undefined;
  /**
   * Parameters of Swagger UI, as far as JSON can carry them, on top of `layout: "BaseLayout"`,
   * `deepLinking: true`, `showExtensions: true` and `showCommonExtensions: true`.
   * `layout: "StandaloneLayout"` brings the bar at the top.
   */
  parameters?: JsonObject | undefined;
  /** What the "Authorize" dialogue is filled with: `clientId`, `scopes`, `usePkceWithAuthorizationCodeGrant` ... */
  initOAuth?: JsonObject | undefined;
  /** A path from the application's root, or an absolute URL. @default the icon of Swagger UI */
  faviconUrl?: string | undefined;
  /**
   * Other origins than the page's own that "Try it out" and "Authorize" may talk to.
   * `connectSourcesOf(document)` finds those that a document names.
   * @default []
   */
  connectSources?: ConnectSources | undefined;
}

export interface SwaggerUISite extends DocsSite {
  /**
   * The page that an OAuth2 provider sends the browser back to (RFC 6749 §3.1.2): it hands what it was sent over
   * to the page that opened it. It is whole in itself, so it can be served at any path.
   */
  oauth2Redirect(): Promise<HttpResponse>;
}

const DEFAULTS: JsonObject = {
  layout: "BaseLayout",
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  // The badge of the online validator would send the document's address to another host.
  validatorUrl: null,
};

// The address of the document is made absolute for Swagger UI, which resolves relative servers against it.
const INIT = `"use strict";
(() => {
  const { parameters, initOAuth } = JSON.parse(document.currentScript.dataset.config);
  const absolute = (url) => new URL(url, document.baseURI).href;
  const presets = [SwaggerUIBundle.presets.apis];
  if (typeof SwaggerUIStandalonePreset !== "undefined") presets.push(SwaggerUIStandalonePreset);
  const ui = SwaggerUIBundle({
    ...parameters,
    url: absolute(parameters.url),
    oauth2RedirectUrl: parameters.oauth2RedirectUrl && absolute(parameters.oauth2RedirectUrl),
    presets,
  });
  if (initOAuth !== undefined) ui.initOAuth(initOAuth);
})();
`;

const PACKAGE = "swagger-ui-dist";
const STANDALONE_PRESET = "swagger-ui-standalone-preset.js";

const assets = new Assets({
  "swagger-ui.css": { package: PACKAGE, file: "swagger-ui.css" },
  "page.css": { text: "body { margin: 0; background: #fafafa; }\n" },
  "favicon.png": { package: PACKAGE, file: "favicon-32x32.png" },
  "swagger-ui-bundle.js": { package: PACKAGE, file: "swagger-ui-bundle.js" },
  [STANDALONE_PRESET]: { package: PACKAGE, file: STANDALONE_PRESET },
  "init.js": { text: INIT },
});

/**
 * The page of Swagger UI, served from the package `swagger-ui-dist`: no other host is asked for anything.
 *
 * @example
 * ```ts
 * const site = swaggerUI({ openapiUrl: "/openapi.json", title: "Shop" });
 * router.get("/docs", ({ request }) => site.page(request));
 * ```
 */
export function swaggerUI(options: SwaggerUIOptions): SwaggerUISite {
  const { openapiUrl, title, oauth2RedirectUrl, parameters, initOAuth, faviconUrl } = options;
  const standalone = parameters?.["layout"] === "StandaloneLayout";
  const site = docsSite({
    assets,
    // Swagger UI's markup carries style attributes in each operation (measured: a browser refuses them without
    // this). The layout with the bar also makes a style element; the other one does with our files.
    directives: standalone
      ? { "style-src": ["'self'", "'unsafe-inline'"] }
      : { "style-src-attr": ["'unsafe-inline'"] },
    connectSources: options.connectSources,
    content: (request, served) => ({
      title: `${title} - Swagger UI`,
      faviconUrl:
        faviconUrl === undefined
          ? urlBelow(request.path, `assets/${served.get("favicon.png")}`)
          : relativeUrl(request.path, faviconUrl),
      styles: ["swagger-ui.css", "page.css"],
      body: '<div id="swagger-ui"></div>',
      scripts: ["swagger-ui-bundle.js", ...(standalone ? [STANDALONE_PRESET] : []), "init.js"],
      config: {
        parameters: {
          ...DEFAULTS,
          ...parameters,
          dom_id: "#swagger-ui",
          url: relativeUrl(request.path, openapiUrl),
          oauth2RedirectUrl:
            oauth2RedirectUrl === undefined
              ? urlBelow(request.path, "oauth2-redirect")
              : oauth2RedirectUrl && relativeUrl(request.path, oauth2RedirectUrl),
        },
        initOAuth,
      },
    }),
  });

  return Object.assign(site, { oauth2Redirect: oauth2RedirectPage });
}
