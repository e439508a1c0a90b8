import { isDeepStrictEqual } from "node:util";
import type { TestClient, TestResponse } from "saluki/testing";

/** A request, and what a page says that it is answered. */
export interface Exchange {
  /** Where it stands in the page, from 1. */
  readonly line: number;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly request: Message;
  readonly response: Message;
}

interface Message {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Reads a request and its answer, as HTTP/1.1 writes them. */
export function parseExchange(text: string, line: number): Exchange {
  const [, sent, status, answered] = /^(.*?)^HTTP\/1\.1 (\d{3})[^\n]*\n(.*)$/ms.exec(text) ?? [];
  const [, method, target, rest] = /^([A-Z]+) (\S+)\n(.*)$/s.exec(sent ?? "") ?? [];
  if (method === undefined || target === undefined || answered === undefined) {
    throw new Error(`line ${line}: the block is not a request followed by its answer`);
  }
  const [request, response] = [parseMessage(rest!), parseMessage(answered)];
  return { line, method, target, status: Number(status), request, response };
}

function parseMessage(text: string): Message {
  const [head = "", ...body] = text.split(/\n\n|^\n/);
  const fields = head.split("\n").filter((field) => field !== "");
  const headers = fields.map((field) => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1).trim()] as const;
  });
  return { headers, body: body.join("\n\n").trim() };
}

/** Makes the request. @returns what the answer is, as far as the page tells of it, and what the page says */
export async function replay(exchange: Exchange, client: TestClient): Promise<{ is: Seen; said: Seen }> {
  const { method, target, request, response } = exchange;
  const answer = await client.request(method, target, {
    headers: request.headers,
    ...(request.body !== "" && { body: bodyOf(request) }),
  });
  const is = seen(answer, exchange);
  const said: Seen = { status: exchange.status, headers: response.headers, body: read(response.body) };
  return { is: isLike(is, said) ? said : is, said };
}

interface Seen {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: unknown;
}

/** Lines of a multipart body end as RFC 2046 wants them, and not as those of the page. */
function bodyOf({ headers, body }: Message): string {
  const isMultipart = headers.some(([, value]) => value.startsWith("multipart/"));
  return isMultipart ? `${body.replaceAll("\n", "\r\n")}\r\n` : body;
}

/** A page need not tell of every header, nor of the body. */
function seen(answer: TestResponse, { response }: Exchange): Seen {
  const headers = response.headers.map(([name]) => [name, answer.headers.get(name) ?? "(none)"] as const);
  return { status: answer.status, headers, body: response.body === "" ? "" : read(answer.text()) };
}

/** JSON is compared by its value, and not by its white space. */
function read(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body.trim();
  }
}

/** Whether a value is as it was said to be; `…` in a text stands for any text. */
function isLike(is: unknown, said: unknown): boolean {
  if (typeof said === "string" && typeof is === "string" && said.includes("…")) {
    const parts = said.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "s").test(is);
  }
  if (typeof said !== "object" || typeof is !== "object" || said === null || is === null) {
    return isDeepStrictEqual(is, said);
  }
  const [keys, saidKeys] = [Object.keys(is), Object.keys(said)];
  const values = is as Record<string, unknown>;
  return (
    Array.isArray(is) === Array.isArray(said) &&
    keys.length === saidKeys.length &&
    Object.entries(said).every(([key, value]) => Object.hasOwn(is, key) && isLike(values[key], value))
  );
}
