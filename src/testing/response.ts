import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { type HeaderList, parseMediaType } from "../http/index.ts";
import { CookieJar } from "./cookie-jar.ts";

/** What a {@link TestResponse} is made from. */
export interface TestResponseInit {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly url: string;
  readonly history: readonly TestResponse[];
}

/** A whole answer, as a client sees it. Its body is here already: nothing has to be awaited. */
export class TestResponse {
  readonly status: number;
  readonly headers: HeaderList;
  /** The URL that answered: after redirects, the last one. */
  readonly url: string;
  /** The redirects that led here, first to last. */
  readonly history: readonly TestResponse[];
  readonly #body: Uint8Array;
  #decoded: Uint8Array | undefined;

  constructor(init: TestResponseInit) {
    this.status = init.status;
    this.headers = init.headers;
    this.url = init.url;
    this.history = init.history;
    this.#body = init.body;
  }

  /** Whether the status is a success: 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The cookies that this response sets, by name. */
  get cookies(): Record<string, string> {
    const jar = new CookieJar();
    const url = new URL(this.url);
    // Seen apart from their scope: a cookie for elsewhere was set as well.
    for (const field of this.headers.getAll("set-cookie")) jar.store(withoutScope(field), url);
    return Object.fromEntries(jar);
  }

  /** The body, with gzip, deflate and br taken off (RFC 9110 §8.4). */
  bytes(): Uint8Array {
    this.#decoded ??= decode(this.#body, this.headers.get("content-encoding"));
    return this.#decoded;
  }

  /** The body as text, in the charset that its content type names. @default UTF-8 */
  text(): string {
    const type = this.headers.get("content-type");
    const charset = type === undefined ? undefined : parseMediaType(type)?.parameters.get("charset");
    return new TextDecoder(charset ?? "utf-8").decode(this.bytes());
  }

  /** The body read as JSON. @throws SyntaxError when it is not */
  json<T = unknown>(): T {
    return JSON.parse(new TextDecoder().decode(this.bytes())) as T;
  }
}

function withoutScope(setCookie: string): string {
  const [pair = "", ...attributes] = setCookie.split(";");
  return [pair, ...attributes.filter((attribute) => /^\s*(max-age|expires)\s*=/i.test(attribute))].join(";");
}

function decode(body: Uint8Array, contentEncoding: string | undefined): Uint8Array {
  if (contentEncoding === undefined || body.length === 0) return body;
  let bytes = body;
  for (const coding of contentEncoding.split(",").reverse()) {
    const decoder = DECODERS[coding.trim().toLowerCase()];
    if (decoder === undefined) return body;
    bytes = decoder(bytes);
  }
  return bytes;
}

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  identity: (bytes) => bytes,
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};
