import * as zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SalukiError } from "../../src/errors.ts";
import { type HeadersInit, HttpResponse, type ResponseBody, WebSocketUpgrade } from "../../src/http/index.ts";
import { type CompressOptions, type ContentCoding, compress } from "../../src/middleware/index.ts";
import { answering, bytesOf, later, listOf, requestFor, textOf, wrap } from "./support.ts";

const JSON_TYPE = { "content-type": "application/json" };
const TEXT = "some text that repeats itself, ".repeat(40);

const { zstdDecompressSync } = zlib as unknown as { zstdDecompressSync?: (bytes: Uint8Array) => Buffer };
const DECODERS: Record<string, (bytes: Uint8Array) => Buffer> = {
  gzip: zlib.gunzipSync,
  br: zlib.brotliDecompressSync,
  ...(zstdDecompressSync === undefined ? {} : { zstd: zstdDecompressSync }),
};
const CODINGS = Object.keys(DECODERS) as ContentCoding[];

interface Visit {
  accept?: string | undefined;
  method?: string;
  headers?: HeadersInit;
  status?: number;
  options?: CompressOptions;
}

async function visit(body: ResponseBody, visit: Visit = {}): Promise<HttpResponse> {
  const { accept = "gzip", method = "GET", headers = JSON_TYPE, status = 200, options = {} } = visit;
  const app = wrap(answering(body, headers, status), compress(options));
  return app(requestFor("/", { method, headers: { "accept-encoding": accept } }));
}

async function decoded(response: HttpResponse): Promise<string> {
  const bytes = await bytesOf(response.body);
  const coding = response.headers.get("content-encoding");
  return coding === undefined ? bytes.toString() : DECODERS[coding]!(bytes).toString();
}

async function* pieces(...values: (string | Uint8Array)[]) {
  yield* values;
}

