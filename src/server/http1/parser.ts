import { ChunkedDecoder } from "./chunked.ts";
import { CHUNKED, RequestFraming } from "./framing.ts";
import { CR, LF, TOKEN } from "./grammar.ts";
import { RequestHead } from "./head.ts";
import type { ParserLimits } from "./limits.ts";
import { REFUSALS, type Refusal } from "./refusal.ts";

/**
 * What {@link RequestParser.next} has found:
 * - `need-data`: nothing more in what was fed
 * - `head`: a request, in `head` and `framing`; when its `bodyLength` is not 0, its body follows
 * - `data`: a piece of the body, in `data`
 * - `end`: the body is complete
 * - `refused`: the bytes are no request that can be taken, for `refusal`; nothing more will come
 */
export type ParserEvent = "need-data" | "head" | "data" | "end" | "refused";

const EMPTY = Buffer.alloc(0);
const EMPTY_LINE = Buffer.from("\r\n\r\n");

/**
 * The server's side of HTTP/1.1 (RFC 9112), without any I/O: it is fed with bytes as they arrive, and asked
 * what they are. How the bytes were cut makes no difference to what comes out (but for the pieces of a body).
 *
 * @example
 * ```ts
 * const parser = new RequestParser(DEFAULT_LIMITS);
 * parser.feed(Buffer.from("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"));
 * parser.next(); // "head"
 * parser.framing.target; // "/"
 * parser.next(); // "need-data"
 * ```
 */
export class RequestParser {
  /**
   * The lines of the last `head`. Used again for the next one; only `head.fields` is the receiver's to keep.
   */
  readonly head: RequestHead;
  /** What the lines mean. Used again for the next head. */
  readonly framing = new RequestFraming();
  /** The body piece of the last `data`: a part of the bytes that were fed, and lent like them. */
  data: Buffer = EMPTY;
  refusal: Refusal | undefined = undefined;
  /** What was refused is what a head means, or what follows it: the head itself could be read. */
  refusedBehindHead = false;

  readonly #limits: ParserLimits;
  #state: "start" | "head" | "length body" | "chunked body" | "trailers" | "refused" = "start";
  /** What was fed and is not read yet, from `#at` on. */
  #bytes: Buffer = EMPTY;
  #at = 0;
  /** `#bytes` belong to whoever fed them. */
  #lent = false;
  /** Bytes of the head, or of the trailer section, that have been read already. */
  #sectionBytes = 0;
  /** Bytes of a body of known length that are still to come. */
  #remaining = 0;
  #chunks: ChunkedDecoder | undefined = undefined;
  #trailers: RequestHead | undefined = undefined;
  #emptyLineRead = false;

  constructor(limits: ParserLimits) {
    this.#limits = limits;
    this.head = new RequestHead(limits);
  }

  /** Bytes that were fed and not read yet. */
  get buffered(): number {
    return this.#bytes.length - this.#at;
  }

  /** A request has begun that is not complete. */
  get inMessage(): boolean {
    return this.#state !== "start" || this.buffered > 0 || this.#emptyLineRead;
  }

  /**
   * Takes the next bytes. They are lent to the parser, which may write into them, until {@link keepRest}.
   */
  feed(bytes: Buffer): void {
    this.#lent = this.#at === this.#bytes.length;
    this.#bytes = this.#lent ? bytes : Buffer.concat([this.#bytes.subarray(this.#at), bytes]);
    this.#at = 0;
  }

