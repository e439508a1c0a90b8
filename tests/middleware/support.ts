import {
  type Connection,
  type Handler,
  type HeadersInit,
  HttpRequest,
  HttpResponse,
  type Middleware,
  type ResponseBody,
} from "../../src/http/index.ts";

/** An application of one middleware around one handler. */
export function wrap(handler: Handler, middleware: Middleware): Handler {
  return (request) => middleware(request, handler);
}

export interface RequestOptions {
  method?: string;
  headers?: HeadersInit;
  scheme?: Connection["scheme"];
}

export function requestFor(target: string, options: RequestOptions = {}): HttpRequest {
  const { method = "GET", headers, scheme = "http" } = options;
  return new HttpRequest({ method, target, headers, connection: { scheme } });
}

/** Answers each request with a response of its own. */
export function answering(body: ResponseBody = "ok", headers: HeadersInit = {}, status = 200): Handler {
  return () => new HttpResponse(body, { status, headers });
}

export const ok: Handler = answering("ok", { "content-type": "text/plain; charset=utf-8" });

/** The same answer, later. */
export function later(handler: Handler): Handler {
  return async (request) => handler(request);
}

export async function bytesOf(body: ResponseBody): Promise<Buffer> {
  if (body === null) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

export async function textOf(body: ResponseBody): Promise<string> {
  return (await bytesOf(body)).toString();
}

/** The entries of a comma-separated field. */
export function listOf(response: HttpResponse, name: string): string[] {
  return response.headers
    .getAll(name)
    .join(",")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
