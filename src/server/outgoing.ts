import type { Socket } from "node:net";

/**
 * As much text is gathered before it is written without waiting for more. It is what node writes without
 * another copy.
 */
const FLUSH_AT = 16_384;
/** Bytes up to this length are copied into the text around them: cheaper than a write with several parts. */
const COPY_UP_TO = 2_048;
/**
 * Longer content is written in parts of this length, each when the last one is out, so that a slow client can
 * be told from a dead one.
 */
const PART = 131_072;

/**
 * What leaves through a socket. Text is gathered, so that all responses that are ready at the same time leave
 * as one write; long content is handed over part by part.
 *
 * Text is octets in characters (ISO 8859-1): field values are (RFC 9110 §5.5), and content can be made to be.
 */
export class Outgoing {
  readonly #socket: Socket;
  #text = "";
  #rest: Buffer | undefined;
  #restAt = 0;
  #afterRest = "";
  /** A flush is due at the end of this turn of the event loop. */
  flushesSoon = false;
  /** Octets that have been handed to the socket. */
  #left = 0;
  /** The socket has more than it can take: write no more until {@link drained}. */
  blocked = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Long content has not been handed over as a whole: nothing may be added before it is. */
  get unfinished(): boolean {
    return this.#rest !== undefined;
  }

  /** Bytes of long content that have not been handed to the socket yet. */
  get unsent(): number {
    return this.#rest === undefined ? 0 : this.#rest.length - this.#restAt;
  }

  /** How much was added until now: a point to come back to with {@link rollBack}. */
  get added(): number {
    return this.#left + this.#text.length;
  }

  /** Takes back what was added since, unless some of it has left already: then false. */
  rollBack(added: number): boolean {
    if (added < this.#left) return false;
    this.#text = this.#text.slice(0, added - this.#left);
    return true;
  }

  /** Adds octets. */
  add(octets: string): void {
    this.#text += octets;
    if (this.#text.length >= FLUSH_AT) this.flush();
  }

  /** Adds content that is all there. `byteLength` is its length in UTF-8. */
  addContent(content: string | Uint8Array, byteLength: number): void {
    // Text of as many bytes as characters is ASCII: octets as it stands.
    if (typeof content === "string" && byteLength === content.length && byteLength <= PART) {
      this.add(content);
      return;
    }
    const bytes: Buffer = typeof content === "string" ? Buffer.from(content) : viewOf(content);
    if (byteLength > PART) this.#addLong(bytes);
    else this.#addBytes(bytes);
  }

  /** Adds a chunk of the chunked coding. */
  addChunk(sizeLine: string, content: string | Uint8Array, byteLength: number): void {
    this.#text += sizeLine;
    const socket = this.#socket;
    // Whatever the three of them take, they leave together.
    socket.cork();
    this.addContent(content, byteLength);
    if (this.#rest === undefined) this.add(CR_LF);
    else this.#afterRest = CR_LF;
    socket.uncork();
  }

  /** Hands the gathered text to the socket. */
  flush(): void {
    const text = this.#text;
    if (text === "") return;
    this.#text = "";
    this.#left += text.length;
    if (!this.#socket.write(text, "latin1")) this.blocked = true;
  }

  /** Flushes at the end of this turn of the event loop: more may come until then. */
  flushSoon(): void {
    if (this.flushesSoon) return;
    this.flushesSoon = true;
    setImmediate(() => {
      this.flushesSoon = false;
      if (!this.#socket.destroyed) this.flush();
    });
  }

  /** The socket can take more. Returns false when it is full again already. */
  drained(): boolean {
    this.blocked = false;
    this.#writeRest();
    return !this.blocked;
  }

  #addBytes(bytes: Buffer): void {
    if (bytes.length <= COPY_UP_TO) {
      this.add(bytes.toString("latin1"));
      return;
    }
    const socket = this.#socket;
    socket.cork();
    this.flush();
    this.#left += bytes.length;
    if (!socket.write(bytes)) this.blocked = true;
    socket.uncork();
  }

  #addLong(bytes: Buffer): void {
    this.#socket.cork();
    this.flush();
    this.#rest = bytes;
    this.#restAt = 0;
    this.blocked = false;
    this.#writeRest();
    this.#socket.uncork();
  }

  #writeRest(): void {
    const rest = this.#rest;
    if (rest === undefined) return;
    while (this.#restAt < rest.length && !this.blocked) {
      const part = rest.subarray(this.#restAt, this.#restAt + PART);
      this.#restAt += part.length;
      this.#left += part.length;
      if (!this.#socket.write(part)) this.blocked = true;
    }
    if (this.#restAt < rest.length) return;
    this.#rest = undefined;
    this.add(this.#afterRest);
    this.#afterRest = "";
  }
}

const CR_LF = "\r\n";

function viewOf(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
