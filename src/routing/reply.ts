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
  return new MadeReply(status, body, options.headers) as unknown as Reply<Status, Body>;
}

/** Known by a private member: JSON that a client sent can have any name in it, and must never pass for a reply. */
class MadeReply {
  readonly "~reply": number;
  readonly body: unknown;
  readonly headers: HeadersInit | undefined;
  readonly #made = true;

  constructor(status: number, body: unknown, headers: HeadersInit | undefined) {
    this["~reply"] = status;
    this.body = body;
    this.headers = headers;
  }

  static is(value: object): boolean {
    return #made in value;
  }
}

export function isReply(value: object): value is Reply {
  return MadeReply.is(value);
}
