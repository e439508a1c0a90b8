import type { Saluki, SalukiOptions } from "../app/index.ts";
import type { Page } from "./dev-messages.ts";

/** The pages of a running application: its root, and the documentation where there is one. */
export function pagesOf(app: Saluki, url: string): Page[] {
  const { openapiUrl, docsUrl = "/docs", redocUrl = "/redoc" } = app.settings as SalukiOptions;
  const pages: Page[] = [{ title: "Server", url }];
  if (openapiUrl === null) return pages;
  if (docsUrl !== null) pages.push({ title: "Docs", url: url + docsUrl });
  if (redocUrl !== null) pages.push({ title: "ReDoc", url: url + redocUrl });
  return pages;
}

/** The pages as lines of text. */
export function pageLines(pages: readonly Page[]): string {
  const width = Math.max(...pages.map(({ title }) => title.length)) + 2;
  return pages.map(({ title, url }) => `  ${title.padEnd(width)}${url}\n`).join("");
}
