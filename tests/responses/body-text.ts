import type { HttpResponse } from "../../src/http/index.ts";

/** The whole body of a response as Latin-1 text, so that each character is a byte. */
export async function bodyText({ body }: HttpResponse): Promise<string> {
  if (body === null) return "";
  if (typeof body === "string") return Buffer.from(body).toString("latin1");
  if (body instanceof Uint8Array) return Buffer.from(body).toString("latin1");
  let text = "";
  for await (const piece of body) text += Buffer.from(piece).toString("latin1");
  return text;
}

/** The iterator over the pieces of a response that has some. */
export function piecesOf({ body }: HttpResponse): AsyncIterator<string | Uint8Array> {
  if (body === null || typeof body === "string" || body instanceof Uint8Array)
    throw new TypeError("not a stream");
  return body[Symbol.asyncIterator]();
}
