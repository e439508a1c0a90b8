import { evaluatePreconditions, type HttpRequest, HttpResponse } from "../../http/index.ts";
import { type PackageFile, readPackageFile } from "./package-file.ts";

/** A file that a page loads: of a package, or text of our own. */
export type AssetSource = PackageFile | { readonly text: string };

interface Asset {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly etag: string;
}

interface LoadedAssets {
  /** From the plain name (`init.js`) to the served one (`init-3f9a0b1c.js`). */
  readonly served: ReadonlyMap<string, string>;
  readonly byServedName: ReadonlyMap<string, Asset>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  png: "image/png",
};

/**
 * The files of one page. They are read at the first use and kept: importing or starting an application touches
 * none. Each is served under a name that holds a hash of its content, so that it can be cached for good.
 */
export class Assets {
  readonly #sources: Readonly<Record<string, AssetSource>>;
  #loaded: Promise<LoadedAssets> | undefined = undefined;

  constructor(sources: Readonly<Record<string, AssetSource>>) {
    this.#sources = sources;
  }

  /** The names under which the files are served, by their plain names. */
  async servedNames(): Promise<ReadonlyMap<string, string>> {
    return (await this.#load()).served;
  }

  /** The file of that served name, or `undefined`. Answers 304 to a client that has it (RFC 9110 §13.1.2). */
  async respond(servedName: string, request: HttpRequest): Promise<HttpResponse | undefined> {
    const asset = (await this.#load()).byServedName.get(servedName);
    if (asset === undefined) return undefined;
    const headers = { etag: asset.etag, "cache-control": "public, max-age=31536000, immutable" };
    const conditions = evaluatePreconditions(request.method, request.headers, { etag: asset.etag });
    if (conditions !== "proceed") {
      return new HttpResponse(null, { status: conditions === "not-modified" ? 304 : 412, headers });
    }
    return new HttpResponse(asset.body, {
      headers: { "content-type": asset.contentType, ...headers, "x-content-type-options": "nosniff" },
    });
  }

  #load(): Promise<LoadedAssets> {
    this.#loaded ??= load(this.#sources).catch((error: unknown) => {
      // Not kept: the next request tries again, a package may have been installed meanwhile.
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }
}

async function load(sources: Readonly<Record<string, AssetSource>>): Promise<LoadedAssets> {
  const { createHash } = await import("node:crypto");
  const served = new Map<string, string>();
  const byServedName = new Map<string, Asset>();
  for (const [name, source] of Object.entries(sources)) {
    const body = "text" in source ? new TextEncoder().encode(source.text) : await readPackageFile(source);
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 16);
    const dot = name.lastIndexOf(".");
    const extension = name.slice(dot + 1);
    const servedName = `${name.slice(0, dot)}-${hash}.${extension}`;
    served.set(name, servedName);
    byServedName.set(servedName, {
      body,
      contentType: CONTENT_TYPES[extension] ?? "application/octet-stream",
      etag: `"${hash}"`,
    });
  }
  return { served, byServedName };
}
