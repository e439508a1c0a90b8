import { SalukiError } from "../errors.ts";
import { ClientDisconnect } from "./client-disconnect.ts";
import { HTTPException } from "./exception.ts";
import type { HttpRequest } from "./request.ts";
import { BodyDiscarded } from "./request-body.ts";
import { HttpResponse, type ResponseBody } from "./response.ts";
import { reasonPhrase } from "./status.ts";

/** A plain answer of the server itself, for what never reached a handler or came out of it as an error. */
export function plainResponse(status: number, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return new HttpResponse(reasonPhrase(status), {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/**
 * What an application without a word of its own on the matter answers for a thrown {@link HTTPException}; `undefined`
 * for all other errors, and for an exception that cannot be sent.
 */
export function exceptionResponse(error: unknown): HttpResponse | undefined {
  if (!(error instanceof HTTPException)) return undefined;
  const { status, detail, headers } = error;
  try {
    const response = new HttpResponse(JSON.stringify({ detail }), { status, headers });
    response.headers.set("content-type", "application/json");
    return response;
  } catch {
    return undefined;
  }
}

/** The error for a handler that answered something else than a response. */
export function notAResponse(answer: unknown): SalukiError {
  const kind = answer === null ? "null" : typeof answer;
  return new SalukiError("INVALID_RESPONSE", {
    what: `a handler answered ${kind === "object" ? "an object that is no HttpResponse" : kind}`,
    fix: "Return an HttpResponse, or a promise of one.",
  });
}

/** The answer to an ordinary request for something that only a WebSocket handshake can have (RFC 9110 §15.5.22). */
export function upgradeRequired(): HttpResponse {
  return plainResponse(426, { connection: "Upgrade", upgrade: "websocket" });
}

/** @throws SalukiError INVALID_RESPONSE for what is no final answer or cannot be turned into bytes */
export function checkSendable({ status, body }: HttpResponse): void {
  if (status < 200) {
    throw new SalukiError("INVALID_RESPONSE", {
      what: `a handler answered ${status}, which is no final answer`,
      fix: "Answer with a status from 200 on (RFC 9110 §15.2).",
    });
  }
  if (!isStream(body) || (typeof body === "object" && Symbol.asyncIterator in body)) return;
  throw new SalukiError("INVALID_RESPONSE", {
    what: "a response has a body that is neither text nor bytes nor an async iterable",
    fix: "Turn the value into text or bytes first; `json()` does it for plain values.",
  });
}

/** Whether a body is made while it is sent. */
export function isStream(body: ResponseBody): body is AsyncIterable<string | Uint8Array> {
  return body !== null && typeof body !== "string" && !(body instanceof Uint8Array);
}

/** Whether a response is a stream of events, which goes on until one of both sides leaves. */
export function isEventStream({ headers, body }: HttpResponse): boolean {
  return isStream(body) && headers.get("content-type")?.startsWith("text/event-stream") === true;
}

/** Whether an error only says again that the client went away, or the request was given up, and so is nobody's fault. */
export function isAbort(error: unknown, request: HttpRequest): boolean {
  if (!request.aborted) return false;
  if (error instanceof ClientDisconnect || error instanceof BodyDiscarded) return true;
  if (error === request.signal.reason) return true;
  return error instanceof Error && error.name === "AbortError";
}
