import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpRequest, type HttpResponse } from "../../src/http/index.ts";
import { type RedocOptions, redoc, type SwaggerUIOptions, swaggerUI } from "../../src/openapi/docs/index.ts";
import { authorize, itemOf, json, SHOP, token } from "./shop.ts";

export interface DocsServer {
  readonly url: string;
  close(): Promise<void>;
}

interface DocsServerOptions {
  /** What a proxy would strip: the application sees paths without it. @default "" */
  prefix?: string;
  swaggerUI?: Partial<SwaggerUIOptions>;
  redoc?: Partial<RedocOptions>;
}

/** A server on a free port with the small shop, its document and both pages. */
export async function serveDocs(options: DocsServerOptions = {}): Promise<DocsServer> {
  const { prefix = "" } = options;
  const common = { openapiUrl: "/openapi.json", title: "Shop" };
  const sites = {
    "/docs": swaggerUI({ ...common, ...options.swaggerUI }),
    "/redoc": redoc({ ...common, ...options.redoc }),
  };
  // The servers of a document behind a prefix are the application's matter, not the pages'.
  const document = { ...SHOP, servers: [{ url: prefix === "" ? "/" : prefix }] };

  const answer = async (request: HttpRequest): Promise<HttpResponse> => {
    const { path } = request;
    if (path === "/openapi.json") return json(document);
    if (path === "/docs/oauth2-redirect") return sites["/docs"].oauth2Redirect();
    for (const [docsPath, site] of Object.entries(sites)) {
      if (path === docsPath || path === `${docsPath}/`) return site.page(request);
      const name = path.startsWith(`${docsPath}/assets/`)
        ? path.slice(`${docsPath}/assets/`.length)
        : undefined;
      const asset = name === undefined ? undefined : await site.asset(name, request);
      if (asset !== undefined) return asset;
    }
    if (path === "/authorize") return authorize(new URLSearchParams(request.query));
    if (path === "/token") return token();
    if (path.startsWith("/items/"))
      return itemOf(path.slice("/items/".length), request.headers.get("authorization"));
    return json({ detail: "Not Found" }, 404);
  };

  const server = createServer((incoming, outgoing) => {
    if (!incoming.url!.startsWith(prefix)) {
      outgoing.writeHead(404).end();
      return;
    }
    answer(requestOf(incoming, prefix)).then(
      (response) => send(response, outgoing),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function requestOf(incoming: IncomingMessage, prefix: string): HttpRequest {
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new HttpRequest({ method: incoming.method!, target: incoming.url!.slice(prefix.length), headers });
}

function send(response: HttpResponse, outgoing: ServerResponse): void {
  outgoing.writeHead(response.status, response.headers.flat);
  outgoing.end(response.body as string | Uint8Array | null);
}
