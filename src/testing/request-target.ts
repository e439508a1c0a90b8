import { type FieldsInit, toSearchParams } from "./request-body.ts";

/** Where a request goes. */
export interface RequestUrl {
  /** For cookies and redirects. */
  readonly url: URL;
  /** Path and query as they are put on the wire: not normalised, so that tests can send what a URL could not hold. */
  readonly target: string;
}

/** Makes the URL of a request from the client's base and the test's path, which may be a whole URL. */
export function resolveUrl(base: URL, path: string, query: FieldsInit | undefined): RequestUrl {
  const absolute = /^(?:https?|wss?):\/\/[^/?#]*/i.exec(path);
  let target = absolute === null ? path : path.slice(absolute[0].length);
  if (absolute === null) {
    const prefix = base.pathname.replace(/\/$/, "");
    target = prefix + (/^[/?#]|^$/.test(target) ? target : `/${target}`);
  }
  if (!target.startsWith("/")) target = `/${target}`;
  target = percentEncode(target.replace(/#.*$/s, ""));
  const search = query === undefined ? "" : toSearchParams(query).toString();
  if (search !== "") target += (target.includes("?") ? "&" : "?") + search;
  const origin = absolute === null ? base.origin : new URL(absolute[0].replace(/^ws/i, "http")).origin;
  return { url: new URL(origin + target), target };
}

/** Percent-encodes what cannot stand in a request target: white space, controls and all beyond ASCII. */
function percentEncode(target: string): string {
  return target.replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}
