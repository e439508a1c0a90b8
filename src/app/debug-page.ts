import { type HttpRequest, HttpResponse } from "../http/index.ts";
import { encodeJson, escapeHtml } from "../responses/index.ts";

/**
 * An unforeseen error as its developer wants to see it: a page for a browser, JSON for anything else.
 * Only for development: it shows the stack.
 */
export function debugPage(error: unknown, request: HttpRequest): HttpResponse {
  const { name, message, stack, cause } = describe(error);
  const wantsHtml = request.headers.getAll("accept").join(",").includes("text/html");
  if (!wantsHtml) {
    const body = {
      error: {
        name,
        message,
        stack: stack
          .split("\n")
          .slice(1)
          .map((line) => line.trim()),
        cause,
      },
    };
    return new HttpResponse(encodeJson(body), {
      status: 500,
      headers: { "content-type": "application/json" },
    });
  }
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(name)}: ${escapeHtml(message)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 60rem; padding: 0 1rem; color: #1d2433; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; } p { margin: 0 0 1.5rem; color: #5b6478; }
pre { background: #f4f5f8; border-radius: 8px; padding: 1rem; overflow-x: auto; font-size: .875rem; }
</style>
</head>
<body>
<h1>${escapeHtml(name)}: ${escapeHtml(message)}</h1>
<p>while answering <code>${escapeHtml(request.method)} ${escapeHtml(request.path)}</code>. This page is shown in development only.</p>
<pre>${escapeHtml(stack)}</pre>
${cause === undefined ? "" : `<p>caused by</p><pre>${escapeHtml(cause)}</pre>`}
</body>
</html>`;
  return new HttpResponse(html, {
    status: 500,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}

function describe(error: unknown): {
  name: string;
  message: string;
  stack: string;
  cause: string | undefined;
} {
  if (!(error instanceof Error))
    return { name: "Thrown value", message: String(error), stack: String(error), cause: undefined };
  const { name, message, stack = `${name}: ${message}`, cause } = error;
  return {
    name,
    message,
    stack,
    cause:
      cause === undefined
        ? undefined
        : cause instanceof Error
          ? (cause.stack ?? cause.message)
          : String(cause),
  };
}
