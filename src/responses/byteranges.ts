import { type ByteRange, contentRange, type HeaderList, HttpResponse } from "../http/index.ts";
import { FileBody } from "./file-body.ts";

/** Several ranges of a file as `multipart/byteranges` (RFC 9110 §14.6), with its length worked out beforehand. */
export function multipartRanges(
  path: string,
  ranges: readonly ByteRange[],
  size: number,
  headers: HeaderList,
): HttpResponse {
  const boundary = crypto.randomUUID();
  const contentType = headers.get("content-type") ?? "application/octet-stream";
  const heads = ranges.map(
    (range) =>
      `\r\n--${boundary}\r\ncontent-type: ${contentType}\r\ncontent-range: ${contentRange(range, size)}\r\n\r\n`,
  );
  const tail = `\r\n--${boundary}--\r\n`;
  let length = tail.length;
  for (const [i, { start, end }] of ranges.entries())
    length += Buffer.byteLength(heads[i]!, "latin1") + end - start + 1;

  async function* body(): AsyncGenerator<string | Uint8Array, void, undefined> {
    for (const [i, range] of ranges.entries()) {
      yield Buffer.from(heads[i]!, "latin1");
      yield* new FileBody(path, range);
    }
    yield tail;
  }

  headers.set("content-type", `multipart/byteranges; boundary=${boundary}`);
  headers.set("content-length", length);
  return new HttpResponse(body(), { status: 206, headers });
}
