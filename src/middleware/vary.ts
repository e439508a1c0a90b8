import type { HeaderList } from "../http/index.ts";

/** Says in `Vary` (RFC 9110 §12.5.5) that the response depends on this request header. */
export function vary(headers: HeaderList, name: string): void {
  const present = headers.get("vary");
  if (present === undefined) headers.append("vary", name);
  else if (present !== "*") headers.appendToken("vary", name);
}
