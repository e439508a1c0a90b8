import { COLON, CR, FIELD_VALUE, HTAB, LF, SP, TARGET, TOKEN } from "./grammar.ts";
import { hashStep, knownFieldName, knownMethod } from "./known-names.ts";
import type { ParserLimits } from "./limits.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/** `HTTP/1.` */
const VERSION_PREFIX = [0x48, 0x54, 0x54, 0x50, 0x2f, 0x31, 0x2e] as const;

/**
 * Reads the lines of a request head: the request line and the header lines, each exactly as RFC 9112 writes
 * it. What the lines mean together is decided once all are there, by `frameRequest`.
 *
 * One object serves all the requests of a connection; {@link reset} makes it ready for the next. Only {@link
 * fields} is a new array each time, to be handed over.
 */
export class RequestHead {
  method = "";
  /** The request target as it came. */
  target = "";
  /** 0 or 1: a higher minor version is read as 1 (RFC 9110 §2.5). */
  minorVersion = 1;
  /** `[name, value, name, value ...]`, names in lower case. */
  fields: string[] = [];
  /** The empty line has been read. */
  complete = false;
  /** Why the head is not taken; set when {@link readLines} has returned -1. */
  refusal: Refusal | undefined = undefined;

  // The fields that decide framing, as they stand; `undefined` where there is none.
  host: string | undefined = undefined;
  contentLength: string | undefined = undefined;
  transferEncoding: string | undefined = undefined;
  connection: string | undefined = undefined;
  expect: string | undefined = undefined;
  /** There is an Upgrade field. */
  upgrade = false;

  #started = false;
  readonly #limits: ParserLimits;

  constructor(limits: ParserLimits) {
    this.#limits = limits;
  }

  /** The request line has been read. */
  get started(): boolean {
    return this.#started;
  }

  /** Forgets the last head. `"trailers"`: header lines follow, without a request line (RFC 9112 §7.1.2). */
  reset(section: "head" | "trailers" = "head"): void {
    this.#started = section === "trailers";
    this.complete = false;
    this.fields = [];
    this.host = undefined;
    this.contentLength = undefined;
    this.transferEncoding = undefined;
    this.connection = undefined;
    this.expect = undefined;
    this.upgrade = false;
  }

