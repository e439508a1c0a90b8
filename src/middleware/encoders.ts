import * as zlib from "node:zlib";

/** A content coding (RFC 9110 §8.4.1; zstd: RFC 8878). */
export type ContentCoding = "br" | "gzip" | "zstd";

/** Compression levels, each on its coding's own scale. */
export interface CompressionLevels {
  /** 1 (fastest) to 9 (smallest). @default 6 */
  readonly gzip?: number | undefined;
  /** 0 (fastest) to 11 (smallest). @default 4 */
  readonly br?: number | undefined;
  /** 1 (fastest) to 22 (smallest). @default 3 */
  readonly zstd?: number | undefined;
}

/** What compresses into one coding. */
export interface Encoder {
  readonly coding: ContentCoding;
  /** Blocks: for little input only. */
  compressSync(bytes: Uint8Array): Uint8Array;
  /** In zlib's thread pool. */
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /** A stream that compresses what is written to it. */
  stream(): CompressionStream;
  /** What to call the stream's `flush` with to send on what it holds back, and keep what it has learnt. */
  readonly flushKind: number;
}

/** The part of zlib's streams that {@link CompressedBody} uses. */
export type CompressionStream = zlib.Gzip | zlib.BrotliCompress;

/** zstd came to node:zlib with Node 22.15; the types of Node 20 do not know it. */
interface Zstd {
  readonly createZstdCompress?: (options: zlib.BrotliOptions) => CompressionStream;
  readonly zstdCompressSync: (bytes: Uint8Array, options: zlib.BrotliOptions) => Uint8Array;
  readonly zstdCompress: (bytes: Uint8Array, options: zlib.BrotliOptions, done: Done) => void;
  readonly constants: { readonly ZSTD_c_compressionLevel: number; readonly ZSTD_e_flush: number };
}

type Done = (error: Error | null, bytes: Uint8Array) => void;

const zstd = zlib as unknown as Zstd;

/** Whether this run-time has the coding. */
export function isAvailable(coding: ContentCoding): boolean {
  return coding !== "zstd" || zstd.createZstdCompress !== undefined;
}

/** The lowest and highest level, and the one that is taken where none is given. */
export const LEVELS: Readonly<Record<ContentCoding, readonly [least: number, most: number, usual: number]>> =
  {
    gzip: [1, 9, 6],
    // Brotli's own default is its highest level, which is for files that are compressed once and served for years.
    br: [0, 11, 4],
    zstd: [1, 22, 3],
  };

// The window of a stream is kept as long as the stream is open: 256 KiB instead of Brotli's usual 4 MiB.
const STREAM_WINDOW_BITS = 18;

/** Makes the encoder of a coding that {@link isAvailable}. */
export function encoderOf(coding: ContentCoding, level: number = LEVELS[coding][2]): Encoder {
  if (coding === "gzip") {
    const options: zlib.ZlibOptions = { level };
    return {
      coding,
      compressSync: (bytes) => zlib.gzipSync(bytes, options),
      compress: (bytes) => promised((done) => zlib.gzip(bytes, options, done)),
      stream: () => zlib.createGzip(options),
      // zlib's default, a full flush, would forget the text so far.
      flushKind: zlib.constants.Z_SYNC_FLUSH,
    };
  }
  if (coding === "br") {
    const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
    const sized = (length: number): zlib.BrotliOptions => ({
      params: { [BROTLI_PARAM_QUALITY]: level, [BROTLI_PARAM_SIZE_HINT]: length },
    });
    const streamed = { params: { [BROTLI_PARAM_QUALITY]: level, [BROTLI_PARAM_LGWIN]: STREAM_WINDOW_BITS } };
    return {
      coding,
      compressSync: (bytes) => zlib.brotliCompressSync(bytes, sized(bytes.length)),
      compress: (bytes) => promised((done) => zlib.brotliCompress(bytes, sized(bytes.length), done)),
      stream: () => zlib.createBrotliCompress(streamed),
      flushKind: zlib.constants.BROTLI_OPERATION_FLUSH,
    };
  }
  const options = { params: { [zstd.constants.ZSTD_c_compressionLevel]: level } };
  return {
    coding,
    compressSync: (bytes) => zstd.zstdCompressSync(bytes, options),
    compress: (bytes) => promised((done) => zstd.zstdCompress(bytes, options, done)),
    stream: () => zstd.createZstdCompress!(options),
    flushKind: zstd.constants.ZSTD_e_flush,
  };
}

function promised(run: (done: Done) => void): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    run((error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}
