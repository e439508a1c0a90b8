import { SalukiError } from "../errors.ts";
import type { HttpResponse } from "./response.ts";
import { isBodyless } from "./status.ts";

/** Whether the answer to this method with this status carries content on the wire (RFC 9110 §6.4.1). */
export function hasContent(method: string, status: number): boolean {
  return method !== "HEAD" && !isBodyless(status);
}

/**
 * The `Content-Length` that a response has to carry, `undefined` for none (RFC 9110 §8.6). What is measured counts
 * more than what the response declares; a declared length stands for streams, `HEAD` and 304.
 *
 * @throws SalukiError INVALID_RESPONSE for a declared length that is not a number of bytes
 */
export function contentLength(response: HttpResponse, method: string): number | undefined {
  const { body, status } = response;
  if (hasContent(method, status)) {
    if (typeof body === "string") return byteLength(body);
    if (body === null) return 0;
    if (body instanceof Uint8Array) return body.length;
    return declaredLength(response);
  }
  if (status < 200 || status === 204) return undefined;
  // RFC 9110 §15.3.6: a 205 says itself that it is empty.
  if (status === 205) return 0;
  const declared = declaredLength(response);
  if (declared !== undefined || status === 304) return declared;
  if (typeof body === "string") return byteLength(body);
  return body instanceof Uint8Array ? body.length : undefined;
}

function declaredLength(response: HttpResponse): number | undefined {
  const declared = response.headers.get("content-length");
  if (declared === undefined) return undefined;
  const length = Number(declared);
  if (!/^\d+$/.test(declared) || !Number.isSafeInteger(length)) {
    throw new SalukiError("INVALID_RESPONSE", {
      what: `a response declares ${JSON.stringify(declared)} as its content-length`,
      fix: "Give the number of bytes, or leave it out (RFC 9110 §8.6).",
    });
  }
  return length;
}

/**
 * The pieces of a stream whose length has been declared. `next()` rejects when there are more bytes, before the
 * one too many is handed out, and when there are fewer.
 */
export class ExactPieces implements AsyncIterator<string | Uint8Array, void> {
  readonly #pieces: AsyncIterator<string | Uint8Array>;
  readonly #length: number;
  #left: number;

  constructor(pieces: AsyncIterator<string | Uint8Array>, length: number) {
    this.#pieces = pieces;
    this.#length = length;
    this.#left = length;
  }

  async next(): Promise<IteratorResult<string | Uint8Array, void>> {
    const step = await this.#pieces.next();
    if (step.done) {
      if (this.#left > 0) throw this.#mismatch();
      return { done: true, value: undefined };
    }
    this.#left -= typeof step.value === "string" ? byteLength(step.value) : step.value.length;
    if (this.#left < 0) throw this.#mismatch();
    return step;
  }

  async return(): Promise<IteratorResult<string | Uint8Array, void>> {
    await this.#pieces.return?.();
    return { done: true, value: undefined };
  }

  #mismatch(): SalukiError {
    return new SalukiError("INVALID_RESPONSE", {
      what: `a stream does not have the ${this.#length} bytes that its response declares`,
      fix: "Correct the content-length, or leave it out.",
    });
  }
}

const ENCODER = new TextEncoder();

// Buffer knows the length without making the bytes; it is not there on every run-time.
const byteLength: (text: string) => number =
  typeof Buffer === "undefined" ? (text) => ENCODER.encode(text).length : (text) => Buffer.byteLength(text);
