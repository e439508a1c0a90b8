import { HeaderList, HttpResponse, type ResponseInit } from "../http/index.ts";
import { assertSource, type Source, SourceIterator } from "./source.ts";
import { withContentType } from "./text.ts";

/** Settings of {@link stream}. */
export interface StreamInit extends ResponseInit {
  /** @default "application/octet-stream" */
  contentType?: string | undefined;
}

const BYTES = new HeaderList({ "content-type": "application/octet-stream" });

/**
 * A response whose pieces are made while they are sent. The next piece is asked for when the client has taken the
 * last one; when the client goes away, the source is ended (`return()` of a generator, `destroy()` of a Node
 * stream, `cancel()` of a Web stream).
 *
 * @throws SalukiError INVALID_RESPONSE for something that is no source of pieces
 * @example
 * ```ts
 * app.get("/rows.csv", () => stream(rowsAsCsv(), { contentType: "text/csv; charset=utf-8" }));
 * ```
 */
export function stream(source: Source<string | Uint8Array>, init: StreamInit = {}): HttpResponse {
  assertSource(source, "stream");
  const headers = withContentType(init.headers, BYTES);
  if (init.contentType !== undefined) headers.set("content-type", init.contentType);
  return new HttpResponse(new SourceIterator(source, asItIs), { status: init.status, headers });
}

function asItIs<T>(piece: T): T {
  return piece;
}
