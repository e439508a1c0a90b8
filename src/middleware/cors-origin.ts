import { invalidOption } from "./option-error.ts";

/** Which origins may read the answers; see {@link CorsOptions.origins}. */
export type AllowedOrigins = "*" | readonly string[] | RegExp | ((origin: string) => boolean);

/** Whether this value of `Origin` is allowed. */
export type OriginTest = (origin: string) => boolean;

const OPTION = "cors({ origins })";

/** Makes the test, or `"*"` where every origin is allowed without a look. */
export function originTest(origins: AllowedOrigins): OriginTest | "*" {
  if (origins === "*") return "*";
  if (typeof origins === "function") {
    // Not merely truthy: the promise of an async function must not let everybody in.
    return (origin) => origins(origin) === true;
  }
  if (origins instanceof RegExp) return patternTest(origins);
  if (!Array.isArray(origins)) {
    throw invalidOption(
      OPTION,
      "does not say which origins are allowed",
      'Give a list, ["https://app.example.com"], a regular expression, a function or "*".',
    );
  }
  if (origins.includes("*")) return "*";
  for (const origin of origins) checkOrigin(origin);
  const allowed: ReadonlySet<string> = new Set(origins);
  return (origin) => allowed.has(origin);
}

/** The pattern has to match the whole origin: /https:\/\/example\.com/ must not let https://example.com.evil.test in. */
function patternTest(pattern: RegExp): OriginTest {
  // g and y remember where they stopped, m lets ^ and $ match inside.
  const whole = new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gmy]/g, ""));
  return (origin) => whole.test(origin);
}

/** An entry that no browser ever sends is a mistake, and its author would look for it in the browser. */
function checkOrigin(origin: unknown): void {
  const shown = JSON.stringify(origin);
  if (origin === "null") {
    throw invalidOption(
      OPTION,
      'lists "null", which every sandboxed frame and local file sends',
      "Leave it out, or give a function that says why it may pass.",
    );
  }
  if (typeof origin !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/i.test(origin)) {
    throw invalidOption(
      OPTION,
      `lists ${shown}, which is not an origin`,
      'Write scheme, host and port without a path or a slash at the end: "https://app.example.com".',
    );
  }
  if (origin.includes("*")) {
    throw invalidOption(
      OPTION,
      `lists ${shown}, and origins are compared as they stand`,
      "Give a regular expression for many: /https:\\/\\/[a-z0-9-]+\\.example\\.com/.",
    );
  }
  const sent = serialised(origin);
  if (sent !== origin) {
    throw invalidOption(OPTION, `lists ${shown}, which no browser sends`, `Write ${JSON.stringify(sent)}.`);
  }
}

/** The origin as browsers write it (RFC 6454 §6.2): in lower case, in Punycode, without the scheme's own port. */
function serialised(origin: string): string {
  if (!URL.canParse(origin)) return origin.toLowerCase();
  const url = new URL(origin);
  // The URL parser knows the origins of web schemes; to it those of an extension or an app are opaque.
  return url.origin === "null" ? origin.toLowerCase() : url.origin;
}
