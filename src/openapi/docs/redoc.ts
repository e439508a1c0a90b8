import { Assets } from "./assets.ts";
import { relativeUrl } from "./relative-url.ts";
import { type ConnectSources, type DocsSite, docsSite, type JsonObject } from "./site.ts";

/** How the page of Redoc is made. */
export interface RedocOptions {
  /** Where the OpenAPI document is: a path from the application's root, or an absolute URL. */
  openapiUrl: string;
  /** The API's title; the page's is `{title} - ReDoc`. */
  title: string;
  /** Options of Redoc, as far as JSON can carry them: `hideDownloadButtons`, `theme` ... */
  parameters?: JsonObject | undefined;
  /** A path from the application's root, or an absolute URL. @default no icon */
  faviconUrl?: string | undefined;
  /** Other origins than the page's own that the document may be loaded from. @default [] */
  connectSources?: ConnectSources | undefined;
}

const INIT = `"use strict";
(() => {
  const { url, parameters } = JSON.parse(document.currentScript.dataset.config);
  Redoc.init(new URL(url, document.baseURI).href, parameters, document.getElementById("redoc"));
})();
`;

const assets = new Assets({
  "page.css": { text: "body { margin: 0; padding: 0; }\n" },
  "redoc.js": {
    package: "redoc",
    file: "bundles/redoc.standalone.js",
    // Redoc shows a logo that it loads from its makers' host. An image that fails at once is left out by Redoc
    // itself, and nobody learns who reads these pages.
    edit: (text) => text.replaceAll("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,"),
  },
  "init.js": { text: INIT },
});

/**
 * The page of Redoc, served from the package `redoc`: no other host is asked for anything.
 *
 * @example
 * ```ts
 * const site = redoc({ openapiUrl: "/openapi.json", title: "Shop" });
 * router.get("/redoc", ({ request }) => site.page(request));
 * ```
 */
export function redoc(options: RedocOptions): DocsSite {
  const { openapiUrl, title, parameters = {}, faviconUrl } = options;
  return docsSite({
    assets,
    directives: {
      // Redoc makes its style elements while it runs. A nonce does not do: two of them are made while the script
      // loads, before a nonce can be given to it (measured), and the page is refused those.
      "style-src": ["'self'", "'unsafe-inline'"],
      // The search runs in a worker that Redoc makes from a blob.
      "worker-src": ["blob:"],
    },
    connectSources: options.connectSources,
    content: (request) => ({
      title: `${title} - ReDoc`,
      // An empty icon keeps the browser from asking for /favicon.ico.
      faviconUrl: faviconUrl === undefined ? "data:," : relativeUrl(request.path, faviconUrl),
      styles: ["page.css"],
      body: '<div id="redoc"></div>',
      scripts: ["redoc.js", "init.js"],
      config: { url: relativeUrl(request.path, openapiUrl), parameters },
    }),
  });
}
