/**
 * Why the bytes of a client are not taken as a request: the status that answers them, and what is told to the
 * client.
 */
export interface Refusal {
  readonly status: number;
  /** One sentence for the developer at the other end. It repeats nothing that the client has sent. */
  readonly detail: string;
  /** The detail as it is sent: the octets of UTF-8 in characters. */
  readonly content: string;
}

function refuse(status: number, detail: string): Refusal {
  return Object.freeze({ status, detail, content: Buffer.from(detail).toString("latin1") });
}

/**
 * Every refusal there is. After each of them the connection is closed: where the next request would start is
 * not sure.
 */
export const REFUSALS = {
  invalidRequestLine: refuse(400, "The request line is malformed (RFC 9112 §3)"),
  invalidMethod: refuse(400, "The method is not a token (RFC 9110 §9.1)"),
  invalidTarget: refuse(400, "The request target is malformed (RFC 9112 §3.2)"),
  invalidVersion: refuse(400, "The HTTP version is malformed (RFC 9112 §2.3)"),
  unsupportedVersion: refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here"),
  unsupportedConnect: refuse(501, "This server opens no tunnels"),
  requestLineTooLong: refuse(414, "The request line is too long"),
  emptyLines: refuse(400, "Empty lines stand before the request line (RFC 9112 §2.2)"),

  invalidFieldName: refuse(400, "A header line has no valid field name (RFC 9112 §5)"),
  spaceBeforeColon: refuse(400, "White space stands between a field name and its colon (RFC 9112 §5.1)"),
  obsFold: refuse(400, "A header line starts with white space; folded lines are not taken (RFC 9112 §5.2)"),
  invalidFieldValue: refuse(400, "A header field value holds a forbidden character (RFC 9110 §5.5)"),
  bareLineFeed: refuse(400, "A line does not end with CR LF (RFC 9112 §2.2)"),
  headTooLarge: refuse(431, "The header section is too large"),
  tooManyFields: refuse(431, "The header section has too many lines"),

  missingHost: refuse(400, "Host is missing (RFC 9112 §3.2)"),
  repeatedHost: refuse(400, "Host stands more than once (RFC 9112 §3.2)"),
  invalidHost: refuse(400, "Host is not a host with an optional port (RFC 9112 §3.2)"),

  invalidContentLength: refuse(400, "Content-Length is not a decimal number (RFC 9112 §6.3)"),
  repeatedContentLength: refuse(400, "Content-Length stands more than once (RFC 9112 §6.3)"),
  lengthAndTransferEncoding: refuse(
    400,
    "Content-Length and Transfer-Encoding stand together (RFC 9112 §6.1)",
  ),
  transferEncodingInHttp10: refuse(400, "Transfer-Encoding stands in an HTTP/1.0 request (RFC 9112 §6.1)"),
  invalidTransferEncoding: refuse(
    400,
    "Transfer-Encoding does not end with exactly one chunked (RFC 9112 §6.3)",
  ),
  unsupportedTransferEncoding: refuse(501, "Of the transfer codings only chunked is known here"),
  expectationFailed: refuse(417, "Of the expectations only 100-continue can be met"),

  invalidChunkSize: refuse(400, "A chunk size line is malformed (RFC 9112 §7.1)"),
  invalidChunkEnd: refuse(400, "Chunk data is not followed by CR LF (RFC 9112 §7.1)"),
  chunkExtensionsTooLarge: refuse(400, "The chunk extensions are too large (RFC 9112 §7.1.1)"),
  bodyTooLarge: refuse(413, "The request body is too large"),

  incompleteHead: refuse(400, "The connection was ended before the header section was complete"),
  incompleteBody: refuse(400, "The connection was ended before the body was complete (RFC 9112 §8)"),
  headTimeout: refuse(408, "The header section did not arrive in time"),
  bodyTimeout: refuse(408, "The body did not arrive in time"),
  // Not 504: that tells of a server behind this one (RFC 9110 §15.6.5).
  handlerTimeout: refuse(503, "The request took too long to answer"),
} as const satisfies Record<string, Refusal>;
