import { type HttpResponse, reasonPhrase } from "../../http/index.ts";
import { listMembers } from "./grammar.ts";

/**
 * How the end of a response is told (RFC 9112 §6.3): by a length, by its last chunk, by the end of the
 * connection; `none` has no content.
 */
export type ResponseFraming = "length" | "chunked" | "close" | "none";

/** Header lists that are longer are written anew each time. */
const MOST_REMEMBERED = 12;

/**
 * Writes the status line and header section of responses, as text whose characters are octets.
 *
 * Framing is the server's own matter: whatever a response says of its length, its coding and the connection
 * is replaced. What remains is sent as it stands; `HeaderList` lets no value in that could end a line.
 */
export class HeadWriter {
  /** Whether the connection is kept after the response that was written last. */
  keepAlive = true;

  // The last head, up to what differs from one response to the next: most of a server have the same fields.
  #status = 0;
  #date = "";
  #fields: string[] = [];
  #text = "";
  /** The text is one piece, and no longer a tree of the parts that it was added up from. */
  #joined = false;
  /** What the response itself said of the connection. */
  #connection = "";

  /**
   * @param length the content length to declare, `undefined` where the framing has none
   * @param minorVersion of the HTTP version that the client speaks
   * @param keepAlive whether the connection may be kept; the response can still ask for its end
   * @param date a whole Date line, see {@link dateLine}
   */
  write(
    response: HttpResponse,
    framing: ResponseFraming,
    length: number | undefined,
    minorVersion: number,
    keepAlive: boolean,
    date: string,
  ): string {
    const { status } = response;
    const { flat } = response.headers;
    if (status !== this.#status || date !== this.#date || !sameFields(flat, this.#fields)) {
      this.#remember(status, date, flat);
    } else if (!this.#joined) this.#join();
    let text = this.#text;
    this.keepAlive = keepAlive;
    if (!keepAlive || minorVersion === 0 || this.#connection !== "")
      text += this.#connectionLine(minorVersion);
    if (framing === "chunked") return `${text}transfer-encoding: chunked\r\n\r\n`;
    return length === undefined ? `${text}\r\n` : `${text}content-length: ${length}\r\n\r\n`;
  }

  #remember(status: number, date: string, flat: readonly string[]): void {
    // The server names its own highest version, whatever the client speaks (RFC 9110 §2.5).
    let text = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`;
    let connection = "";
    let dated = false;
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i]!;
      switch (name) {
        case "content-length":
        case "transfer-encoding":
          continue;
        case "connection":
          connection += `,${flat[i + 1]!}`;
          continue;
        case "date":
          dated = true;
      }
      text += `${name}: ${flat[i + 1]!}\r\n`;
    }
    this.#status = flat.length <= MOST_REMEMBERED ? status : 0;
    this.#date = date;
    this.#fields = flat.length <= MOST_REMEMBERED ? flat.slice() : [];
    this.#text = dated ? text : text + date;
    this.#joined = false;
    this.#connection = connection;
  }

  /** At the second use it is worth it: each later one copies one piece instead of many. */
  #join(): void {
    this.#text = Buffer.from(this.#text, "latin1").toString("latin1");
    this.#joined = true;
  }

  /** The Connection line (RFC 9112 §9.6). Decides {@link keepAlive} for good. */
  #connectionLine(minorVersion: number): string {
    const options = listMembers(this.#connection);
    const kept = options.filter((option) => option !== "close" && option !== "keep-alive");
    if (options.includes("close")) this.keepAlive = false;
    if (!this.keepAlive) kept.push("close");
    else if (minorVersion === 0) kept.push("keep-alive");
    return kept.length === 0 ? "" : `connection: ${kept.join(", ")}\r\n`;
  }
}

function sameFields(a: readonly string[], b: readonly string[]): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A Date line (RFC 9110 §6.6.1) for a time in milliseconds since 1970. */
export function dateLine(milliseconds: number): string {
  // toUTCString() is IMF-fixdate.
  return `date: ${new Date(milliseconds).toUTCString()}\r\n`;
}

export const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

/** The last chunk and an empty trailer section (RFC 9112 §7.1). */
export const LAST_CHUNK = "0\r\n\r\n";

/**
 * The line before the data of a chunk; its data ends with a CR LF. A chunk of no bytes would be the last one.
 */
export function chunkSizeLine(length: number): string {
  return `${length.toString(16)}\r\n`;
}