describe("compress, a whole body", () => {
  it.each(CODINGS)("sends it as %s to a client that accepts that", async (accept) => {
    const response = await visit(TEXT, { accept });
    expect(response.headers.get("content-encoding")).toBe(accept);
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
    expect((await bytesOf(response.body)).length).toBeLessThan(TEXT.length / 5);
    expect(await decoded(response)).toBe(TEXT);
  });

  it("answers at once for little, and from the thread pool for much", async () => {
    const request = () => requestFor("/", { headers: { "accept-encoding": "gzip" } });
    const app = (body: string) => wrap(answering(body, JSON_TYPE), compress());
    expect(app(TEXT)(request())).toBeInstanceOf(HttpResponse);
    const much = TEXT.repeat(100);
    const answer = app(much)(request());
    expect(answer).toBeInstanceOf(Promise);
    expect(await decoded(await answer)).toBe(much);
  });

  it.each(CODINGS)("compresses much as %s", async (accept) => {
    const much = TEXT.repeat(100);
    expect(await decoded(await visit(Buffer.from(much), { accept }))).toBe(much);
  });

  it("waits for a handler that is asynchronous", async () => {
    const app = wrap(later(answering(TEXT, JSON_TYPE)), compress());
    const response = await app(requestFor("/", { headers: { "accept-encoding": "gzip" } }));
    expect(await decoded(response)).toBe(TEXT);
  });

  it("corrects Content-Length, and adds none", async () => {
    const declared = await visit(TEXT, { headers: { ...JSON_TYPE, "content-length": TEXT.length } });
    expect(Number(declared.headers.get("content-length"))).toBe((await bytesOf(declared.body)).length);
    expect((await visit(TEXT)).headers.has("content-length")).toBe(false);
  });

  it("makes a strong ETag weak and leaves a weak one", async () => {
    const etagOf = async (etag: string) =>
      (await visit(TEXT, { headers: { ...JSON_TYPE, etag } })).headers.get("etag");
    expect(await etagOf('"a"')).toBe('W/"a"');
    expect(await etagOf('W/"a"')).toBe('W/"a"');
  });

  it("keeps status and other headers, but offers no ranges of it", async () => {
    const response = await visit(TEXT, {
      status: 422,
      headers: { ...JSON_TYPE, "set-cookie": ["a=1", "b=2"], "accept-ranges": "bytes" },
    });
    expect(response.status).toBe(422);
    expect(response.headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    expect(response.headers.has("accept-ranges")).toBe(false);
  });

  it("counts bytes and not characters", async () => {
    const text = "é".repeat(300);
    expect(await decoded(await visit(text))).toBe(text);
    expect((await visit(text)).headers.get("content-encoding")).toBe("gzip");
  });

  it("sends what does not get smaller as it is", async () => {
    const noise = crypto.getRandomValues(new Uint8Array(1000));
    const response = await visit(noise);
    expect(response.body).toBe(noise);
    expect(response.headers.has("content-encoding")).toBe(false);
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
  });

  it("leaves a response that the handler answers with again and again as it was", async () => {
    const kept = new HttpResponse(TEXT, { headers: JSON_TYPE });
    const app = wrap(() => kept, compress());
    for (let i = 0; i < 2; i++) {
      const response = await app(requestFor("/", { headers: { "accept-encoding": "gzip" } }));
      expect(await decoded(response)).toBe(TEXT);
      expect(await textOf((await app(requestFor("/"))).body)).toBe(TEXT);
    }
  });
});

describe("compress, what is left as it is", () => {
  it.each<[string, ResponseBody, Visit]>([
    ["a small body", "x".repeat(499), {}],
    ["a body below the size that was set", TEXT, { options: { minimumSize: TEXT.length + 1 } }],
    ["no body", null, {}],
    [
      "a small stream that tells its length",
      pieces("x"),
      { headers: { ...JSON_TYPE, "content-length": "1" } },
    ],
    ["an image", TEXT, { headers: { "content-type": "image/png" } }],
    ["an archive", TEXT, { headers: { "content-type": "application/zip" } }],
    ["bytes of an unknown kind", TEXT, { headers: { "content-type": "application/octet-stream" } }],
    ["a body without a type", TEXT, { headers: {} }],
    ["what is encoded already", TEXT, { headers: { ...JSON_TYPE, "content-encoding": "br" } }],
    [
      "what must not be transformed",
      TEXT,
      { headers: { ...JSON_TYPE, "cache-control": "private, No-Transform" } },
    ],
    ["a digested body", TEXT, { headers: { ...JSON_TYPE, "content-digest": "sha-256=:YQ==:" } }],
    ["a range", TEXT, { status: 206 }],
    ["204", TEXT, { status: 204 }],
    ["304", TEXT, { status: 304 }],
    ["a client that wants it so", TEXT, { accept: "identity" }],
    ["a client that wants it rather so", TEXT, { accept: "gzip;q=0.5, identity;q=0.8" }],
    ["a client that knows other codings", TEXT, { accept: "compress, sdch" }],
    ["a client that refuses it", TEXT, { accept: "gzip;q=0" }],
    ["a client that refuses everything", TEXT, { accept: "*;q=0" }],
    ["an empty Accept-Encoding", TEXT, { accept: "" }],
  ])("%s", async (_, body, how) => {
    const response = await visit(body, how);
    expect(response.body).toBe(body);
    expect(response.headers.get("content-encoding")).toBe(
      (how.headers as Record<string, string> | undefined)?.["content-encoding"],
    );
    expect(listOf(response, "vary")).toEqual(["Accept-Encoding"]);
  });

  it("everything, without Accept-Encoding", async () => {
    const response = await wrap(answering(TEXT, JSON_TYPE), compress())(requestFor("/"));
    expect(response.body).toBe(TEXT);
    expect(response.headers.get("vary")).toBe("Accept-Encoding");
  });

  it("the opening of a WebSocket, with its headers", async () => {
    const upgrade = new WebSocketUpgrade(() => ({ message() {}, closed() {} }));
    const app = wrap(() => upgrade, compress());
    expect(await app(requestFor("/", { headers: { "accept-encoding": "gzip" } }))).toBe(upgrade);
    expect(upgrade.headers.size).toBe(0);
  });

  it("what the application says", async () => {
    const compressible = (mediaType: string) => mediaType === "application/x-own";
    const own = { "content-type": "Application/X-Own; v=1" };
    expect(
      (await visit(TEXT, { options: { compressible }, headers: own })).headers.has("content-encoding"),
    ).toBe(true);
    expect((await visit(TEXT, { options: { compressible } })).headers.has("content-encoding")).toBe(false);
  });
});

describe("compress, the choice of the coding", () => {
  const options: CompressOptions = { encodings: ["br", "gzip"] };

  it.each<[string, string | undefined]>([
    ["gzip, br", "br"],
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    ["gzip;q=1.0, br;q=0.9", "gzip"],
    ["gzip;q=0.2, br;q=0.1, identity;q=0.1", "gzip"],
    ["*", "br"],
    ["*;q=0.5", "br"],
    ["br;q=0, *", "gzip"],
    ["gzip, *;q=0", "gzip"],
    ["br;q=0, gzip;q=0, *", undefined],
    ["identity, gzip;q=0.9", undefined],
    ["gzip;q=2", undefined],
    ["gzip;q=x", undefined],
    [" , ,gzip ;q=0.5,, ", "gzip"],
    ["gzipped", undefined],
  ])("Accept-Encoding: %s gives %s", async (accept, coding) => {
    expect((await visit(TEXT, { accept, options })).headers.get("content-encoding")).toBe(coding);
  });

  it("takes the first of those on offer where the client likes several the same", async () => {
    const accept = "br, gzip";
    for (const encodings of [
      ["gzip", "br"],
      ["br", "gzip"],
    ] as const) {
      const response = await visit(TEXT, { accept, options: { encodings } });
      expect(response.headers.get("content-encoding")).toBe(encodings[0]);
    }
  });

  it("offers zstd first where the run-time has it, else Brotli", async () => {
    const response = await visit(TEXT, { accept: "gzip, deflate, br, zstd" });
    expect(response.headers.get("content-encoding")).toBe(zstdDecompressSync === undefined ? "br" : "zstd");
    expect(await decoded(response)).toBe(TEXT);
  });

  it("reads Accept-Encoding that is sent in several lines", async () => {
    const app = wrap(answering(TEXT, JSON_TYPE), compress(options));
    const response = await app(requestFor("/", { headers: { "accept-encoding": ["deflate", "gzip"] } }));
    expect(response.headers.get("content-encoding")).toBe("gzip");
  });

  it("compresses even a small body for a client that refuses it as it is", async () => {
    for (const accept of ["gzip, identity;q=0", "gzip, *;q=0"]) {
      const response = await visit("small", { accept });
      expect(response.headers.get("content-encoding")).toBe("gzip");
      expect(await decoded(response)).toBe("small");
    }
  });

  it("weakens the ETag of a 304 as it would that of the 200", async () => {
    const headers = { etag: '"a"' };
    expect((await visit(null, { status: 304, headers })).headers.get("etag")).toBe('W/"a"');
    expect((await visit(null, { status: 304, headers, accept: "identity" })).headers.get("etag")).toBe('"a"');
  });

  it("never throws, and never chooses what the client did not name", async () => {
    const part = fc.oneof(
      fc.constantFrom(
        "gzip",
        "br",
        "zstd",
        "identity",
        "*",
        "x-gzip",
        ";q=",
        "0",
        "0.5",
        "1",
        ",",
        ";",
        "=",
        '"',
        "\\",
        " ",
      ),
      fc.string({
        maxLength: 3,
        unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
      }),
    );
    const middleware = compress();
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        const accept = parts.join("");
        const app = wrap(answering(TEXT, JSON_TYPE), middleware);
        const response = await app(requestFor("/", { headers: { "accept-encoding": accept } }));
        const coding = response.headers.get("content-encoding");
        if (coding !== undefined && !accept.includes("*")) expect(accept).toContain(coding);
        expect(await decoded(response)).toBe(TEXT);
      }),
    );
  });
});