  /** Ends the loan of the bytes that were fed: those that are not read yet are copied. */
  keepRest(): void {
    if (!this.#lent || this.#at === this.#bytes.length) return;
    this.#bytes = Buffer.from(this.#bytes.subarray(this.#at));
    this.#at = 0;
    this.#lent = false;
  }

  /** Reads on to the next event. */
  next(): ParserEvent {
    let event: ParserEvent;
    switch (this.#state) {
      case "start":
      case "head":
        event = this.#readHead();
        break;
      case "length body":
        event = this.#readLengthBody();
        break;
      case "chunked body":
        event = this.#readChunkedBody();
        break;
      case "trailers":
        event = this.#readTrailers();
        break;
      case "refused":
        event = "refused";
        break;
    }
    if (this.#at === this.#bytes.length && this.#at > 0) {
      // An idle connection keeps no buffer alive.
      this.#bytes = EMPTY;
      this.#at = 0;
    }
    return event;
  }

  /** The peer sends no more. Returns `refused` when that leaves a request incomplete. */
  end(): "end" | "refused" {
    switch (this.#state) {
      case "refused":
        return "refused";
      case "start":
        if (this.buffered === 0) return "end";
        this.#refuse(REFUSALS.incompleteHead);
        return "refused";
      case "head":
        this.#refuse(REFUSALS.incompleteHead);
        return "refused";
      default:
        this.#refuse(REFUSALS.incompleteBody);
        return "refused";
    }
  }

  /** Takes out what was fed and not read: bytes of another protocol, after an upgrade. */
  takeRest(): Buffer {
    const rest = Buffer.from(this.#bytes.subarray(this.#at));
    this.#bytes = EMPTY;
    this.#at = 0;
    return rest;
  }

  #readHead(): ParserEvent {
    if (this.#state === "start") {
      const event = this.#startHead();
      if (event !== undefined) return event;
    }
    const { head, framing } = this;
    if (!this.#readSection(head)) return this.refusal === undefined ? "need-data" : "refused";

    const refusal = framing.decide(head, this.#limits);
    if (refusal !== undefined) return this.#refuse(refusal);
    const { bodyLength } = framing;
    if (bodyLength === 0) {
      this.#state = "start";
    } else if (bodyLength === CHUNKED) {
      this.#state = "chunked body";
      this.#chunks = new ChunkedDecoder(this.#limits.maxBodyBytes, this.#limits.maxHeaderBytes);
    } else {
      this.#state = "length body";
      this.#remaining = bodyLength;
    }
    return "head";
  }

  /**
   * Reads past the one empty line that may stand before a request line (RFC 9112 §2.2), and sees that
   * something follows.
   */
  #startHead(): ParserEvent | undefined {
    for (;;) {
      if (this.buffered === 0) return "need-data";
      const octet = this.#bytes[this.#at]!;
      if (octet !== CR) {
        // Told at once: what is no text at all (TLS on the wrong port) may never come to the end of a line.
        if (TOKEN[octet] === 0) return this.#refuse(REFUSALS.invalidMethod);
        break;
      }
      if (this.buffered === 1) return "need-data";
      if (this.#bytes[this.#at + 1] !== LF || this.#emptyLineRead) return this.#refuse(REFUSALS.emptyLines);
      this.#at += 2;
      this.#emptyLineRead = true;
    }
    this.#emptyLineRead = false;
    this.#state = "head";
    this.#sectionBytes = 0;
    this.head.reset();
    return undefined;
  }

  /**
   * Reads the lines of a head or of a trailer section, as far as they are there. True when it is complete;
   * false when more is needed, or it is refused.
   *
   * Lines are read only as wholes, and only within the limit: so the first fault of a section is the same
   * however its bytes were cut.
   */
  #readSection(section: RequestHead): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    const limit = start + this.#limits.maxHeaderBytes - this.#sectionBytes;
    let end = -1;
    if (section.started && bytes[start] === CR && bytes[start + 1] === LF) end = start + 2;
    else {
      const emptyLine = bytes.indexOf(EMPTY_LINE, start);
      if (emptyLine >= 0) end = emptyLine + 4;
    }
    if (end >= 0 && end <= limit) {
      this.#readLines(section, start, end);
      return section.complete;
    }

    const within = Math.min(bytes.length, limit);
    const lineFeed = within > start ? bytes.lastIndexOf(LF, within - 1) : -1;
    if (lineFeed >= start) this.#readLines(section, start, lineFeed + 1);
    if (this.#state === "refused") return false;
    if (!section.started && within - start > this.#limits.maxRequestLineBytes) {
      this.#refuse(REFUSALS.requestLineTooLong);
    } else if (bytes.length > limit) {
      this.#refuse(REFUSALS.headTooLarge);
    }
    return false;
  }

  #readLines(section: RequestHead, start: number, end: number): void {
    const read = section.readLines(this.#bytes, start, end);
    if (read < 0) {
      this.#refuse(section.refusal!);
    } else {
      this.#at = read;
      this.#sectionBytes += read - start;
    }
  }

  #readLengthBody(): ParserEvent {
    if (this.#remaining === 0) {
      this.#state = "start";
      return "end";
    }
    const length = Math.min(this.buffered, this.#remaining);
    if (length === 0) return "need-data";
    const at = this.#at;
    this.data = this.#bytes.subarray(at, at + length);
    this.#at = at + length;
    this.#remaining -= length;
    return "data";
  }

  #readChunkedBody(): ParserEvent {
    const chunks = this.#chunks!;
    this.#at = chunks.decode(this.#bytes, this.#at);
    if (chunks.dataEnd > chunks.dataStart) {
      this.data = this.#bytes.subarray(chunks.dataStart, chunks.dataEnd);
      return "data";
    }
    if (chunks.refusal !== undefined) return this.#refuse(chunks.refusal);
    if (!chunks.ended) return "need-data";
    this.#chunks = undefined;
    this.#state = "trailers";
    this.#sectionBytes = 0;
    this.#trailers = undefined;
    return this.#readTrailers();
  }

  /**
   * Reads the trailer section, by the rules of header lines, and drops it: its fields are never merged into
   * the head (RFC 9110 §6.5.1).
   */
  #readTrailers(): ParserEvent {
    if (this.#trailers === undefined) {
      // Nearly always it is empty.
      if (this.buffered === 0) return "need-data";
      if (this.#bytes[this.#at] === CR) {
        if (this.buffered === 1) return "need-data";
        if (this.#bytes[this.#at + 1] !== LF) return this.#refuse(REFUSALS.invalidFieldName);
        this.#at += 2;
        this.#state = "start";
        return "end";
      }
      this.#trailers = new RequestHead(this.#limits);
      this.#trailers.reset("trailers");
    }
    if (!this.#readSection(this.#trailers)) return this.refusal === undefined ? "need-data" : "refused";
    this.#trailers = undefined;
    this.#state = "start";
    return "end";
  }

  #refuse(refusal: Refusal): "refused" {
    this.refusedBehindHead = this.#state !== "start" && this.head.complete;
    this.#state = "refused";
    this.refusal = refusal;
    this.#bytes = EMPTY;
    this.#at = 0;
    return "refused";
  }
}
