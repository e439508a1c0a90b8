import { CR, HEX, HTAB, LF, SP } from "./grammar.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

const SEMICOLON = 0x3b;

/** Digits of a chunk size; 16 of them count more bytes than there are. */
const MOST_DIGITS = 16;

// chunk-ext CRLF (RFC 9112 §7.1.1): *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const QUOTED = '"(?:[\\t !\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t -\\x7e\\x80-\\xff])*"';
const EXTENSIONS = new RegExp(
  `^(?:[\\t ]*;[\\t ]*${TOKEN}(?:[\\t ]*=[\\t ]*(?:${TOKEN}|${QUOTED}))?)+\\r\\n$`,
);

/**
 * Undoes the chunked coding (RFC 9112 §7.1), strictly: sizes are hexadecimal digits only, every line ends
 * with CR LF, extensions have to be well-formed and are ignored.
 *
 * The data of all chunks that one piece of input holds is moved together within that piece, so that many tiny
 * chunks make one piece of data: they must not cost more memory than their bytes.
 */
export class ChunkedDecoder {
  /** Where the data of the last {@link decode} stands in its bytes. */
  dataStart = 0;
  dataEnd = 0;
  /** The last chunk has been read: the trailer section follows. */
  ended = false;
  refusal: Refusal | undefined = undefined;

  #expecting: "size" | "data" | "line end" = "size";
  #remaining = 0;
  #mostData: number;
  #mostExtensions: number;

  /** `maxBytes` of data, and `maxExtensionBytes` of all chunk extensions together. */
  constructor(maxBytes: number, maxExtensionBytes: number) {
    this.#mostData = maxBytes;
    this.#mostExtensions = maxExtensionBytes;
  }

  /**
   * Reads on, and says up to where: what stands behind has to be given again, with more. Writes into `bytes`.
   */
  decode(bytes: Buffer, start: number): number {
    const end = bytes.length;
    let i = start;
    this.dataStart = start;
    this.dataEnd = start;
    while (i < end && !this.ended && this.refusal === undefined) {
      let next: number;
      if (this.#expecting === "size") next = this.#readSize(bytes, i, end);
      else if (this.#expecting === "data") next = this.#readData(bytes, i, end);
      else next = this.#readLineEnd(bytes, i, end);
      if (next === i) break;
      i = next;
    }
    return i;
  }

  #readData(bytes: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#remaining);
    if (this.dataEnd === this.dataStart) this.dataStart = this.dataEnd = start;
    else bytes.copyWithin(this.dataEnd, start, stop);
    this.dataEnd += stop - start;
    this.#remaining -= stop - start;
    if (this.#remaining === 0) this.#expecting = "line end";
    return stop;
  }

  #readLineEnd(bytes: Buffer, start: number, end: number): number {
    if (bytes[start] !== CR) return this.#refuse(REFUSALS.invalidChunkEnd, start);
    if (start + 1 === end) return start;
    if (bytes[start + 1] !== LF) return this.#refuse(REFUSALS.invalidChunkEnd, start);
    this.#expecting = "size";
    return start + 2;
  }

  #readSize(bytes: Buffer, start: number, end: number): number {
    let size = 0;
    let i = start;
    for (; i < end; i++) {
      const digit = HEX[bytes[i]!]!;
      if (digit === 255) break;
      if (i - start === MOST_DIGITS) return this.#refuse(REFUSALS.invalidChunkSize, start);
      size = size * 16 + digit;
    }
    if (i === end) return start;
    if (i === start) return this.#refuse(REFUSALS.invalidChunkSize, start);
    if (bytes[i] === CR) {
      if (i + 1 === end) return start;
      if (bytes[i + 1] !== LF) return this.#refuse(REFUSALS.invalidChunkSize, start);
      i += 2;
    } else {
      const length = this.#extensionsLength(bytes, i, end);
      if (length === 0) return start;
      this.#mostExtensions -= length;
      i += length;
    }
    // Beyond 2^53 the size would not be exact, whatever the limit is.
    if (size > this.#mostData || size > Number.MAX_SAFE_INTEGER) {
      return this.#refuse(REFUSALS.bodyTooLarge, start);
    }
    this.#mostData -= size;
    this.#remaining = size;
    if (size === 0) this.ended = true;
    else this.#expecting = "data";
    return i;
  }

  /**
   * The bytes of chunk extensions with the end of their line; 0 when that is not there yet, or they are
   * refused.
   */
  #extensionsLength(bytes: Buffer, start: number, end: number): number {
    const first = bytes[start];
    if (first !== SEMICOLON && first !== SP && first !== HTAB) {
      return this.#refuse(REFUSALS.invalidChunkSize, 0);
    }
    const lineFeed = bytes.indexOf(LF, start);
    const stop = lineFeed < 0 ? end : lineFeed + 1;
    if (stop - start > this.#mostExtensions) return this.#refuse(REFUSALS.chunkExtensionsTooLarge, 0);
    if (lineFeed < 0) return 0;
    if (EXTENSIONS.test(bytes.toString("latin1", start, stop))) return stop - start;
    return this.#refuse(REFUSALS.invalidChunkSize, 0);
  }

  #refuse(refusal: Refusal, result: number): number {
    this.refusal = refusal;
    return result;
  }
}
