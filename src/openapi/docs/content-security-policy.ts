/** Directives of a Content-Security-Policy (CSP Level 3 §6) with their source lists. */
export type Directives = Readonly<Record<string, readonly string[]>>;

// What both pages need, and nothing more. Scripts come from the application's own host only: no inline script,
// no eval. Images may come from anywhere over TLS, because descriptions and logos are the document's author's;
// `blob:` is how Swagger UI shows and offers for download what an operation answered.
const COMMON: Directives = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:", "blob:", "https:"],
  "font-src": ["'self'", "data:"],
  "media-src": ["'self'", "blob:"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'self'"],
};

/** The value of the header: the common directives, with those given in their place. */
export function contentSecurityPolicy(directives: Directives): string {
  return Object.entries({ ...COMMON, ...directives })
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}
