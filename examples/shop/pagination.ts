import { type Context, Depends, Query } from "saluki";
import { z } from "zod";

/** The part of a list that a request asks for. */
export const Pagination = Depends(
  {
    limit: Query(z.int().min(1).max(100).default(20), { description: "How many at most." }),
    offset: Query(z.int32().min(0).default(0), { description: "How many to leave out before the first." }),
  },
  (page) => page,
);

/** A part of a list, and how long the whole list is. */
export function pageOf<Entry extends z.ZodType>(entry: Entry, id: string) {
  return z.object({ entries: z.array(entry), total: z.int(), limit: z.int(), offset: z.int() }).meta({ id });
}

/** Tells in a `Link` header (RFC 8288) where the parts beside this one are. */
export function linkPages(
  { request, response }: Context,
  { limit, offset, total }: { limit: number; offset: number; total: number },
): void {
  const links: string[] = [];
  const add = (relation: string, start: number) => {
    const query = new URLSearchParams(request.query);
    query.set("limit", String(limit));
    query.set("offset", String(start));
    links.push(`<?${query}>; rel="${relation}"`);
  };
  if (offset > 0) add("prev", Math.max(0, offset - limit));
  if (offset + limit < total) add("next", offset + limit);
  if (links.length > 0) response.headers.set("link", links.join(", "));
}
