import { type HttpResponse, reasonPhrase } from "../../http/index.ts";
import { listMembers } from "./grammar.ts";

/** How the end of a response is told (RFC 9112 §6.3): by a length, by its last chunk, by the end of the connection; `none` has no content. */
export type ResponseFraming = "length" | "chunked" | "close" | "none";

/** What a response head has to say beside what the response says. */
export interface HeadContext {
  /** The content length to declare. `undefined`: none, for the framing has none, or needs none. */
  readonly length: number | undefined;
  readonly framing: ResponseFraming;
  /** The minor version that the client speaks. */
  readonly minorVersion: number;
  /** Whether the connection may be kept; the response can still ask for its end. */
  readonly keepAlive: boolean;
  /** A whole Date line, see {@link dateLine}. */
  readonly date: string;
}

const STATUS_LINES: string[] = [];

/**
 * The status line and header section of a response, as text whose characters are octets.
 *
 * Framing is the server's own matter: whatever the response says of its length, its coding and the connection is replaced. What remains is
 * sent as it stands; `HeaderList` lets no value in that could end a line.
 *
 * @returns the text, and whether the connection is kept
 */
export function responseHead(response: HttpResponse, context: HeadContext): ResponseHead {
  const { status, headers } = response;
  const { flat } = headers;
  let text = STATUS_LINES[status] ?? statusLine(status);
  let connection = "";
  let dated = false;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    switch (name) {
      case "content-length":
      case "transfer-encoding":
        continue;
      case "connection":
        connection = connection === "" ? flat[i + 1]! : `${connection},${flat[i + 1]!}`;
        continue;
      case "date":
        dated = true;
    }
    text += `${name}: ${flat[i + 1]!}\r\n`;
  }
  if (!dated) text += context.date;
  let { keepAlive } = context;
  if (connection !== "") {
    const options = listMembers(connection).filter((option) => option !== "keep-alive");
    const kept = options.filter((option) => option !== "close");
    if (kept.length < options.length) keepAlive = false;
    connection = kept.join(", ");
  }
  if (!keepAlive) connection = connection === "" ? "close" : `${connection}, close`;
  else if (context.minorVersion === 0) {
    connection = connection === "" ? "keep-alive" : `${connection}, keep-alive`;
  }
  if (connection !== "") text += `connection: ${connection}\r\n`;
  if (context.framing === "chunked") text += "transfer-encoding: chunked\r\n\r\n";
  else if (context.length !== undefined) text += `content-length: ${context.length}\r\n\r\n`;
  else text += "\r\n";
  return { text, keepAlive };
}

export interface ResponseHead {
  readonly text: string;
  readonly keepAlive: boolean;
}

function statusLine(status: number): string {
  // The server names its own highest version, whatever the client speaks (RFC 9110 §2.5).
  const line = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`;
  STATUS_LINES[status] = line;
  return line;
}

/** A Date line (RFC 9110 §6.6.1) for a time in milliseconds since 1970. */
export function dateLine(milliseconds: number): string {
  // toUTCString() is IMF-fixdate.
  return `date: ${new Date(milliseconds).toUTCString()}\r\n`;
}

export const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

/** The last chunk and an empty trailer section (RFC 9112 §7.1). */
export const LAST_CHUNK = "0\r\n\r\n";

/** The line before the data of a chunk; its data ends with a CR LF. A chunk of no bytes would be the last one. */
export function chunkSizeLine(length: number): string {
  return `${length.toString(16)}\r\n`;
}
