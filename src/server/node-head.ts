import type { ServerResponse } from "node:http";
import type { HttpResponse } from "../http/index.ts";
import type { AnswerCount } from "./stats.ts";

/**
 * Writes status line and header section. Framing is the server's own matter: whatever the response says of its
 * length is replaced by what was measured.
 *
 * @param length the content length, `undefined` for none
 * @param close whether the connection ends with this answer
 * @param answers where it is counted
 */
export function writeHead(
  outgoing: ServerResponse,
  response: HttpResponse,
  length: number | undefined,
  close: boolean,
  answers: AnswerCount,
): void {
  const { flat } = response.headers;
  const head: string[] = [];
  let options = "close";
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!;
    if (name === "content-length" || name === "transfer-encoding") continue;
    if (close && name === "connection") options = `${flat[i + 1]}, close`;
    else head.push(name, flat[i + 1]!);
  }
  if (length !== undefined) head.push("content-length", String(length));
  if (close) head.push("connection", options);
  outgoing.writeHead(response.status, head);
  answers.add(response.status);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are part of ASCII
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The content in the form that leaves the header section intact: node writes a text together with the head, in the
 * text's encoding, which would turn the ISO 8859-1 of field values (RFC 9110 §5.5) into UTF-8.
 */
export function contentOf(response: HttpResponse, content: string): string | Buffer {
  const { flat } = response.headers;
  for (let i = 1; i < flat.length; i += 2) if (!ASCII.test(flat[i]!)) return Buffer.from(content);
  return content;
}
