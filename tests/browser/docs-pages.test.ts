import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type DocsServer, serveDocs } from "./docs-server.ts";
import { openWatched, type WatchedPage } from "./watched-page.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Serves the pages, opens one, and closes both when `look` is done. */
async function visit(
  path: string,
  options: Parameters<typeof serveDocs>[0],
  look: (watched: WatchedPage, server: DocsServer) => Promise<void>,
): Promise<void> {
  const server = await serveDocs(options);
  try {
    const watched = await openWatched(browser, server.url + path);
    try {
      await look(watched, server);
    } finally {
      await watched.close();
    }
  } finally {
    await server.close();
  }
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

describe.each([
  ["at the root", ""],
  ["behind a prefix that a proxy strips", "/api/v1"],
])("Swagger UI %s", (_where, prefix) => {
  it("lists the operations, and Try it out shows what the server answered", () =>
    visit("/docs", { prefix }, async (watched) => {
      await watched.page.getByText("Read one item").waitFor();
      expect(await tryReadItem(watched, "7")).toContain('"name": "Lamp 7"');
      await watched.page.locator("#operations-items-replaceItem .opblock-summary-control").click();
      await watched.page.locator("#operations-items-replaceItem .opblock-body").waitFor();
      await screenshot(watched, `swagger-ui${prefix.replaceAll("/", "-")}`);
      expect(watched.complaints).toEqual([]);
    }));

  it("logs in at an OAuth2 provider and sends the token", () =>
    visit("/docs", { prefix, swaggerUI: { initOAuth: { clientId: "shop-docs" } } }, async (watched) => {
      const { page } = watched;
      await page.locator("button.authorize").first().click();
      const dialogue = page.locator(".modal-ux");
      await expect(dialogue.locator("#client_id_authorizationCode").inputValue()).resolves.toBe("shop-docs");
      await screenshot(watched, "swagger-ui-authorize");
      await dialogue.locator("button.authorize").click();
      await dialogue.getByRole("button", { name: "Remove authorization" }).waitFor();
      await dialogue.locator("button.btn-done").click();
      expect(await tryReadItem(watched, "8")).toContain('"seenAuthorization": "Bearer granted"');
      expect(watched.complaints).toEqual([]);
    }));
});

describe.each([
  ["at the root", ""],
  ["behind a prefix that a proxy strips", "/api/v1"],
])("Redoc %s", (_where, prefix) => {
  it("shows the operations and finds them by the search", () =>
    visit("/redoc", { prefix }, async (watched) => {
      const { page } = watched;
      await page.getByRole("heading", { name: "Read one item" }).waitFor();
      await page.getByRole("heading", { name: "Replace one item" }).waitFor();
      await page.getByPlaceholder("Search...").fill("replace");
      await page.locator('[data-role="search:results"]').getByText("Replace one item").waitFor();
      await screenshot(watched, `redoc${prefix.replaceAll("/", "-")}`);
      expect(watched.complaints).toEqual([]);
    }));
});

describe("both pages", () => {
  it.each(["/docs/", "/redoc/"])("work at %s, with a slash at the end", (path) =>
    visit(path, {}, async ({ page, complaints }) => {
      await page.getByText("Read one item").locator("visible=true").first().waitFor();
      expect(complaints).toEqual([]);
    }),
  );

  const hostile = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>&amp;`;

  it.each(["/docs", "/redoc"])("show a hostile title as text at %s", (path) =>
    visit(
      path,
      { swaggerUI: { title: hostile }, redoc: { title: hostile } },
      async ({ page, complaints }) => {
        await page.getByText("Read one item").locator("visible=true").first().waitFor();
        expect(await page.title()).toContain(hostile);
        expect(complaints).toEqual([]);
      },
    ),
  );
});

describe("parameters of Swagger UI", () => {
  it("reach it: hostile text in them stays text", () => {
    const parameters = { docExpansion: "none", note: `"'</script><script>alert(1)</script>` };
    return visit("/docs", { swaggerUI: { parameters } }, async ({ page, complaints }) => {
      await page.locator("#operations-tag-items").waitFor();
      expect(await page.getByText("Read one item").count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });

  it("may ask for the layout with the bar at the top", () =>
    visit("/docs", { swaggerUI: { parameters: { layout: "StandaloneLayout" } } }, async (watched) => {
      await watched.page.locator(".topbar .download-url-input").waitFor();
      await watched.page.getByText("Read one item").waitFor();
      await screenshot(watched, "swagger-ui-standalone");
      expect(watched.complaints).toEqual([]);
    }));
});
