const APPLICATION_TYPES: ReadonlySet<string> = new Set([
  "application/geo+json-seq",
  "application/graphql",
  "application/javascript",
  "application/json",
  "application/json-seq",
  "application/jsonl",
  "application/msgpack",
  "application/ndjson",
  "application/rtf",
  "application/sql",
  "application/toml",
  "application/vnd.ms-fontobject",
  "application/wasm",
  "application/x-javascript",
  "application/x-ndjson",
  "application/x-protobuf",
  "application/x-tar",
  "application/x-www-form-urlencoded",
  "application/x-yaml",
  "application/xml",
  "application/yaml",
  "font/collection",
  "font/otf",
  "font/ttf",
  "image/bmp",
  "image/vnd.microsoft.icon",
  "image/x-icon",
]);

// RFC 6839 and its successors: what a type with this suffix is written in.
const TEXT_SUFFIX = /\+(?:json|json-seq|text|xml|yaml)$/;

/** Whether content of this media type (`type/subtype`, lower case) is likely to get smaller when it is compressed. */
export function isCompressible(mediaType: string): boolean {
  return mediaType.startsWith("text/") || APPLICATION_TYPES.has(mediaType) || TEXT_SUFFIX.test(mediaType);
}
