import { type HttpRequest, HttpResponse } from "../../http/index.ts";
import { escapeHtml } from "../../responses/index.ts";
import type { Assets } from "./assets.ts";
import { contentSecurityPolicy, type Directives } from "./content-security-policy.ts";
import { urlBelow } from "./relative-url.ts";

/** What JSON can carry. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/**
 * A page of documentation with its files. A router serves `page` at any path, and `asset` at
 * `{path of the page}/assets/{name}`. Every reference in the page is relative, so it works behind any prefix.
 */
export interface DocsSite {
  /** The page. Throws `SalukiError` with code `MISSING_PACKAGE` where the package of the page is not installed. */
  page(request: HttpRequest): Promise<HttpResponse>;
  /** A file of the page, `undefined` where there is none of that name. */
  asset(name: string, request: HttpRequest): Promise<HttpResponse | undefined>;
  /** The policy that the page is sent with. */
  readonly contentSecurityPolicy: string;
}

/** What differs from page to page. */
export interface PageContent {
  readonly title: string;
  readonly faviconUrl: string;
  /** Plain names of the style sheets, in order. */
  readonly styles: readonly string[];
  readonly body: string;
  /** Plain names of the scripts, in order; the last one finds `config` in its `data-config` attribute. */
  readonly scripts: readonly string[];
  readonly config: JsonObject;
}

/** Makes the HTML of a page. All that is not ours is escaped; there is no inline script and no inline style. */
export function renderPage(
  request: HttpRequest,
  served: ReadonlyMap<string, string>,
  page: PageContent,
): string {
  const assetUrl = (name: string): string =>
    escapeHtml(urlBelow(request.path, `assets/${served.get(name) ?? name}`));
  const config = escapeHtml(JSON.stringify(page.config));
  const lines = [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(page.title)}</title>`,
    `<link rel="icon" href="${escapeHtml(page.faviconUrl)}">`,
    ...page.styles.map((name) => `<link rel="stylesheet" href="${assetUrl(name)}">`),
    "</head>",
    "<body>",
    page.body,
    ...page.scripts.map((name, index) => {
      const data = index === page.scripts.length - 1 ? ` data-config="${config}"` : "";
      return `<script src="${assetUrl(name)}"${data}></script>`;
    }),
    "</body>",
    "</html>",
    "",
  ];
  return lines.join("\n");
}

/** The response that carries a page. */
export function pageResponse(html: string, policy: string): HttpResponse {
  return new HttpResponse(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      // The names of the files in it change with their content.
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    },
  });
}

/**
 * Other origins than the page's own that a page may talk to, as `connect-src` sources; a function is asked at the
 * first page, when there is a document to look into.
 */
export type ConnectSources = readonly string[] | (() => readonly string[]);

/** What a kind of page has of its own. */
export interface DocsSiteInit {
  readonly assets: Assets;
  /** Beside `connect-src`. */
  readonly directives: Directives;
  readonly connectSources: ConnectSources | undefined;
  content(request: HttpRequest, served: ReadonlyMap<string, string>): PageContent;
}

/** A site without anything of its own beside page and files. */
export function docsSite({ assets, directives, connectSources = [], content }: DocsSiteInit): DocsSite {
  let policy: string | undefined;
  const site: DocsSite = {
    get contentSecurityPolicy() {
      if (policy === undefined) {
        const sources = typeof connectSources === "function" ? connectSources() : connectSources;
        policy = contentSecurityPolicy({ ...directives, "connect-src": ["'self'", ...sources] });
      }
      return policy;
    },
    async page(request) {
      const served = await assets.servedNames();
      return pageResponse(renderPage(request, served, content(request, served)), site.contentSecurityPolicy);
    },
    asset: (name, request) => assets.respond(name, request),
  };
  return site;
}
