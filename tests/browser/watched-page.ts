import type { Browser, BrowserContext, Page } from "playwright-core";

/** A page, and all that went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors, uncaught exceptions, violations of the content security policy, requests to other hosts. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens `url` in a context of its own and writes down everything that a user's browser would complain of. */
export async function openWatched(browser: Browser, url: string): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
  context.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  watch(context, new URL(url).host, complaints);
  await context.exposeFunction("reportViolation", (violation: string) => {
    complaints.push(`content security policy: ${violation}`);
  });
  // As text: it runs in the browser, whose types are not those of this project.
  await context.addInitScript(`
    document.addEventListener("securitypolicyviolation", (event) => {
      reportViolation(event.effectiveDirective + " " + event.blockedURI);
    });
  `);
  const page = await context.newPage();
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}

function watch(context: BrowserContext, host: string, complaints: string[]): void {
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      complaints.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().message}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.host !== host) complaints.push(`other host: ${url.href}`);
  });
}
