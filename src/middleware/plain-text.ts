import { HeaderList, HttpResponse } from "../http/index.ts";

const PLAIN_TEXT = new HeaderList({ "content-type": "text/plain; charset=utf-8" });

/** A response of one line of text. */
export function plainText(status: number, text: string): HttpResponse {
  return new HttpResponse(text, { status, headers: PLAIN_TEXT.share() });
}
