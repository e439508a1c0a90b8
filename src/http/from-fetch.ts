import { SalukiError } from "../errors.ts";
import { HTTPException } from "./exception.ts";
import type { Handler } from "./handler.ts";
import { HeaderList } from "./headers.ts";
import type { HttpRequest } from "./request.ts";
import { HttpResponse } from "./response.ts";
import { WebStreamPieces } from "./web-stream.ts";

/** What answers a Web `Request` with a Web `Response`: the door of most other frameworks. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

// About the connection between two programs, which ends here (RFC 9110 §7.6.1).
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "transfer-encoding"] as const;

/**
 * Makes a {@link Handler} of a fetch handler. In a mount it sees the path behind the mount's, as other frameworks
 * expect it.
 *
 * @example
 * ```ts
 * app.mount("/legacy", fromFetch((request) => otherApp.fetch(request)));
 * ```
 */
export function fromFetch(fetchHandler: FetchHandler): Handler {
  return async (request) => fromWebResponse(await fetchHandler(toWebRequest(request)));
}

/**
 * Whether a value is a Web `Response`. Its name is asked for first: Node loads all of `fetch` when the class is first looked
 * at, which a program that never has one shall not wait for.
 */
export function isWebResponse(value: unknown): value is Response {
  return (
    (value as { [Symbol.toStringTag]?: unknown } | null | undefined)?.[Symbol.toStringTag] === "Response" &&
    value instanceof Response
  );
}

/**
 * A response of Saluki's with status, headers and body of a Web `Response`. Its body is read while it is sent.
 *
 * @throws SalukiError INVALID_RESPONSE for `Response.error()` and for one whose body has been read
 */
export function fromWebResponse(response: Response): HttpResponse {
  if (response.status < 200) throw unusable("is an error, and has no status");
  if (response.bodyUsed) throw unusable("has a body that was read already");
  const headers = new HeaderList(response.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  // What fetch() brings is decoded, whatever its headers still say.
  if (response.url !== "" && headers.has("content-encoding")) {
    headers.delete("content-encoding");
    headers.delete("content-length");
  }
  const body = response.body === null ? null : new WebStreamPieces(response.body);
  return new HttpResponse(body, { status: response.status, headers });
}

function unusable(what: string): SalukiError {
  return new SalukiError("INVALID_RESPONSE", {
    what: `a Web Response ${what}`,
    fix: "Return a fresh Response, or a clone() made before its body was read.",
  });
}

function toWebRequest(request: HttpRequest): Request {
  const { method, path, query, headers, body, signal, connection } = request;
  const url = `${connection.scheme}://${request.host}${path === "" ? "/" : path}${query === "" ? "" : `?${query}`}`;
  const fields = new Headers();
  for (const [name, value] of headers) fields.append(name, value);
  const init: RequestInit = { method, headers: fields, signal };
  if (method !== "GET" && method !== "HEAD" && !body.isEmpty) {
    init.body = toReadable(body.stream());
    init.duplex = "half";
  }
  try {
    return new Request(url, init);
  } catch (cause) {
    // A Host that is none, or a method that Web requests may not have.
    throw new HTTPException(400, "The request cannot be passed on", { cause });
  }
}

function toReadable(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await source.next();
        if (step.done) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
