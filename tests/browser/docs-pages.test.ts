import type { Browser } from "playwright-core";
import type { SalukiOptions } from "saluki";
import { cors } from "saluki/middleware";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { launchChromium } from "./chromium.ts";
import { shop } from "./shop.ts";
import { stripPrefix } from "./stripping-proxy.ts";
import { openWatched, type WatchedPage } from "./watched-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Serves the shop, behind a proxy where it has a root path, and opens a page of it. All is closed after the test. */
async function visit(path: string, options: SalukiOptions = {}): Promise<WatchedPage> {
  const server = await shop(options).listen({ port: 0 });
  onTestFinished(() => server.close());
  let { url } = server;
  if (options.rootPath !== undefined) {
    const proxy = await stripPrefix(options.rootPath, url);
    onTestFinished(() => proxy.close());
    url = proxy.url;
  }
  const watched = await openWatched(browser, url + path);
  onTestFinished(() => watched.close());
  return watched;
}

async function screenshot({ page }: WatchedPage, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

async function tryReadItem({ page }: WatchedPage, itemId: string): Promise<string | null> {
  const operation = page.locator("#operations-items-readItem");
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByPlaceholder("itemId").fill(itemId);
  await operation.getByRole("button", { name: "Execute" }).click();
  const body = operation
    .locator(".live-responses-table .response-col_description .highlight-code code")
    .first();
  await body.filter({ hasText: `Lamp ${itemId}` }).waitFor();
  return body.textContent();
}

const PLACES: readonly [where: string, options: SalukiOptions][] = [
  ["at the root", {}],
  ["behind a prefix that a proxy strips", { rootPath: "/api/v1" }],
];

describe.each(PLACES)("Swagger UI %s", (where, options) => {
  it("lists the operations, and Try it out shows what the server answered", async () => {
    const watched = await visit("/docs", options);
    await watched.page.getByText("Read one item").waitFor();
    expect(await tryReadItem(watched, "7")).toContain('"name": "Lamp 7"');
    await watched.page.locator("#operations-items-replaceItem .opblock-summary-control").click();
    await watched.page.locator("#operations-items-replaceItem .opblock-body").waitFor();
    await screenshot(watched, `swagger-ui ${where}`);
    expect(watched.complaints).toEqual([]);
  });

  it("logs in at an OAuth2 provider and sends the token", async () => {
    const watched = await visit("/docs", { ...options, swaggerUIInitOAuth: { clientId: "shop-docs" } });
    await watched.page.locator("button.authorize").first().click();
    const dialogue = watched.page.locator(".modal-ux");
    expect(await dialogue.locator("#client_id_authorizationCode").inputValue()).toBe("shop-docs");
    await screenshot(watched, `swagger-ui authorize ${where}`);
    await dialogue.locator("button.authorize").click();
    await dialogue.getByRole("button", { name: "Remove authorization" }).waitFor();
    await dialogue.locator("button.btn-done").click();
    expect(await tryReadItem(watched, "8")).toContain('"seenToken": "granted"');
    expect(watched.complaints).toEqual([]);
  });
});

describe.each(PLACES)("Redoc %s", (where, options) => {
  it("shows the operations and finds them by the search", async () => {
    const watched = await visit("/redoc", options);
    const { page } = watched;
    await page.getByRole("heading", { name: "Read one item" }).waitFor();
    await page.getByRole("heading", { name: "Replace one item" }).waitFor();
    await page.getByPlaceholder("Search...").fill("replace");
    await page.locator('[data-role="search:results"]').getByText("Replace one item").waitFor();
    await screenshot(watched, `redoc ${where}`);
    expect(watched.complaints).toEqual([]);
  });
});

describe("both pages", () => {
  it.each(["/docs/", "/redoc/"])("work at %s, with a slash at the end", async (path) => {
    const { page, complaints } = await visit(path, { trailingSlash: "ignore" });
    await page.getByText("Read one item").locator("visible=true").first().waitFor();
    expect(complaints).toEqual([]);
  });

  it.each(["/docs", "/redoc"])("show a hostile title as text at %s", async (path) => {
    const title = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>&amp;`;
    const { page, complaints } = await visit(path, { title });
    await page.getByText("Read one item").locator("visible=true").first().waitFor();
    expect(await page.title()).toContain(title);
    expect(complaints).toEqual([]);
  });
});

describe("Swagger UI", () => {
  it("talks to a server of another origin where the document names one", async () => {
    const other = await shop({ middleware: [cors({ origins: "*" })] }).listen({ port: 0 });
    onTestFinished(() => other.close());
    const watched = await visit("/docs", { servers: [{ url: other.url }] });
    expect(await tryReadItem(watched, "9")).toContain('"name": "Lamp 9"');
    expect(watched.complaints).toEqual([`other host: ${other.url}/items/9`]);
  });
});

describe("parameters of Swagger UI", () => {
  it("reach it, and hostile text in them stays text", async () => {
    const swaggerUIParameters = { docExpansion: "none", note: `"'</script><script>alert(1)</script>` };
    const { page, complaints } = await visit("/docs", { swaggerUIParameters });
    await page.locator("#operations-tag-items").waitFor();
    expect(await page.getByText("Read one item").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("may ask for the layout with the bar at the top", async () => {
    const watched = await visit("/docs", { swaggerUIParameters: { layout: "StandaloneLayout" } });
    await watched.page.locator(".topbar .download-url-input").waitFor();
    await watched.page.getByText("Read one item").waitFor();
    await screenshot(watched, "swagger-ui with the bar");
    expect(watched.complaints).toEqual([]);
  });
});
