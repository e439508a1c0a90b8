import type { HttpResponse } from "../../http/index.ts";
import { readPackageFile } from "./package-file.ts";
import { pageResponse } from "./site.ts";

/**
 * The page that takes what an OAuth2 provider sent and gives it to the Swagger UI that opened it. Its script is
 * inline and allowed by its hash (CSP Level 3 §6.7.3): the page loads nothing, wherever it is served.
 */
export async function oauth2RedirectPage(): Promise<HttpResponse> {
  const { createHash } = await import("node:crypto");
  const bytes = await readPackageFile({ package: "swagger-ui-dist", file: "oauth2-redirect.js" });
  const script = new TextDecoder().decode(bytes);
  const hash = createHash("sha256").update(script).digest("base64");
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Swagger UI: OAuth2 redirect</title>
</head>
<body>
<script>${script}</script>
</body>
</html>
`;
  return pageResponse(
    html,
    `default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
  );
}
