import { HeaderList, HttpResponse, type ResponseInit } from "../http/index.ts";
import { encodeJson } from "./encode.ts";
import { assertSource, type Source, SourceIterator } from "./source.ts";
import { withContentType } from "./text.ts";

const JSON_LINES = new HeaderList({ "content-type": "application/jsonl" });

/**
 * A response of JSON Lines: each item of the source on a line of its own, sent as it comes. Pulled and ended as
 * by {@link stream}.
 *
 * @throws SalukiError INVALID_RESPONSE for something that is no source; the response breaks off at an item that
 * {@link encodeJson} refuses
 * @example
 * ```ts
 * app.get("/events.jsonl", ({ db }) => jsonLines(db.allEvents()));
 * ```
 */
export function jsonLines(source: Source<unknown>, init: ResponseInit = {}): HttpResponse {
  assertSource(source, "jsonLines");
  return new HttpResponse(new SourceIterator(source, encodeLine), {
    status: init.status,
    headers: withContentType(init.headers, JSON_LINES),
  });
}

function encodeLine(item: unknown): string {
  return `${encodeJson(item)}\n`;
}