describe("compress, HEAD", () => {
  const headers = { ...JSON_TYPE, etag: '"a"', "content-length": TEXT.length };

  it.each<[string, ResponseBody]>([
    ["a body that the server drops", TEXT],
    ["nothing but the length of the body", null],
  ])("tells what GET would, but no length, where the handler gives %s", async (_, body) => {
    const head = await visit(body, { method: "HEAD", headers });
    const get = await visit(TEXT, { headers });
    get.headers.delete("content-length");
    expect([...head.headers]).toEqual([...get.headers]);
    expect(head.body).toBeNull();
  });

  it.each<[string, ResponseBody, HeadersInit]>([
    ["a small body", "small", JSON_TYPE],
    ["a small length", null, { ...JSON_TYPE, "content-length": 5 }],
    ["neither body nor length", null, JSON_TYPE],
  ])("leaves as it is: %s", async (_, body, given) => {
    const response = await visit(body, { method: "HEAD", headers: given });
    expect(response.body).toBe(body);
    expect(response.headers.has("content-encoding")).toBe(false);
  });
});

describe("compress, used wrongly", () => {
  it.each<[string, unknown, RegExp]>([
    ["no codings", { encodings: [] }, /encodings/],
    ["an unknown coding", { encodings: ["deflate"] }, /deflate/],
    ["a string", { encodings: "gzip" }, /encodings/],
    ["the level of an unknown coding", { level: { deflate: 1 } }, /deflate/],
    ["a level off the scale", { level: { gzip: 10 } }, /gzip.*10/],
    ["a level of Brotli off the scale", { level: { br: 12 } }, /br.*12/],
    ["a level of zstd off the scale", { level: { zstd: 0 } }, /zstd.*0/],
    ["a negative size", { minimumSize: -1 }, /minimumSize/],
    ["a size that is no number", { threadMinimumSize: NaN }, /threadMinimumSize/],
    ["an unknown way to flush", { flush: "never" }, /flush/],
  ])("throws INVALID_OPTION at the call: %s", (_, options, message) => {
    const make = () => compress(options as CompressOptions);
    expect(make).toThrow(SalukiError);
    expect(make).toThrow(message);
    expect(make).toThrow(/INVALID_OPTION/);
  });
});
