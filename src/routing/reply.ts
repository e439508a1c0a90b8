import type { HeadersInit } from "../http/index.ts";

/** An answer of a documented status, made by {@link reply}. It is validated and serialised by the schema declared for it. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly "~reply": Status;
  readonly body: Body;
  readonly headers: HeadersInit | undefined;
}

/**
 * Answers with one of the statuses that a route documents in `responses`. Status and body are checked against the
 * declaration at compile time, and the body again at run time.
 *
 * @example
 * ```ts
 * app.get("/items/{id}", { id: z.int() }, { response: Item, responses: { 404: Problem } }, ({ id }) =>
 *   items.get(id) ?? reply(404, { title: "No such item" }),
 * );
 * ```
 */
export function reply<const Status extends number, Body>(
  status: Status,
  body: Body,
  options: { headers?: HeadersInit } = {},
): Reply<Status, Body> {
  return { "~reply": status, body, headers: options.headers };
}

export function isReply(value: unknown): value is Reply {
  return typeof value === "object" && value !== null && "~reply" in value;
}