  /**
   * Reads whole lines: `bytes[end - 1]` must be LF. Stops behind the empty line and says where, or returns
   * -1.
   *
   * No loop here looks at `end`: each of them is stopped by a LF at the latest, as no table has it.
   */
  readLines(bytes: Buffer, start: number, end: number): number {
    // One string for all lines: a slice of it costs less than a conversion each.
    const text = bytes.toString("latin1", start, end);
    let i = start;
    if (!this.#started) {
      i = this.#readRequestLine(bytes, text, start);
      if (i < 0) return -1;
      this.#started = true;
    }
    const { fields } = this;
    const mostFields = this.#limits.maxHeaderCount * 2;
    while (i < end) {
      const nameStart = i;
      let hash = 0;
      let octet = TOKEN[bytes[i]!]!;
      while (octet !== 0) {
        hash = hashStep(hash, octet);
        octet = TOKEN[bytes[++i]!]!;
      }
      const length = i - nameStart;
      if (length === 0 || bytes[i] !== COLON) {
        if (length === 0 && bytes[i] === CR && bytes[i + 1] === LF) {
          this.complete = true;
          return i + 2;
        }
        return this.#refuse(whyNoName(bytes, i, length));
      }
      const known = knownFieldName(hash, bytes, nameStart, length);
      const name = known !== "" ? known : text.slice(nameStart - start, i - start).toLowerCase();

      i++;
      while (bytes[i] === SP || bytes[i] === HTAB) i++;
      const valueStart = i;
      while (FIELD_VALUE[bytes[i]!] === 1) i++;
      if (bytes[i] !== CR || bytes[i + 1] !== LF) {
        return this.#refuse(bytes[i] === LF ? REFUSALS.bareLineFeed : REFUSALS.invalidFieldValue);
      }
      let valueEnd = i;
      while (valueEnd > valueStart && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === HTAB)) {
        valueEnd--;
      }
      i += 2;
      if (fields.length === mostFields) return this.#refuse(REFUSALS.tooManyFields);
      const value = text.slice(valueStart - start, valueEnd - start);
      fields.push(name, value);
      if (known !== "") {
        const refusal = this.#note(known, value);
        if (refusal !== undefined) return this.#refuse(refusal);
      }
    }
    return i;
  }

  /** Remembers the fields that matter to the server, and says why when one may not stand again. */
  #note(name: string, value: string): Refusal | undefined {
    switch (name) {
      case "host":
        if (this.host !== undefined) return REFUSALS.repeatedHost;
        this.host = value;
        break;
      case "content-length":
        // Equal values could be read as one (RFC 9110 §8.6), but nobody honest sends them.
        if (this.contentLength !== undefined) return REFUSALS.repeatedContentLength;
        this.contentLength = value;
        break;
      case "transfer-encoding":
        this.transferEncoding = combined(this.transferEncoding, value);
        break;
      case "connection":
        this.connection = combined(this.connection, value);
        break;
      case "expect":
        this.expect = combined(this.expect, value);
        break;
      case "upgrade":
        this.upgrade = true;
        break;
    }
    return undefined;
  }

  #readRequestLine(bytes: Buffer, text: string, start: number): number {
    let i = start;
    while (TOKEN[bytes[i]!] !== 0) i++;
    if (i === start) return this.#refuse(REFUSALS.invalidMethod);
    if (bytes[i] !== SP) return this.#refuseLine(bytes, start, REFUSALS.invalidMethod);
    const method = text.slice(0, i - start);

    const targetStart = ++i;
    while (TARGET[bytes[i]!] === 1) i++;
    if (i === targetStart) return this.#refuseLine(bytes, start, REFUSALS.invalidRequestLine);
    if (bytes[i] !== SP) return this.#refuseLine(bytes, start, REFUSALS.invalidTarget);
    const targetEnd = i++;

    // HTTP-version = "HTTP/" DIGIT "." DIGIT (RFC 9112 §2.3), case-sensitive.
    const version = i;
    for (const octet of VERSION_PREFIX) {
      if (bytes[i] !== octet) return this.#refuseLine(bytes, start, whyNoVersion(bytes, version));
      i++;
    }
    const minor = bytes[i]! - 0x30;
    if (minor < 0 || minor > 9 || bytes[i + 1] !== CR || bytes[i + 2] !== LF) {
      const bare = bytes[i + 1] === LF && minor >= 0 && minor <= 9;
      return this.#refuseLine(bytes, start, bare ? REFUSALS.bareLineFeed : REFUSALS.invalidVersion);
    }
    i += 3;
    if (i - start > this.#limits.maxRequestLineBytes) return this.#refuse(REFUSALS.requestLineTooLong);
    this.method = knownMethod(method);
    this.target = text.slice(targetStart - start, targetEnd - start);
    this.minorVersion = minor === 0 ? 0 : 1;
    return i;
  }

  /**
   * A line that is too long is refused for that, whatever is wrong in it: a part of it would have been
   * refused so already.
   */
  #refuseLine(bytes: Buffer, start: number, refusal: Refusal): number {
    const tooLong = bytes.indexOf(LF, start) - start >= this.#limits.maxRequestLineBytes;
    return this.#refuse(tooLong ? REFUSALS.requestLineTooLong : refusal);
  }

  #refuse(refusal: Refusal): number {
    this.refusal = refusal;
    return -1;
  }
}

/** Lines of one name are one list (RFC 9110 §5.3). */
function combined(first: string | undefined, value: string): string {
  return first === undefined ? value : `${first},${value}`;
}

function whyNoName(bytes: Buffer, i: number, length: number): Refusal {
  const blank = bytes[i] === SP || bytes[i] === HTAB;
  if (length === 0) return blank ? REFUSALS.obsFold : REFUSALS.invalidFieldName;
  if (!blank) return REFUSALS.invalidFieldName;
  let after = i;
  while (bytes[after] === SP || bytes[after] === HTAB) after++;
  return bytes[after] === COLON ? REFUSALS.spaceBeforeColon : REFUSALS.invalidFieldName;
}

/** `HTTP/2.0` is a version that is not spoken here; anything else is none at all. */
function whyNoVersion(bytes: Buffer, i: number): Refusal {
  const wellFormed = /^HTTP\/\d\.\d\r\n$/.test(bytes.toString("latin1", i, i + 10));
  return wellFormed ? REFUSALS.unsupportedVersion : REFUSALS.invalidVersion;
}
