/**
 * `target`, a path from the application's root, as a reference relative to the page at `pagePath`. Such a
 * reference needs no knowledge of the prefix that a proxy or a mount puts before the application. An absolute
 * URL stays as it is.
 *
 * @example
 * ```ts
 * relativeUrl("/docs", "/openapi.json"); // "./openapi.json"
 * relativeUrl("/internal/docs", "/openapi.json"); // "./../openapi.json"
 * ```
 */
export function relativeUrl(pagePath: string, target: string): string {
  if (!target.startsWith("/") || target.startsWith("//")) return target;
  // Each slash after the first is a folder to leave. "./" keeps a colon in the first segment from being read
  // as a scheme (RFC 3986 §4.2).
  const depth = pagePath.split("/").length - 2;
  return `./${"../".repeat(depth)}${target.slice(1)}`;
}

/** What lies below the page, `assets` of `/docs` is `/docs/assets`, as a reference relative to the page. */
export function urlBelow(pagePath: string, name: string): string {
  const last = pagePath.slice(pagePath.lastIndexOf("/") + 1);
  return last === "" ? `./${name}` : `./${last}/${name}`;
}
